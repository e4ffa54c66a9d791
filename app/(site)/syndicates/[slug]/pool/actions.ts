"use server";

import { randomInt } from "node:crypto";
import { revalidatePath } from "next/cache";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { bringLines } from "@/server/games/syndicates/pools/bring-lines";
import { pickLines, readLines } from "@/server/games/syndicates/read-lines";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { formatMoney } from "@/server/kernel/money";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { syndicateRefusal } from "../../refusal";

/** Brings lines into a pool, those that were written or so many at random (S11). */
export async function bring(state: FormState, data: FormData): Promise<FormState> {
  const [t, locale, values] = [await getTranslations("syndicate-pools"), await getLocale(), valuesOf(data)];
  const attempt = state.attempt + 1;
  const path = `/syndicates/${textOf(values, "slug").replace(/[^a-z0-9-]/g, "")}`;
  const { context, actor } = await pageActor(path);
  const game = findGame(textOf(values, "game"));
  const rules = game && rulesOn(game, textOf(values, "draw"));
  const own = rules ? readLines(rules, textOf(values, "own")) : [];
  const wanted = textOf(values, "random").trim();
  const faults: FormState["faults"] = [];
  const entries = own.length > 0 || !rules ? own : wanted ? pickLines(rules, wanted, (below) => randomInt(below)) : [];
  if (!entries) faults.push({ field: "random", text: t("faults.random") });
  else if (entries.length === 0) faults.push({ field: "own", text: t("join.none") });
  if (textOf(values, "agree") !== "on") faults.push({ field: "agree", text: t("join.required") });
  if (!entries || faults.length > 0) return { attempt, values, faults };
  try {
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    const brought = await bringLines(deps, actor, {
      syndicateId: textOf(values, "syndicate"),
      requestKey: textOf(values, "requestKey"),
      entries,
      conditionsVersion: Number(textOf(values, "version")) || 0,
      invitation: textOf(values, "invitation") || null,
      presence: context.presence,
    });
    revalidatePath(path);
    const amount = formatMoney(brought.amountMinor, brought.currency, locale);
    const text = t("join.doneText", { numbers: brought.numbers.join(", "), amount });
    // A second press of the same button is another wish.
    const { agree: _, ...kept } = values;
    return {
      ...{ attempt, values: { ...kept, own: "", random: "", requestKey: newId() }, faults: [] },
      note: { kind: "good", title: t("join.done"), text },
    };
  } catch (error) {
    return { attempt, values, faults: [], note: { kind: "bad", title: await syndicateRefusal(error) } };
  }
}
