"use server";

import { revalidatePath } from "next/cache";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, type FormValues, textOf, valuesOf } from "@/components/people/form-spec";
import { type PageContext, pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { amendConditions } from "@/server/games/syndicates/amend-conditions";
import { answerCutOff } from "@/server/games/syndicates/answer-cut-off";
import { inviteByEmail, inviteConnections, makeInvitationLink } from "@/server/games/syndicates/invite";
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { UNSOLD_RULES } from "@/server/games/syndicates/syndicate";
import { takeShares } from "@/server/games/syndicates/take-shares";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { formatMoney } from "@/server/kernel/money";
import type { Actor } from "@/server/people/authority";
import { syndicateRefusal } from "../refusal";

type Work = (deps: SyndicateDeps, actor: Actor, values: FormValues, context: PageContext) => Promise<FormState["note"]>;

/** Does one thing for whoever is logged in and shows what came of it; what was typed stays where it did not work. */
async function change(state: FormState, data: FormData, work: Work, field?: string): Promise<FormState> {
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const slug = textOf(values, "slug").replace(/[^a-z0-9-]/g, "");
  const path = `/syndicates/${slug}`;
  const { context, actor } = await pageActor(path);
  try {
    const deps = syndicateServices(context);
    if (!deps || !isId(textOf(values, "syndicate"))) throw new AppError("notFound", 404);
    const note = await work(deps, actor, values, context);
    revalidatePath(path);
    // A second press of the same button is another wish.
    const { agree: _, ...kept } = values;
    return { attempt, values: { ...kept, requestKey: newId(), email: "" }, faults: [], note };
  } catch (error) {
    const text = await syndicateRefusal(error);
    return field
      ? { attempt, values, faults: [{ field, text }] }
      : { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
}

export async function join(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("syndicates");
  const count = textOf(values, "count").trim();
  const faults: FormState["faults"] = [];
  if (!/^[1-9]\d{0,2}$/.test(count)) faults.push({ field: "count", text: t("faults.count") });
  if (textOf(values, "agree") !== "on") faults.push({ field: "agree", text: t("faults.required") });
  if (faults.length > 0) return { attempt: state.attempt + 1, values, faults };
  const locale = await getLocale();
  return change(state, data, async (deps, actor, _, { presence }) => {
    const syndicateId = textOf(values, "syndicate");
    const taken = await takeShares(deps, actor, {
      syndicateId,
      requestKey: textOf(values, "requestKey"),
      numbers: [],
      count: Number(count),
      conditionsVersion: Number(textOf(values, "version")) || 0,
      invitation: textOf(values, "invitation") || null,
      presence,
    });
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

export async function answer(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicates.desk");
  return change(state, data, async (deps, actor, values) => {
    const word = UNSOLD_RULES.find((one) => one === textOf(values, "answer"));
    if (!word) throw new AppError("invalidInput", 400);
    await answerCutOff(deps, actor, { syndicateId: textOf(values, "syndicate"), answer: word });
    return { kind: "good", title: t("answered") };
  });
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
    "email",
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
