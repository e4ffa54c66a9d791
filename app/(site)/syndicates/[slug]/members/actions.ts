"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { type FormState, type FormValues, textOf, valuesOf } from "@/components/people/form-spec";
import { type PageContext, pageActor } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { askToLeave, nameGuest, playOn } from "@/server/games/syndicates/keep-members";
import { acceptShare, endOffer, offerShare } from "@/server/games/syndicates/pass-share";
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { payDebts } from "@/server/games/syndicates/settle-debt";
import { findSyndicateForMember } from "@/server/games/syndicates/show-membership";
import { AppError, isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { centsOf, formatMoney } from "@/server/kernel/money";
import { drawsFrom } from "@/server/lotteries/consecutive-draws";
import type { Actor } from "@/server/people/authority";
import { syndicateRefusal } from "../../refusal";

interface Given {
  deps: SyndicateDeps;
  actor: Actor;
  values: FormValues;
  context: PageContext;
  path: string;
}

/** What a refusal of these pages says; what they have no words for the pages of syndicates say. */
async function said(error: unknown, currency: string): Promise<string> {
  const t = await getTranslations("syndicate-members.refusals");
  if (!isAppError(error) || !t.has(error.code as "notFound")) return syndicateRefusal(error);
  const { context } = await pageActor("/syndicates");
  reportError(error, context.correlationId, "syndicate-members");
  const most = formatMoney(Number(error.params?.mostMinor ?? 0), currency, await getLocale());
  return t(error.code as "passingPrice", { most });
}

/** Does one thing and shows what came of it; what was typed stays where it did not work. */
async function change(
  state: FormState,
  data: FormData,
  work: (given: Given) => Promise<FormState["note"]>,
  field?: (code: string) => string | null,
): Promise<FormState> {
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const slug = textOf(values, "slug").replace(/[^a-z0-9-]/g, "");
  const path = `/syndicates/${slug}/members`;
  const { context, actor } = await pageActor(path);
  try {
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    const note = await work({ deps, actor, values, context, path });
    revalidatePath(path);
    return { attempt, values: { ...values, requestKey: newId(), email: "", agree: "" }, faults: [], note };
  } catch (error) {
    // A redirect is thrown as well, and is no refusal.
    if (!isAppError(error)) throw error;
    const currency = textOf(values, "currency");
    const text = await said(error, /^[A-Z]{3}$/.test(currency) ? currency : "USD");
    const at = field?.(error.code);
    if (at) return { attempt, values, faults: [{ field: at, text }] };
    return { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
}

export async function pass(state: FormState, data: FormData): Promise<FormState> {
  const [t, values] = [await getTranslations("syndicate-members"), valuesOf(data)];
  const priceMinor = centsOf(textOf(values, "price"));
  const shareNumber = Number(textOf(values, "share"));
  const faults: FormState["faults"] = [];
  if (!Number.isSafeInteger(shareNumber) || shareNumber < 1) faults.push({ field: "share", text: t("refusals.share") });
  if (priceMinor === undefined) faults.push({ field: "price", text: t("refusals.price") });
  if (faults.length > 0) return { attempt: state.attempt + 1, values, faults };
  const fields: Record<string, string> = {
    malformed: "email",
    passToSelf: "email",
    passingPrice: "price",
    passingOpen: "share",
  };
  const work = async ({ deps, actor }: Given) => {
    const email = textOf(values, "email").trim();
    const wish = { syndicateId: textOf(values, "syndicate"), shareNumber, email, priceMinor: priceMinor! };
    await offerShare(deps, actor, wish);
    return { kind: "good" as const, title: t("own.offeredNow"), text: t("own.offeredText", { email }) };
  };
  return change(state, data, work, (code) => fields[code] ?? null);
}

export async function withdraw(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-members.own");
  return change(state, data, async ({ deps, actor, values }) => {
    await endOffer(deps, actor, textOf(values, "passing"), "withdrawn");
    return { kind: "good", title: t("withdrawn") };
  });
}

export async function decline(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-members.offered");
  return change(state, data, async ({ deps, actor, values }) => {
    await endOffer(deps, actor, textOf(values, "passing"), "declined");
    return { kind: "good", title: t("declined") };
  });
}

export async function accept(state: FormState, data: FormData): Promise<FormState> {
  const [t, format, values] = [await getTranslations("syndicate-members"), await getFormatter(), valuesOf(data)];
  if (textOf(values, "agree") !== "on") {
    return { attempt: state.attempt + 1, values, faults: [{ field: "agree", text: t("refusals.agree") }] };
  }
  return change(state, data, async ({ deps, actor, context }) => {
    const taken = await acceptShare(deps, actor, {
      passingId: textOf(values, "passing"),
      conditionsVersion: Number(textOf(values, "version")) || 0,
      presence: context.presence,
    });
    const date = format.dateTime(new Date(`${taken.fromDraw}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
    const text = t("offered.takenText", { share: taken.shareNumber, date });
    return { kind: "good", title: t("offered.taken"), text };
  });
}

export async function leave(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-members.leave");
  return change(state, data, async ({ deps, actor, values }) => {
    await askToLeave(deps, actor, textOf(values, "syndicate"), textOf(values, "leaving") === "yes");
    return { kind: "good", title: t("done") };
  });
}

export async function guest(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-members.manager");
  return change(
    state,
    data,
    async ({ deps, actor, values }) => {
      const isWanted = textOf(values, "wanted") === "yes";
      await nameGuest(deps, actor, {
        syndicateId: textOf(values, "syndicate"),
        email: textOf(values, "email"),
        isWanted,
      });
      return { kind: "good", title: t(isWanted ? "added" : "dropped") };
    },
    () => "email",
  );
}

export async function settle(state: FormState, data: FormData): Promise<FormState> {
  const [t, locale] = [await getTranslations("syndicate-members.debt"), await getLocale()];
  return change(state, data, async ({ deps, actor, values }) => {
    const { paidMinor, owedMinor, currency } = await payDebts(deps, actor, textOf(values, "syndicate"));
    const text = owedMinor > 0 ? t("left", { amount: formatMoney(owedMinor, currency, locale) }) : t("clear");
    return { kind: "good", title: t("paid", { amount: formatMoney(paidMinor, currency, locale) }), text };
  });
}

export async function again(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-members.refusals");
  let slug = "";
  const answer = await change(state, data, async ({ deps, actor, values, context }) => {
    const syndicateId = textOf(values, "syndicate");
    const one = await findSyndicateForMember(deps, actor, syndicateId);
    const draws = drawsFrom(one.lotteryGame, textOf(values, "first"), one.draws.length);
    if (draws.length < one.draws.length) return { kind: "bad", title: t("draw") };
    const wish = { syndicateId, draws, requestKey: textOf(values, "requestKey"), presence: context.presence };
    ({ slug } = await playOn(deps, actor, wish));
    return undefined;
  });
  if (slug) redirect(`/syndicates/${slug}`);
  return answer;
}
