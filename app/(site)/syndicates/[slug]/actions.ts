"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, type FormValues, listOf, textOf, valuesOf } from "@/components/people/form-spec";
import { type PageContext, pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { amendConditions } from "@/server/games/syndicates/amend-conditions";
import { announceSyndicate } from "@/server/games/syndicates/announce";
import { answerCutOff } from "@/server/games/syndicates/answer-cut-off";
import { chooseDisplay } from "@/server/games/syndicates/choose-display";
import { readOwnName, SHOWS } from "@/server/games/syndicates/display";
import { inviteByEmail, inviteConnections, makeInvitationLink } from "@/server/games/syndicates/invite";
import { payInPrize } from "@/server/games/syndicates/pay-in-prize";
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { UNSOLD_RULES } from "@/server/games/syndicates/syndicate";
import { takeShares } from "@/server/games/syndicates/take-shares";
import { writeToMembers } from "@/server/games/syndicates/write-to-members";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { centsOf, formatMoney } from "@/server/kernel/money";
import type { Actor } from "@/server/people/authority";
import { syndicateRefusal } from "../refusal";

type Work = (deps: SyndicateDeps, actor: Actor, values: FormValues, context: PageContext) => Promise<FormState["note"]>;

/** Does one thing for whoever is logged in and shows what came of it; what was typed stays where it did not work. */
async function change(
  state: FormState,
  data: FormData,
  work: Work,
  options: { field?: string; empties?: string } = {},
): Promise<FormState> {
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const slug = textOf(values, "slug").replace(/[^a-z0-9-]/g, "");
  const path = `/syndicates/${slug}`;
  const { context, actor } = await pageActor(path);
  const syndicateId = textOf(values, "syndicate");
  try {
    const deps = syndicateServices(context);
    if (!deps || !isId(syndicateId)) throw new AppError("notFound", 404);
    const note = await work(deps, actor, values, context);
    revalidatePath(path);
    await announceSyndicate(context.realtime, syndicateId);
    // A second press of the same button is another wish.
    const { agree: _, numbers: __, ...kept } = values;
    const emptied = options.empties ? { [options.empties]: "" } : {};
    return { attempt, values: { ...kept, ...emptied, requestKey: newId() }, faults: [], note };
  } catch (error) {
    const text = await syndicateRefusal(error);
    return options.field
      ? { attempt, values, faults: [{ field: options.field, text }] }
      : { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
}

export async function join(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("syndicates");
  const numbers = listOf(values, "numbers").map(Number);
  const count = textOf(values, "count").trim();
  const shows = SHOWS.find((one) => one === textOf(values, "shows")) ?? "nothing";
  const faults: FormState["faults"] = [];
  if (numbers.length === 0 && !/^[1-9]\d{0,2}$/.test(count)) faults.push({ field: "count", text: t("faults.count") });
  if (shows === "own" && readOwnName(textOf(values, "ownName")) === null) {
    faults.push({ field: "ownName", text: t("refusals.displayName") });
  }
  if (textOf(values, "agree") !== "on") faults.push({ field: "agree", text: t("faults.required") });
  if (faults.length > 0) return { attempt: state.attempt + 1, values, faults };
  const locale = await getLocale();
  return change(state, data, async (deps, actor, _, { presence }) => {
    const syndicateId = textOf(values, "syndicate");
    const taken = await takeShares(deps, actor, {
      syndicateId,
      requestKey: textOf(values, "requestKey"),
      numbers,
      count: numbers.length > 0 ? numbers.length : Number(count),
      conditionsVersion: Number(textOf(values, "version")) || 0,
      invitation: textOf(values, "invitation") || null,
      presence,
    });
    if (textOf(values, "asksDisplay") === "yes") {
      await chooseDisplay(deps, actor, { syndicateId, shows, name: textOf(values, "ownName") });
    }
    return {
      kind: "good",
      title: t("page.joined"),
      text: t("page.joinedText", {
        numbers: taken.numbers.join(", "),
        amount: formatMoney(taken.amountMinor, taken.currency, locale),
      }),
    };
  });
}

export async function display(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.display");
  return change(
    state,
    data,
    async (deps, actor, values) => {
      const shows = SHOWS.find((one) => one === textOf(values, "shows"));
      if (!shows) throw new AppError("invalidInput", 400);
      const syndicateId = textOf(values, "syndicate");
      await chooseDisplay(deps, actor, { syndicateId, shows, name: textOf(values, "ownName") });
      return { kind: "good", title: t("changed") };
    },
    { field: "ownName" },
  );
}

export async function answer(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  const done = await change(state, data, async (deps, actor, values) => {
    const word = UNSOLD_RULES.find((one) => one === textOf(values, "answer"));
    if (!word) throw new AppError("invalidInput", 400);
    await answerCutOff(deps, actor, { syndicateId: textOf(values, "syndicate"), answer: word });
    return { kind: "good", title: t("answered") };
  });
  // The question that led here is answered; the page says the rest.
  if (done.note?.kind === "good" && textOf(done.values, "answer") === "cancel") {
    redirect(`/syndicates/${textOf(done.values, "slug").replace(/[^a-z0-9-]/g, "")}`);
  }
  return done;
}

export async function amend(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  return change(state, data, async (deps, actor, values) => {
    const unsoldRule = UNSOLD_RULES.find((one) => one === textOf(values, "unsold"));
    if (!unsoldRule) throw new AppError("invalidInput", 400);
    const version = await amendConditions(deps, actor, { syndicateId: textOf(values, "syndicate"), unsoldRule });
    return { kind: "good", title: t("amended", { version }) };
  });
}

export async function inviteAddress(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  return change(
    state,
    data,
    async (deps, actor, values) => {
      const email = textOf(values, "email").trim();
      await inviteByEmail(deps, actor, textOf(values, "syndicate"), email);
      return { kind: "good", title: t("emailSent", { email }) };
    },
    { field: "email", empties: "email" },
  );
}

export async function inviteChosen(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  const chosen = listOf(valuesOf(data), "guests").filter(isId);
  if (chosen.length === 0) {
    const faults = [{ field: "guests", text: t("chooseSomebody") }];
    return { attempt: state.attempt + 1, values: valuesOf(data), faults };
  }
  return change(
    state,
    data,
    async (deps, actor, values) => {
      const count = await inviteConnections(deps, actor, textOf(values, "syndicate"), chosen);
      return { kind: "good", title: t("connectionsSent", { count }) };
    },
    { empties: "guests" },
  );
}

export async function inviteAll(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  return change(state, data, async (deps, actor, values) => {
    const count = await inviteConnections(deps, actor, textOf(values, "syndicate"), "all");
    return { kind: "good", title: t("connectionsSent", { count }) };
  });
}

/** Shows the new link once: nobody can read it again, not even we. */
export async function newLink(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  return change(state, data, async (deps, actor, values, { environment }) => {
    const token = await makeInvitationLink(deps, actor, textOf(values, "syndicate"));
    const slug = textOf(values, "slug");
    return {
      kind: "good",
      title: t("linkMade"),
      text: `${environment.APP_URL}/syndicates/${slug}?invitation=${token}`,
    };
  });
}

export async function message(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  return change(
    state,
    data,
    async (deps, actor, values) => {
      const wish = { syndicateId: textOf(values, "syndicate"), text: textOf(values, "text") };
      const count = await writeToMembers(deps, actor, wish);
      return { kind: "good", title: t("written", { count }) };
    },
    { field: "text", empties: "text" },
  );
}

export async function payIn(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.hand");
  return change(
    state,
    data,
    async (deps, actor, values) => {
      const amountMinor = centsOf(textOf(values, "amount")) ?? 0;
      const wish = { syndicateId: textOf(values, "syndicate"), date: textOf(values, "date"), amountMinor };
      await payInPrize(deps, actor, wish);
      return { kind: "good", title: t("paidIn") };
    },
    { field: "amount" },
  );
}
