import type { PurchaseState } from "@/server/lotteries/purchase-states";
import type { SyndicateState } from "../syndicate";

/** What members agree to where whole lines are brought in place of shares (S11); part of the conditions. */
export interface PoolTerms {
  /** What a line costs in all draws together, in minor units, as the lottery said when it was offered. */
  readonly lineMinor: number;
  /** With fewer lines than this at the cut-off nothing is bought, and everybody has their money back. */
  readonly leastLines: number;
  readonly mostLines: number;
}

export const MOST_LINES = 200;
/** One person's lines are nobody's pool. */
export const LEAST_PEOPLE = 2;

export interface PoolFacts {
  readonly state: SyndicateState;
  readonly cutOffAt: Date;
  readonly salesCloseAt: Date;
  readonly answer: string | null;
  readonly leastLines: number;
  readonly lines: number;
  readonly people: number;
  /** Of each contribution that is still in it: its ticket, null where none was asked for. */
  readonly tickets: readonly (PurchaseState | null)[];
}

/** `ask`: the agent is to buy what is missing; `give-up`: contributions that got no ticket go back; `wait`: nothing now. */
export type PoolStep =
  | { readonly do: "wait"; readonly until: Date | null }
  | { readonly do: "ask" | "give-up" }
  | { readonly do: "move"; readonly to: SyndicateState; readonly because?: string };

const isOver = (ticket: PurchaseState | null) => ticket === "rejected" || ticket === "cancelled";

/** What a pool of lines does next, at `now` by the database's clock. Pure, like the step of a syndicate with shares. */
export function nextPoolStep(facts: PoolFacts, now: Date): PoolStep {
  const { state, tickets } = facts;
  if (state === "open") {
    if (facts.answer === "cancel") return { do: "move", to: "cancelled", because: "manager" };
    if (now < facts.cutOffAt) return { do: "wait", until: facts.cutOffAt };
    const isEnough = facts.lines >= facts.leastLines && facts.people >= LEAST_PEOPLE;
    return isEnough ? { do: "move", to: "placing" } : { do: "move", to: "cancelled", because: "unsold" };
  }
  if (state !== "placing") return { do: "wait", until: null };
  if (tickets.length === 0) return { do: "move", to: "failed", because: "refused" };
  const isLate = now >= facts.salesCloseAt;
  if (tickets.some((ticket) => isOver(ticket) || (ticket === null && isLate))) return { do: "give-up" };
  if (tickets.includes(null)) return { do: "ask" };
  if (tickets.every((ticket) => ticket === "confirmed")) return { do: "move", to: "playing" };
  return { do: "wait", until: null };
}
