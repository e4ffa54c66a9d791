import { localDate, parseDate } from "@/server/jurisdiction/age";
import type { Clock } from "@/server/kernel/clock";
import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { zonedInstant } from "@/server/lotteries/draw-calendar";
import type { Actor } from "@/server/people/authority";
import { type HistoryLine, type HistoryRow, historyReport } from "./history";
import { findMemberZone, findPrizes, findRaffleLines, findWalletLines, type WonPrize } from "./history-store";

export interface History {
  rows: HistoryRow[];
  totals: HistoryRow[];
  /** The newest first. */
  lines: HistoryLine[];
  prizes: WonPrize[];
  /** First and last day, `YYYY-MM-DD`, in `timeZone`. */
  from: string;
  to: string;
  timeZone: string;
}

const DAY_MS = 86_400_000;
const EARLIEST = "2000-01-01";
const LATEST = "2999-12-31";

/**
 * U8: what a member paid for games and what came back, for a period of whole days in the zone they live in; without one,
 * this year until today. The figures are the ledger's. Throws 422 `noDate`, `beforeStart`.
 */
export async function readHistory(
  deps: { db: Reader; clock: Clock },
  actor: Actor,
  wish: { from?: string; to?: string },
): Promise<History> {
  const timeZone = await findMemberZone(deps.db, actor.memberId);
  const to = wish.to || localDate(deps.clock.now(), timeZone);
  const from = wish.from || `${to.slice(0, 4)}-01-01`;
  for (const day of [from, to]) {
    if (!parseDate(day) || day < EARLIEST || day > LATEST) throw new AppError("noDate", 422);
  }
  if (to < from) throw new AppError("beforeStart", 422);
  const next = new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const period = { from: zonedInstant(from, "00:00", timeZone), until: zonedInstant(next, "00:00", timeZone) };
  const [raffles, wallets, prizes] = await Promise.all([
    findRaffleLines(deps.db, actor.memberId, period),
    findWalletLines(deps.db, actor.memberId, period),
    findPrizes(deps.db, actor.memberId, period),
  ]);
  const lines = [...raffles, ...wallets].sort((one, other) => other.at.getTime() - one.at.getTime());
  return { ...historyReport(lines), lines, prizes, from, to, timeZone };
}
