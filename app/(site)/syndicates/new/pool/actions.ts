"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { createPool } from "@/server/games/syndicates/pools/create-pool";
import { AppError, isAppError } from "@/server/kernel/errors";
import { drawsFrom } from "@/server/lotteries/consecutive-draws";
import { syndicateRefusal } from "../../refusal";

const MOST_DRAWS = 10;
const FIELD_OF: Readonly<Record<string, string>> = {
  syndicateName: "name",
  syndicateLead: "lead",
  syndicateTooLate: "lead",
  poolLines: "least",
  lotterySalesClosed: "draw",
  lotteryDrawUnknown: "draw",
};

/** Offers a pool of whole lines (S11). */
export async function offerPool(state: FormState, data: FormData): Promise<FormState> {
  const { context, actor } = await pageActor("/syndicates/new/pool");
  const [t, values] = [await getTranslations("syndicate-pools.faults"), valuesOf(data)];
  const attempt = state.attempt + 1;
  const [game = "", first = ""] = textOf(values, "draw").split("|");
  const number = (name: string) =>
    /^\d{1,3}$/.test(textOf(values, name).trim()) ? Number(textOf(values, name)) : Number.NaN;
  const [count, least, most, hours] = [number("draws"), number("least"), number("most"), number("lead")];
  const faults: FormState["faults"] = [];
  const name = textOf(values, "name").trim();
  if (name.length < 3 || name.length > 80) faults.push({ field: "name", text: t("name") });
  const isCount = count >= 1 && count <= MOST_DRAWS;
  if (!isCount) faults.push({ field: "draws", text: t("draws") });
  const draws = isCount ? drawsFrom(game, first, count) : [];
  if (isCount && draws.length < count) faults.push({ field: "draw", text: t("draw") });
  if (!(least >= 2 && least <= most && most <= 200)) faults.push({ field: "least", text: t("lines") });
  if (!(hours >= 1 && hours <= 168)) faults.push({ field: "lead", text: t("lead") });
  if (textOf(values, "terms") !== "on") faults.push({ field: "terms", text: t("terms") });
  if (faults.length > 0) return { attempt, values, faults };
  let slug: string;
  try {
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("agentMissing", 503);
    const wish = { name, game, draws, leastLines: least, mostLines: most, leadMinutes: hours * 60 };
    const isPublic = textOf(values, "public") === "on";
    const requestKey = textOf(values, "requestKey").slice(0, 100);
    ({ slug } = await createPool(deps, actor, { ...wish, isPublic, requestKey, presence: context.presence }));
  } catch (error) {
    const text = await syndicateRefusal(error);
    const field = isAppError(error) ? FIELD_OF[error.code] : undefined;
    return field
      ? { attempt, values, faults: [{ field, text }] }
      : { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
  redirect(`/syndicates/${slug}`);
}
