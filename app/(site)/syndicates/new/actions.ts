"use server";

import { randomInt } from "node:crypto";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, type FormValues, textOf, valuesOf } from "@/components/people/form-spec";
import type { OfferPreviewAnswer } from "@/components/syndicates/offer-preview";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { MOST_SHARES, type SyndicateDraft, sharesOf } from "@/server/games/syndicates/conditions";
import { createSyndicate } from "@/server/games/syndicates/create-syndicate";
import { pickLines, readLines, readWeights } from "@/server/games/syndicates/read-lines";
import { cutOff, MODES, UNSOLD_RULES } from "@/server/games/syndicates/syndicate";
import { AppError, isAppError } from "@/server/kernel/errors";
import { formatMoney } from "@/server/kernel/money";
import { readTicket } from "@/server/lotteries/buy-ticket";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { drawOn, nextDate } from "@/server/lotteries/draw-calendar";
import { syndicateRefusal } from "../refusal";

const MOST_DRAWS = 10;
const FAR_DAYS = 120;

type Faults = Array<{ field: string; text: string }>;

/** The field that a refusal is about; what is about none of them is said above the form. */
const FIELD_OF: Readonly<Record<string, string>> = {
  syndicateName: "name",
  syndicateShares: "shares",
  syndicateShareFree: "shares",
  syndicateLead: "lead",
  syndicateTooLate: "lead",
  lotteryEntryWrong: "own",
  lotteryTicketWrong: "own",
  lotterySalesClosed: "draw",
  lotteryDrawUnknown: "draws",
  handNotPermitted: "mode",
  handPrizeOwed: "mode",
  handBoughtFirst: "mode",
};

/** The dates of so many draws of a game, from one on; fewer where its rules end. */
function drawsFrom(gameId: string, first: string, count: number): string[] {
  const game = findGame(gameId);
  const dates: string[] = [];
  let date = first;
  for (let looked = 0; game && dates.length < count && looked < FAR_DAYS; looked++, date = nextDate(date)) {
    if (drawOn(game, date)) dates.push(date);
  }
  return dates;
}

async function readDraft(values: FormValues): Promise<{ draft: SyndicateDraft; faults: Faults }> {
  const t = await getTranslations("syndicates.faults");
  const faults: Faults = [];
  const [gameId = "", first = ""] = textOf(values, "draw").split("|");
  const game = findGame(gameId);
  const rules = game && rulesOn(game, first);
  if (!rules) faults.push({ field: "draw", text: t("draw") });
  const count = textOf(values, "draws").trim();
  const isCount = /^\d{1,2}$/.test(count) && Number(count) >= 1 && Number(count) <= MOST_DRAWS;
  if (!isCount) faults.push({ field: "draws", text: t("draws") });
  const own = rules ? readLines(rules, textOf(values, "own")) : [];
  // Numbers that were written down are what is meant; random ones are for whoever wrote none.
  const entries = own.length > 0 || !rules ? own : pickLines(rules, textOf(values, "lines"), (n) => randomInt(n));
  if (!entries) faults.push({ field: "lines", text: t("lines") });
  const weights = readWeights(textOf(values, "shares"));
  if (!weights || weights.length < 2 || weights.length > MOST_SHARES) {
    faults.push({ field: "shares", text: t("shares", { most: MOST_SHARES }) });
  }
  const hours = textOf(values, "lead").trim();
  const isLead = /^\d{1,3}$/.test(hours) && Number(hours) >= 1 && Number(hours) <= 168;
  if (!isLead) faults.push({ field: "lead", text: t("lead") });
  const name = textOf(values, "name").trim();
  if (name.length < 3 || name.length > 80) faults.push({ field: "name", text: t("name") });
  if (textOf(values, "terms") !== "on") faults.push({ field: "terms", text: t("terms") });
  const draft: SyndicateDraft = {
    name,
    mode: MODES.find((mode) => mode === textOf(values, "mode")) ?? "agreed",
    buyer: textOf(values, "mode") === "hand" ? "manager" : "agent",
    game: gameId,
    draws: rules && isCount ? drawsFrom(gameId, first, Number(count)) : [],
    entries: entries ?? [],
    weights: weights ?? [],
    unsoldRule: UNSOLD_RULES.find((rule) => rule === textOf(values, "unsold")) ?? "cancel",
    leadMinutes: isLead ? Number(hours) * 60 : 0,
    isPublic: textOf(values, "public") === "on",
  };
  return { draft, faults };
}

/** What the conditions would be, as far as they are typed; null for whoever is not logged in. */
export async function preview(data: FormData): Promise<OfferPreviewAnswer | null> {
  const { context } = await pageActor("/syndicates/new");
  const deps = syndicateServices(context);
  if (!deps) return null;
  const values = valuesOf(data);
  const t = await getTranslations("syndicates");
  const locale = await getLocale();
  const { draft, faults } = await readDraft(values);
  // What is simply not filled in yet is no problem to speak of while somebody types.
  const fault = faults.find(({ field }) => field !== "name" && field !== "terms");
  if (fault) return { facts: [], cutOff: null, problem: fault.text };
  try {
    const entries = readTicket(draft);
    const quote = await deps.agent.lottery.quote({ game: draft.game, draws: draft.draws, entries });
    const shares = sharesOf(quote.priceMinor, draft.weights);
    const prices = shares.map(({ priceMinor }) => priceMinor);
    const [low, high] = [Math.min(...prices), Math.max(...prices)];
    const money = (minor: number) => formatMoney(minor, quote.currency, locale);
    const { cutOffAt } = cutOff(
      { drawAt: quote.draws[0]?.drawAt ?? null, cancelUntil: quote.cancelUntil },
      draft.leadMinutes,
    );
    const isLate = cutOffAt <= (await deps.moment(deps.db));
    return {
      facts: [
        {
          term: t("preview.ticket"),
          value: t("preview.ticketValue", {
            ...{ price: money(quote.priceMinor), lines: quote.lineCount, draws: draft.draws.length },
          }),
        },
        {
          term: t("preview.share"),
          value:
            low === high
              ? t("preview.shareValue", { price: money(low), count: shares.length })
              : t("preview.shareRange", { low: money(low), high: money(high), count: shares.length }),
        },
        { term: t("page.order"), value: t(draft.buyer === "manager" ? "mode.hand" : `mode.${draft.mode}`) },
        { term: t("page.ifLeft"), value: t(`rule.${draft.unsoldRule}`) },
      ],
      cutOff: {
        at: cutOffAt.toISOString(),
        timeZone: rulesOn(findGame(draft.game)!, draft.draws[0]!)!.schedule.timeZone,
      },
      problem: isLate ? t("refusals.syndicateTooLate") : null,
    };
  } catch (error) {
    return { facts: [], cutOff: null, problem: await syndicateRefusal(error) };
  }
}

export async function offer(state: FormState, data: FormData): Promise<FormState> {
  const { context, actor } = await pageActor("/syndicates/new");
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const { draft, faults } = await readDraft(values);
  if (faults.length > 0) return { attempt, values, faults };
  let slug: string;
  try {
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("agentMissing", 503);
    const requestKey = textOf(values, "requestKey").slice(0, 100);
    ({ slug } = await createSyndicate(deps, actor, { ...draft, requestKey, presence: context.presence }));
  } catch (error) {
    const text = await syndicateRefusal(error);
    const field = isAppError(error) ? FIELD_OF[error.code] : undefined;
    return field
      ? { attempt, values, faults: [{ field, text }] }
      : { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
  redirect(`/syndicates/${slug}`);
}
