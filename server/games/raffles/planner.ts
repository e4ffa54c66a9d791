import { basisPointsOf } from "@/server/kernel/money";
import { splitExact } from "@/server/ledger/split";
import { potMinor } from "@/server/tickets/pot";
import type { DrawingDraft, PrizeGroupDraft, RaffleDraft } from "./draft";
import { isDated, winnersOf } from "./drawing-rules";

// R10: will it pay? Every figure is whole minor units; docs/planner.md states the rules and works examples.

/** What a plan needs beside the draft. */
export interface PlanFacts {
  /** The venue's own share of ticket sales. */
  feeBasisPoints: number;
  /** Free entries that are expected: they take places under the cap and bring nothing (B6). */
  freeEntries?: number;
}

export interface Fees {
  processingMinor: number;
  platformMinor: number;
  licenceMinor: number;
  regulatorMinor: number;
}

/** One drawing of the sheet. */
export interface PlanRow {
  /** Its place in the draft's list of drawings. */
  drawing: number;
  kind: DrawingDraft["kind"];
  /** A date alone, or beside a count, may bring it about: it has no cost, and the sheet shows no money for it. */
  isDated: boolean;
  /** Tickets sold since the drawing before it; null where nobody can know (a date, one pool of a tray). */
  tickets: number | null;
  salesMinor: number;
  /** Half of an early bird's sales, kept for the main drawing; what the main drawing has been kept. */
  reserveMinor: number;
  fees: Fees;
  feesMinor: number;
  extraCostMinor: number;
  /** What there is for prizes. */
  openingMinor: number;
  /** The dearest choice of each group, or option of a prize, times its quantity; a pot at these sales. */
  prizeCostMinor: number;
  remainingMinor: number;
  /** The same for the main drawing turned into a 50/50 (R14); null where that cannot be. */
  remainingFiftyFiftyMinor: number | null;
  /**
   * The fewest tickets at which it pays, whether or not that many are for sale: as the trigger of an early bird, as the
   * count of all for the main drawing, as those placed on a pool. Null where no number does.
   */
  breakEvenTickets: number | null;
  winners: number;
  /** One ticket's chance is `winners` in this many; null where nobody can know. */
  oddsOf: number | null;
}

export interface PlanPoint {
  tickets: number;
  profitMinor: number;
  fiftyFiftyMinor: number | null;
}

export interface Plan {
  /** Paid tickets planned with: the cap, or the target of an unlimited raffle, less free entries. */
  tickets: number;
  salesMinor: number;
  fees: Fees;
  feesMinor: number;
  extraCostMinor: number;
  prizeCostMinor: number;
  /** What winners get of it as a 50/50; null where that cannot be. */
  fiftyFiftyMinor: number | null;
  profitMinor: number;
  profitFiftyFiftyMinor: number | null;
  /** The fewest tickets at which the whole raffle loses nothing, whether or not that many are for sale; null for none. */
  breakEvenTickets: number | null;
  breakEvenFiftyFiftyTickets: number | null;
  rows: PlanRow[];
}

/** How many tickets a plan counts with; null for an unlimited raffle without a target. */
export function plannedTickets(draft: RaffleDraft, facts: Pick<PlanFacts, "freeEntries"> = {}): number | null {
  const all = draft.ticketCap ?? draft.targetCount;
  return all === null || !Number.isSafeInteger(all) ? null : Math.max(0, all - (facts.freeEntries ?? 0));
}

/**
 * What `tickets` tickets bring at least: bundles first, the cheapest ticket before the dearer, as far as their stock
 * goes; the rest at the plain price. A part of a bundle counts in proportion, rounded down.
 */
export function salesOf(draft: Pick<RaffleDraft, "priceMinor" | "priceLevels">, tickets: number): number {
  let left = tickets;
  let sales = 0;
  const cheaper = draft.priceLevels
    .filter((level) => level.count > 0 && level.priceMinor < draft.priceMinor * level.count)
    .sort((one, other) => one.priceMinor * other.count - other.priceMinor * one.count);
  for (const { count, priceMinor, stock } of cheaper) {
    const taken = Math.min(left, stock === null ? left : stock * count);
    sales += Number((BigInt(taken) * BigInt(priceMinor)) / BigInt(count));
    left -= taken;
  }
  return sales + left * draft.priceMinor;
}

/** What the prizes of a group cost at most, whichever its winners choose. */
export function groupCostMinor(group: PrizeGroupDraft): number {
  const dearest = group.prizes.map((prize) => Math.max(prize.costMinor, ...prize.options.map((one) => one.costMinor)));
  return Math.max(0, ...dearest) * group.quantity;
}

export function costOf(drawing: DrawingDraft): number {
  return drawing.groups.reduce((sum, group) => sum + groupCostMinor(group), 0);
}

/** The fees of a whole raffle, for sales of a number of tickets. */
export function feesOf(draft: RaffleDraft, facts: PlanFacts, tickets: number, salesMinor: number): Fees {
  return {
    processingMinor:
      basisPointsOf(salesMinor, draft.fees.processingBasisPoints) + tickets * draft.fees.processingPerTicketMinor,
    platformMinor: basisPointsOf(salesMinor, facts.feeBasisPoints),
    licenceMinor: draft.fees.licenceMinor,
    regulatorMinor: basisPointsOf(salesMinor, draft.fees.regulatorBasisPoints),
  };
}

export function sumOf(fees: Fees): number {
  return fees.processingMinor + fees.platformMinor + fees.licenceMinor + fees.regulatorMinor;
}

/** Half of ticket sales, the odd cent to the winners (R14). */
export function halfOf(salesMinor: number): number {
  return Math.ceil(salesMinor / 2);
}

/** Whether the main drawing may become a 50/50: it has prizes, and somebody pays for tickets. */
function mayConvert(draft: RaffleDraft): boolean {
  return !draft.isFree && draft.format !== "fifty-fifty" && draft.format !== "tricky-tray";
}

/** What is left of a number of tickets, all prizes paid: early birds that were not triggered join the main drawing. */
export function profitAt(draft: RaffleDraft, facts: PlanFacts, tickets: number, asFiftyFifty: boolean): number {
  const sales = salesOf(draft, tickets);
  const spent = sumOf(feesOf(draft, facts, tickets, sales)) + draft.extraCostMinor;
  // As a 50/50 the main drawing pays half of all sales in place of its prizes; early birds were held before.
  const drawings = draft.drawings.filter(({ kind, triggerCount }) =>
    asFiftyFifty ? kind === "early-bird" && (triggerCount === null || triggerCount <= tickets) : true,
  );
  const prizes = drawings.reduce((sum, drawing) => sum + costOf(drawing), 0);
  const pot = asFiftyFifty ? halfOf(sales) : draft.pot ? potMinor(draft.pot, sales) : 0;
  return sales - spent - prizes - pot;
}

/**
 * The lowest count up to `most` from which on `pays`; null where the highest does not. Between two of `breaks`, and
 * beside them, what pays at one count pays at the next.
 */
export function lowest(most: number, pays: (count: number) => boolean, breaks: readonly number[] = []): number | null {
  let found: number | null = null;
  let end = most;
  for (const start of [...new Set([0, ...breaks.filter((at) => at > 0 && at <= most)])].sort((a, b) => b - a)) {
    if (!pays(end)) return found;
    let low = start;
    let high = end;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (pays(middle)) high = middle;
      else low = middle + 1;
    }
    found = high;
    if (high > start) return high;
    end = start - 1;
  }
  return found;
}

/** Counts and prices beyond which sums of money would no longer be exact. */
function mostTickets(draft: RaffleDraft): number {
  return Math.min(100_000_000, Math.floor(LARGEST_MINOR / Math.max(1, draft.priceMinor)));
}

export const LARGEST_MINOR = 1_000_000_000_000;

/** Whether every figure that a plan counts with is one: a form may hold anything while somebody types. */
export function isReadable(draft: RaffleDraft): boolean {
  const figures = [
    draft.priceMinor,
    draft.extraCostMinor,
    ...Object.values(draft.fees),
    ...draft.priceLevels.flatMap((level) => [level.count, level.priceMinor, level.stock ?? 0]),
    ...Object.values(draft.pot ?? {}).map((value) => value ?? 0),
    ...draft.drawings.flatMap(({ triggerCount, groups }) => [
      triggerCount ?? 0,
      ...groups.flatMap(({ quantity, prizes }) => [
        quantity,
        ...prizes.flatMap(({ costMinor, options }) => [costMinor, ...options.map((one) => one.costMinor)]),
      ]),
    ]),
  ];
  return figures.every((figure) => Number.isSafeInteger(figure) && figure >= 0);
}

/** The plan of a raffle; null while a figure cannot be read, or nobody has said how many tickets to plan with. */
export function planRaffle(draft: RaffleDraft, facts: PlanFacts): Plan | null {
  const tickets = plannedTickets(draft, facts);
  if (tickets === null || tickets > mostTickets(draft) || !isReadable(draft)) return null;
  return planFor(draft, facts, tickets);
}

function planFor(draft: RaffleDraft, facts: PlanFacts, tickets: number): Plan {
  const rows = rowsFor(draft, facts, tickets).map((row) => ({
    ...row,
    breakEvenTickets: breakEvenOf(draft, facts, tickets, row),
  }));
  const salesMinor = salesOf(draft, tickets);
  const fees = feesOf(draft, facts, tickets, salesMinor);
  const canConvert = mayConvert(draft);
  const most = mostTickets(draft);
  return {
    tickets,
    salesMinor,
    fees,
    feesMinor: sumOf(fees),
    extraCostMinor: draft.extraCostMinor,
    prizeCostMinor: rows.reduce((sum, row) => sum + row.prizeCostMinor, 0),
    fiftyFiftyMinor: canConvert ? halfOf(salesMinor) : null,
    profitMinor: profitAt(draft, facts, tickets, false),
    profitFiftyFiftyMinor: canConvert ? profitAt(draft, facts, tickets, true) : null,
    breakEvenTickets: lowest(most, (count) => profitAt(draft, facts, count, false) >= 0),
    breakEvenFiftyFiftyTickets: canConvert
      ? lowest(most, (count) => profitAt(draft, facts, count, true) >= 0, triggersOf(draft))
      : null,
    rows,
  };
}

function triggersOf(draft: RaffleDraft): number[] {
  return draft.drawings.flatMap(({ triggerCount }) => (triggerCount === null ? [] : [triggerCount]));
}

export type Row = Omit<PlanRow, "breakEvenTickets">;

/** One stretch of sales: the early bird or the main drawing that closes it. */
interface Stretch {
  drawing: number;
  until: number;
}

/** The drawings that divide the sales: early birds that tickets alone bring about, then the main one. */
function stretchesOf(draft: RaffleDraft, tickets: number): Stretch[] {
  const counted = draft.drawings.flatMap((one, drawing) =>
    one.kind === "early-bird" && !isDated(one) && one.triggerCount !== null
      ? [{ drawing, until: Math.min(one.triggerCount, tickets) }]
      : [],
  );
  const main = draft.drawings.findIndex(({ kind }) => kind === "main");
  return [
    ...counted.sort((one, other) => one.until - other.until),
    ...(main < 0 ? [] : [{ drawing: main, until: tickets }]),
  ];
}

/** What was, or would be, sold since the drawing before this one. */
export interface Stretched {
  drawing: number;
  tickets: number;
  salesMinor: number;
}

export function rowsFor(draft: RaffleDraft, facts: PlanFacts, tickets: number): Row[] {
  let before = 0;
  const own = stretchesOf(draft, tickets).map(({ drawing, until }): Stretched => {
    const stretch = { drawing, tickets: until - before, salesMinor: salesOf(draft, until) - salesOf(draft, before) };
    before = Math.max(before, until);
    return stretch;
  });
  const total = salesOf(draft, tickets);
  return sheetRows(draft, own, feesOf(draft, facts, tickets, total), total, tickets + (facts.freeEntries ?? 0));
}

/** The lines of a sheet from what each drawing sold; of a tray, which sells nothing apart, from `total` alone. */
export function sheetRows(
  draft: RaffleDraft,
  own: readonly Stretched[],
  fees: Fees,
  total: number,
  entries: number,
): Row[] {
  const closesLast = (at: number) => draft.drawings[own[at]!.drawing]!.kind === "main";
  // A raffle that sells nothing has its fees on the main drawing.
  const weights = own.map(({ salesMinor }, at) => (total > 0 ? salesMinor : closesLast(at) ? 1 : 0));
  const shares = {
    processingMinor: shareOut(fees.processingMinor, weights),
    platformMinor: shareOut(fees.platformMinor, weights),
    licenceMinor: shareOut(fees.licenceMinor, weights),
    regulatorMinor: shareOut(fees.regulatorMinor, weights),
  };
  const reserves = own.map(({ salesMinor }, at) => (closesLast(at) ? 0 : halfOf(salesMinor)));
  const reserved = reserves.reduce((sum, one) => sum + one, 0);
  const datedCost = draft.drawings.filter(isDated).reduce((sum, drawing) => sum + costOf(drawing), 0);
  return draft.drawings.map((drawing, index) => {
    const at = own.findIndex((one) => one.drawing === index);
    const stretch = own[at];
    const plain = plainRow(draft, drawing, index, entries);
    // What a dated early bird costs, where the law allows that, the main drawing gives it: it has no sales of its own.
    if (!stretch) return drawing.kind === "early-bird" ? { ...plain, openingMinor: plain.prizeCostMinor } : plain;
    const isMain = drawing.kind === "main";
    const rowFees: Fees = {
      processingMinor: shares.processingMinor[at]!,
      platformMinor: shares.platformMinor[at]!,
      licenceMinor: shares.licenceMinor[at]!,
      regulatorMinor: shares.regulatorMinor[at]!,
    };
    const feesMinor = sumOf(rowFees);
    const reserveMinor = isMain ? reserved : reserves[at]!;
    const extraCostMinor = isMain ? draft.extraCostMinor : 0;
    const openingMinor = isMain
      ? stretch.salesMinor + reserveMinor - feesMinor - extraCostMinor - datedCost
      : stretch.salesMinor - reserveMinor - feesMinor;
    const pot = isMain && draft.pot ? potMinor(draft.pot, total) : 0;
    const prizeCostMinor = plain.prizeCostMinor + pot;
    return {
      ...plain,
      tickets: stretch.tickets,
      salesMinor: stretch.salesMinor,
      reserveMinor,
      fees: rowFees,
      feesMinor,
      extraCostMinor,
      openingMinor,
      prizeCostMinor,
      remainingMinor: openingMinor - prizeCostMinor,
      remainingFiftyFiftyMinor: isMain && mayConvert(draft) ? openingMinor - halfOf(total) : null,
    };
  });
}

function shareOut(totalMinor: number, weights: readonly number[]): readonly number[] {
  return weights.length === 0 ? [] : [...splitExact(totalMinor, weights)];
}

/** A drawing of which no sales can be told apart. */
function plainRow(draft: RaffleDraft, drawing: DrawingDraft, index: number, entries: number): Row {
  const winners = winnersOf(drawing);
  const earlier = draft.earlyBirdsWinAgain
    ? 0
    : draft.drawings.filter(({ kind }) => kind === "early-bird").reduce((sum, one) => sum + winnersOf(one), 0);
  const isUnknown = drawing.kind === "pool" || isDated(drawing);
  const list = drawing.kind === "main" ? Math.max(0, entries - earlier) : Math.min(drawing.triggerCount ?? 0, entries);
  return {
    drawing: index,
    kind: drawing.kind,
    isDated: isDated(drawing),
    tickets: null,
    salesMinor: 0,
    reserveMinor: 0,
    fees: { processingMinor: 0, platformMinor: 0, licenceMinor: 0, regulatorMinor: 0 },
    feesMinor: 0,
    extraCostMinor: 0,
    openingMinor: 0,
    prizeCostMinor: costOf(drawing),
    remainingMinor: 0,
    remainingFiftyFiftyMinor: null,
    winners,
    oddsOf: isUnknown ? null : list,
  };
}

function breakEvenOf(draft: RaffleDraft, facts: PlanFacts, tickets: number, row: Row): number | null {
  if (row.isDated) return null;
  const most = mostTickets(draft);
  if (row.kind === "pool") {
    const perTicket = { ...draft, fees: { ...draft.fees, licenceMinor: 0 } };
    return lowest(most, (count) => {
      const sales = salesOf(draft, count);
      return sales - sumOf(feesOf(perTicket, facts, count, sales)) >= row.prizeCostMinor;
    });
  }
  if (row.kind === "main") {
    return lowest(most, (count) => rowsFor(draft, facts, count)[row.drawing]!.remainingMinor >= 0, triggersOf(draft));
  }
  // An early bird that waits longer has more sales, until the next one begins its own.
  const own = draft.drawings[row.drawing]!.triggerCount ?? 0;
  const later = draft.drawings.flatMap((one) =>
    one.kind === "early-bird" && !isDated(one) && (one.triggerCount ?? 0) > own ? [one.triggerCount! - 1] : [],
  );
  return lowest(Math.min(Math.max(tickets, own), ...later), (count) => {
    const drawings = draft.drawings.map((one, at) => (at === row.drawing ? { ...one, triggerCount: count } : one));
    return rowsFor({ ...draft, drawings }, facts, Math.max(tickets, count))[row.drawing]!.remainingMinor >= 0;
  });
}

/**
 * Profit against tickets sold, for a chart: evenly spaced counts from none to all planned, with each trigger and the
 * break-even among them. `fiftyFiftyMinor` is the profit if the main drawing became a 50/50 at that count.
 */
export function profitCurve(draft: RaffleDraft, facts: PlanFacts, plan: Plan, steps = 40): PlanPoint[] {
  const counts = new Set<number>(Array.from({ length: steps + 1 }, (_, at) => Math.round((plan.tickets * at) / steps)));
  for (const { triggerCount } of draft.drawings) if (triggerCount !== null) counts.add(triggerCount);
  for (const count of [plan.breakEvenTickets, plan.breakEvenFiftyFiftyTickets]) if (count !== null) counts.add(count);
  return [...counts]
    .filter((count) => count <= plan.tickets)
    .sort((one, other) => one - other)
    .map((tickets) => ({
      tickets,
      profitMinor: profitAt(draft, facts, tickets, false),
      fiftyFiftyMinor: mayConvert(draft) ? profitAt(draft, facts, tickets, true) : null,
    }));
}
