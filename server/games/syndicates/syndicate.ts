import type { PurchaseState } from "@/server/lotteries/purchase-states";

/**
 * The states of a syndicate, from the moment it is offered until its last draw is paid. docs/syndicates.md holds the same
 * table for readers, the database the same moves in a trigger; tests/syndicates/states.test.ts holds the three to agree.
 */
export const SYNDICATE_STATES = [
  "buying",
  "open",
  "deciding",
  "placing",
  "cancelling",
  "playing",
  "settled",
  "cancelled",
  "failed",
] as const;

export type SyndicateState = (typeof SYNDICATE_STATES)[number];

export const SYNDICATE_MOVES: Readonly<Record<SyndicateState, readonly SyndicateState[]>> = {
  buying: ["open", "failed"],
  open: ["deciding", "placing", "playing", "cancelling", "cancelled"],
  deciding: ["placing", "playing", "cancelling", "cancelled"],
  placing: ["playing", "failed"],
  cancelling: ["cancelled", "playing"],
  playing: ["settled"],
  settled: [],
  cancelled: [],
  failed: [],
};

/** `agreed`: members pay, then the ticket is bought. `bought-first`: the manager pays for the ticket, then sells shares. */
export const MODES = ["agreed", "bought-first"] as const;
export type Mode = (typeof MODES)[number];

/** Who buys the ticket: the venue's agent, or the manager at a counter, who then records it (S2). */
export const BUYERS = ["agent", "manager"] as const;
export type Buyer = (typeof BUYERS)[number];

/** What happens to shares that nobody took by the cut-off. */
export const UNSOLD_RULES = ["public", "keep", "cancel"] as const;
export type UnsoldRule = (typeof UNSOLD_RULES)[number];

export const SHARE_STATES = ["offered", "held", "kept", "returned"] as const;
export type ShareState = (typeof SHARE_STATES)[number];

/** What the next step of a syndicate depends on. */
export interface Facts {
  readonly mode: Mode;
  readonly buyer?: Buyer;
  readonly state: SyndicateState;
  readonly cutOffAt: Date;
  readonly decideBy: Date;
  readonly salesCloseAt: Date;
  readonly unsoldRule: UnsoldRule;
  readonly answer: UnsoldRule | null;
  /** Shares that have no owner yet. */
  readonly offered: number;
  /** Of the ticket that the agent was asked for; null where none was asked for. */
  readonly purchase: PurchaseState | null;
}

/**
 * `ask`: the agent is to buy; `give-back`: it is to cancel; `wait`: nothing now. `keep`: the manager takes the shares that
 * are left, and then it goes on as if all were sold.
 */
export type Step =
  | { readonly do: "wait"; readonly until: Date | null }
  | { readonly do: "ask" | "give-back" }
  | { readonly do: "move"; readonly to: SyndicateState; readonly keep?: true; readonly because?: string };

const WAIT: Step = { do: "wait", until: null };

/** What a syndicate does next, at `now` by the database's clock. Pure: any process may ask, at any time, any number of times. */
export function nextStep(facts: Facts, now: Date): Step {
  const { state, purchase } = facts;
  if (state === "buying" || state === "placing") {
    if (purchase === null && facts.buyer === "manager") {
      const { salesCloseAt } = facts;
      if (now < salesCloseAt) return { do: "wait", until: salesCloseAt };
      return { do: "move", to: "failed", because: "not-recorded" };
    }
    if (purchase === null) {
      return now >= facts.salesCloseAt ? { do: "move", to: "failed", because: "sales-closed" } : { do: "ask" };
    }
    if (purchase === "rejected" || purchase === "cancelled") return { do: "move", to: "failed", because: "refused" };
    if (purchase === "confirmed") return { do: "move", to: state === "buying" ? "open" : "playing" };
    return WAIT;
  }
  if (state === "cancelling") {
    if (purchase === "cancelled") return { do: "move", to: "cancelled", because: "manager" };
    return { do: "give-back" };
  }
  if (state === "open" || state === "deciding") return beforePlay(facts, now);
  return WAIT;
}

function beforePlay(facts: Facts, now: Date): Step {
  const { mode, state, answer, offered } = facts;
  const on: SyndicateState = mode === "agreed" ? "placing" : "playing";
  if (answer === "cancel") return stop(facts, "manager");
  // A ticket that is paid for whole need not wait; one that is bought already waits for the cut-off, so that it can be given back.
  if (offered === 0 && (mode === "agreed" || now >= facts.cutOffAt)) return { do: "move", to: on };
  if (answer === "keep") return { do: "move", to: on, keep: true };
  if (state === "open") {
    return now < facts.cutOffAt ? { do: "wait", until: facts.cutOffAt } : { do: "move", to: "deciding" };
  }
  if (now < facts.decideBy) return { do: "wait", until: facts.decideBy };
  // Nobody took the rest: what was agreed applies, and the public has had its time.
  return facts.unsoldRule === "cancel" ? stop(facts, "unsold") : { do: "move", to: on, keep: true };
}

function stop({ mode }: Facts, because: string): Step {
  return { do: "move", to: mode === "agreed" ? "cancelled" : "cancelling", because };
}

/** Whether shares may be taken; the database asks the same in `take_shares`. */
export function isSelling(
  one: { state: SyndicateState; cutOffAt: Date; decideBy: Date; isPublic: boolean },
  now: Date,
): boolean {
  return (
    (one.state === "open" && now < one.cutOffAt) || (one.state === "deciding" && one.isPublic && now < one.decideBy)
  );
}

/** Before the lottery stops cancelling: no more is left to chance and slow answers. */
export const MARGIN_MINUTES = 30;
/** So long the manager may answer after the cut-off; what is left of the margin is for the lottery's answer. */
export const ANSWER_MINUTES = 15;
/** Before the draw, unless somebody says otherwise (S6). */
export const LEAD_MINUTES = 60;
/** The same where the manager has to go and buy the ticket by hand, and record it before the lottery's sales end. */
export const HAND_LEAD_MINUTES = 6 * 60;

/** When joining ends, and until when the manager may answer: the earlier of the set time and the lottery's limit less a margin (S6). */
export function cutOff(
  draw: { drawAt: Date | null; cancelUntil: Date },
  leadMinutes: number,
): { cutOffAt: Date; decideBy: Date } {
  const limit = draw.cancelUntil.getTime() - MARGIN_MINUTES * 60_000;
  const set = draw.drawAt === null ? limit : draw.drawAt.getTime() - leadMinutes * 60_000;
  const at = Math.min(limit, set);
  return { cutOffAt: new Date(at), decideBy: new Date(at + ANSWER_MINUTES * 60_000) };
}
