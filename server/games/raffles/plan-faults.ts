import { type DraftFault, MAXIMUM_MINOR, type RaffleDraft } from "./draft";
import {
  costOf,
  isReadable,
  LARGEST_MINOR,
  lowest,
  type PlanFacts,
  plannedTickets,
  planRaffle,
  profitAt,
  rowsFor,
} from "./planner";

/**
 * What keeps a raffle from going because it would lose money (R10), each with the figure to change: the trigger of an
 * early bird, the number of tickets, or the price. A raffle that nobody pays for is a gift and may cost.
 */
export function planFaults(draft: RaffleDraft, facts: PlanFacts): DraftFault[] {
  if (draft.isFree || !isReadable(draft)) return [];
  const costs = draft.drawings.reduce((sum, drawing) => sum + costOf(drawing), 0);
  const plan = planRaffle(draft, facts);
  if (!plan) {
    const spends = costs + draft.extraCostMinor + draft.fees.licenceMinor + (draft.pot?.seedMinor ?? 0);
    return spends > 0 ? [{ field: "targetCount", code: "planNeedsTarget" }] : [];
  }
  const faults: DraftFault[] = plan.rows.flatMap((row): DraftFault[] => {
    if (row.kind === "pool" || row.isDated || row.remainingMinor >= 0) return [];
    const lossMinor = -row.remainingMinor;
    if (row.kind === "main") return [mainFault(draft, facts, lossMinor, row.breakEvenTickets)];
    const field = `drawings.${row.drawing}.triggerCount`;
    return row.breakEvenTickets === null
      ? [{ field, code: "earlyBirdNeverPays", params: { lossMinor } }]
      : [{ field, code: "earlyBirdLoses", params: { lossMinor, tickets: row.breakEvenTickets } }];
  });
  if (draft.format === "tricky-tray" && plan.profitMinor < 0) {
    faults.push(mainFault(draft, facts, -plan.profitMinor, plan.breakEvenTickets));
  }
  return faults;
}

/** More tickets where that helps, else a higher price: whichever can be changed. */
function mainFault(draft: RaffleDraft, facts: PlanFacts, lossMinor: number, tickets: number | null): DraftFault {
  const field = draft.ticketCap === null ? "targetCount" : "ticketCap";
  const all = plannedTickets(draft, facts) ?? 0;
  const mostPrice = Math.min(MAXIMUM_MINOR, Math.floor(LARGEST_MINOR / Math.max(1, all)));
  const price = lowest(mostPrice, (priceMinor) => leftAtPrice(draft, facts, priceMinor) >= 0);
  if (tickets === null && price === null)
    return { field: "priceMinor", code: "raffleNeverPays", params: { lossMinor } };
  if (tickets === null) return { field: "priceMinor", code: "priceTooLow", params: { lossMinor, priceMinor: price! } };
  return price === null
    ? { field, code: "tooFewTickets", params: { lossMinor, tickets } }
    : { field, code: "raffleLoses", params: { lossMinor, tickets, priceMinor: price } };
}

/** What is left at another price: of the main drawing, or of a whole tray. */
function leftAtPrice(draft: RaffleDraft, facts: PlanFacts, priceMinor: number): number {
  const priced = { ...draft, priceMinor };
  const tickets = plannedTickets(priced, facts) ?? 0;
  const main = rowsFor(priced, facts, tickets).find(({ kind }) => kind === "main");
  return main ? main.remainingMinor : profitAt(priced, facts, tickets, false);
}
