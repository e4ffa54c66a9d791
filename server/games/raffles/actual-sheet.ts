import type { RaffleDraft } from "./draft";
import { type Fees, feesOf, halfOf, type Row, type Stretched, sheetRows, sumOf } from "./planner";

/** What happened so far to a raffle, for the sheet beside its plan. Amounts in minor units. */
export interface ActualFacts {
  /** Tickets valid now and what was paid for them, by the drawing that they were sold towards. */
  sold: Stretched[];
  /** All of them, those of a tray among them, which are sold towards no drawing alone. */
  tickets: number;
  salesMinor: number;
  /** Free entries among the tickets. */
  freeEntries: number;
  /** What the gateway and the venue took, from their records. */
  processingMinor: number;
  platformMinor: number;
}

/** The sheet of what was really sold, spent and owed, line by line as the plan has it (R10). */
export interface ActualSheet {
  tickets: number;
  salesMinor: number;
  fees: Fees;
  feesMinor: number;
  extraCostMinor: number;
  prizeCostMinor: number;
  fiftyFiftyMinor: number | null;
  profitMinor: number;
  rows: Row[];
}

/**
 * R10: after the activation the same sheet with actual sales, fees and costs. Processing and the venue's share are what
 * was taken; the regulator's share and the licence follow from the draft as planned.
 */
export function actualSheet(draft: RaffleDraft, facts: ActualFacts): ActualSheet {
  const { tickets, salesMinor } = facts;
  const fees: Fees = {
    ...feesOf(draft, { feeBasisPoints: 0 }, tickets, salesMinor),
    processingMinor: facts.processingMinor,
    platformMinor: facts.platformMinor,
  };
  const rows = sheetRows(draft, facts.sold, fees, salesMinor, tickets);
  const prizeCostMinor = rows.reduce((sum, row) => sum + row.prizeCostMinor, 0);
  const feesMinor = sumOf(fees);
  return {
    tickets,
    salesMinor,
    fees,
    feesMinor,
    extraCostMinor: draft.extraCostMinor,
    prizeCostMinor,
    fiftyFiftyMinor: rows.some((row) => row.remainingFiftyFiftyMinor !== null) ? halfOf(salesMinor) : null,
    profitMinor: salesMinor - feesMinor - draft.extraCostMinor - prizeCostMinor,
    rows,
  };
}
