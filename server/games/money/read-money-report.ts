import type { Clock } from "@/server/kernel/clock";
import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { BREAKDOWNS, type Breakdown, type MoneyRow, moneyReport } from "./money-report";
import { findMoneyEntries, findOrganisationZone } from "./money-report-store";

export interface MoneyReport {
  rows: MoneyRow[];
  totals: MoneyRow[];
  by: Breakdown;
  timeZone: string;
  /** First and last day, `YYYY-MM-DD`. */
  from: string;
  to: string;
}

const DAY_MS = 86_400_000;
const LONGEST_DAYS = 3700;

/** Midnight at the beginning of a day in a zone: the offset at that moment settles in two rounds, also across a change. */
function startOfDay(day: string, timeZone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`);
  let at = wanted;
  for (let round = 0; round < 2; round++) {
    const local = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" }).format(at);
    at += wanted - Date.parse(`${local.replace(" ", "T")}Z`);
  }
  return new Date(at);
}

/** A day of the calendar: 31 February is none, whatever a parser makes of it. */
function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/**
 * M10: sales, donations, fees and refunds of an organisation by day, raffle, method or card brand, for a period of whole
 * days in its own zone (the last thirty days where none is named), of one raffle or of all. The figures are the ledger's.
 * Throws 422 `noDate`, `beforeStart`, `periodTooLong`.
 */
export async function readMoneyReport(
  deps: { db: Reader; clock: Clock },
  by: AuthorizedOrganiser,
  wish: { from?: string; to?: string; breakdown?: string; raffleId?: string },
): Promise<MoneyReport> {
  const timeZone = await findOrganisationZone(deps.db, by.organisationId);
  const today = new Intl.DateTimeFormat("en-CA", { timeZone }).format(deps.clock.now());
  const to = wish.to || today;
  const from = wish.from || new Date(Date.parse(`${to}T00:00:00Z`) - 29 * DAY_MS).toISOString().slice(0, 10);
  if (!isDay(from) || !isDay(to)) throw new AppError("noDate", 422);
  const days = (Date.parse(to) - Date.parse(from)) / DAY_MS;
  if (days < 0) throw new AppError("beforeStart", 422);
  if (days > LONGEST_DAYS) throw new AppError("periodTooLong", 422, { most: LONGEST_DAYS });
  const next = new Date(Date.parse(`${to}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
  const breakdown = BREAKDOWNS.find((one) => one === wish.breakdown) ?? "day";
  const entries = await findMoneyEntries(deps.db, by.organisationId, {
    from: startOfDay(from, timeZone),
    until: startOfDay(next, timeZone),
    timeZone,
    raffleId: wish.raffleId && isId(wish.raffleId) ? wish.raffleId : null,
  });
  return { ...moneyReport(entries, breakdown), by: breakdown, timeZone, from, to };
}
