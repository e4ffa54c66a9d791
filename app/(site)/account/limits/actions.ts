"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor, refusalText } from "@/server/api/page";
import { isAppError } from "@/server/kernel/errors";
import { centsOf } from "@/server/kernel/money";
import { excludeMyself, type LimitWish, setOwnLimits } from "@/server/people/limit-play";
import { EXCLUSION_TERMS, LIMITS, MOST_MINUTES, MOST_MONEY_MINOR } from "@/server/people/play-limit";

const PATH = "/account/limits";

function limitCents(typed: string): number | null | undefined {
  const cents = typed.trim() === "" ? null : centsOf(typed);
  return cents !== null && cents !== undefined && cents > MOST_MONEY_MINOR ? undefined : cents;
}

function minutesOf(typed: string): number | null | undefined {
  const text = typed.trim();
  if (text === "") return null;
  return /^\d{1,4}$/.test(text) && Number(text) <= MOST_MINUTES ? Number(text) : undefined;
}

export async function saveLimits(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("limits");
  const { context, actor } = await pageActor(PATH);
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const faults: FormState["faults"] = [];
  const wishes: LimitWish[] = [];
  for (const name of LIMITS) {
    const field = `${name.kind}-${name.period}`;
    const typed = textOf(values, field);
    const amount = name.kind === "time" ? minutesOf(typed) : limitCents(typed);
    if (amount === undefined) faults.push({ field, text: t(name.kind === "time" ? "badMinutes" : "badMoney") });
    else wishes.push({ name, amount });
  }
  if (faults.length > 0) return { attempt, values, faults };
  try {
    await setOwnLimits(context.db, actor, "USD", wishes);
  } catch (error) {
    return { attempt, values, faults: [{ field: "loss-day", text: await refusalText(error, "set-limits") }] };
  }
  revalidatePath(PATH);
  return { attempt, values, faults: [], note: { kind: "good", title: t("saved"), text: t("savedText") } };
}

export async function exclude(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("limits");
  const { context, actor } = await pageActor(PATH);
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const term = EXCLUSION_TERMS.find((one) => one === textOf(values, "term"));
  const faults: FormState["faults"] = [];
  if (!term) faults.push({ field: "term", text: t("needTerm") });
  if (!textOf(values, "understood")) faults.push({ field: "understood", text: t("needUnderstood") });
  if (!term || faults.length > 0) return { attempt, values, faults };
  try {
    const { db, people } = context;
    await excludeMyself({ db, endHolds: (memberId) => people.holds.reviewAfterResidenceChange(memberId) }, actor, term);
  } catch (error) {
    const told = isAppError(error) && error.code === "exclusionLonger";
    const text = told ? t("longer") : await refusalText(error, "exclude-myself");
    return { attempt, values, faults: [{ field: "term", text }] };
  }
  revalidatePath(PATH);
  return { attempt, values: {}, faults: [], note: { kind: "good", title: t("done"), text: t("excludedText") } };
}
