import { writeAudit } from "@/server/kernel/audit-store";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { findGame, rulesOn } from "./catalogue";
import { InvalidDraw, readOutcome } from "./draw-outcome";
import type { DrawNews, DrawResult, LotteryDeps } from "./ports";
import { findNewestResult, insertPostponement, insertResult, type ResultRow } from "./store";

/** What became of one piece of news. */
export interface NewsOutcome {
  readonly game: string;
  readonly date: string;
  readonly outcome: "new" | "corrected" | "known" | "refused";
  /** Why it was refused: a stable code, and words. */
  readonly code?: string;
  readonly text?: string;
}

type RecordDeps = Pick<LotteryDeps, "db" | "clock" | "followers">;

const refusal = (news: DrawNews, code: string, text: string): NewsOutcome => ({
  ...{ game: news.game, date: news.date, outcome: "refused", code, text },
});

/** Why a result cannot be one of its game on that date, or null. */
export function resultFault(result: DrawResult): { code: string; text: string } | null {
  const game = findGame(result.game);
  if (!game) return { code: "unknown-game", text: `The catalogue has no game ${result.game}.` };
  const rules = rulesOn(game, result.date);
  if (!rules) return { code: "no-rules", text: `The catalogue knows no rules of ${game.name} for ${result.date}.` };
  try {
    readOutcome(rules, { ...result, prizes: result.prizesMinor });
    return null;
  } catch (error) {
    if (error instanceof InvalidDraw) return { code: error.code, text: error.message };
    throw error;
  }
}

const keyed = (value: unknown) => JSON.stringify(Object.entries(value as object).sort());

/** Whether a source says what it said before; the order in which numbers were drawn does not matter. */
export function isSameResult(row: ResultRow, result: DrawResult): boolean {
  const plain = (main: readonly number[], bonus: readonly number[]) =>
    JSON.stringify([[...main].sort((a, b) => a - b), [...bonus].sort((a, b) => a - b)]);
  return (
    plain(row.main, row.bonus) === plain(result.main, result.bonus) &&
    row.multiplier === result.multiplier &&
    keyed(row.prizesMinor) === keyed(result.prizesMinor) &&
    keyed(row.winners) === keyed(result.winners)
  );
}

/**
 * Keeps what a source says of draws: results after they were checked against the rules of their date, corrections as new
 * revisions, postponements. What was said before is passed over, so everything may come twice and in any order; a revision
 * that says something else than it did is refused. Answers for each piece what became of it.
 */
export async function recordNews(deps: RecordDeps, source: string, news: readonly DrawNews[]): Promise<NewsOutcome[]> {
  const outcomes: NewsOutcome[] = [];
  for (const one of news) {
    const outcome =
      one.kind === "result" ? await recordResult(deps, source, one) : await recordPostponement(deps, source, one);
    if (outcome.outcome === "refused") log.warn("lottery_news_refused", { source, ...outcome });
    outcomes.push(outcome);
  }
  return outcomes;
}

async function recordResult(
  deps: RecordDeps,
  source: string,
  result: Extract<DrawNews, { kind: "result" }>,
): Promise<NewsOutcome> {
  const fault = resultFault(result);
  if (fault) return refusal(result, fault.code, fault.text);
  const { game, date, revision } = result;
  const at = deps.clock.now();
  return deps.db.transaction(async (tx): Promise<NewsOutcome> => {
    const before = await findNewestResult(tx, source, game, date);
    if (before && before.revision > revision) return { game, date, outcome: "known" };
    if (before?.revision === revision) {
      if (isSameResult(before, result)) return { game, date, outcome: "known" };
      return refusal(result, "revision-changed", `Revision ${revision} said something else before.`);
    }
    if (!(await insertResult(tx, { id: newId(at.getTime()), source, receivedAt: at, result }))) {
      return { game, date, outcome: "known" };
    }
    await writeAudit(tx, {
      at,
      actorId: null,
      actorRole: "venue",
      action: before ? "correct-lottery-result" : "record-lottery-result",
      subject: `lottery-draw:${game}:${date}`,
      before: before && { source, revision: before.revision, main: before.main, bonus: before.bonus },
      after: { source, revision, main: result.main, bonus: result.bonus },
    });
    for (const follower of deps.followers) await follower.drawChanged(tx, { game, date, kind: "result" });
    return { game, date, outcome: before ? "corrected" : "new" };
  });
}

async function recordPostponement(
  deps: RecordDeps,
  source: string,
  news: Extract<DrawNews, { kind: "postponed" }>,
): Promise<NewsOutcome> {
  const { game, date, revision, drawAt, closesAt } = news;
  if (!findGame(game)) return refusal(news, "unknown-game", `The catalogue has no game ${game}.`);
  if (closesAt > drawAt) return refusal(news, "bad-times", "Sales would close after the draw.");
  const at = deps.clock.now();
  return deps.db.transaction(async (tx): Promise<NewsOutcome> => {
    const row = { source, game, drawDate: date, revision, drawAt, closesAt, receivedAt: at };
    if (!(await insertPostponement(tx, row))) return { game, date, outcome: "known" };
    await writeAudit(tx, {
      at,
      actorId: null,
      actorRole: "venue",
      action: "postpone-lottery-draw",
      subject: `lottery-draw:${game}:${date}`,
      after: { source, revision, drawAt, closesAt },
    });
    for (const follower of deps.followers) await follower.drawChanged(tx, { game, date, kind: "postponed" });
    return { game, date, outcome: revision === 1 ? "new" : "corrected" };
  });
}
