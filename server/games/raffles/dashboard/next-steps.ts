import type { RaffleStatus } from "../raffle";

/** What somebody who runs a raffle may have to do now, the most pressing first. */
export type NextStep =
  | { step: "connect-payments" }
  | { step: "read-refusal" }
  | { step: "mend-faults"; count: number }
  | { step: "activate" }
  | { step: "hand-in" }
  | { step: "wait-for-word"; count: number }
  | { step: "ask-again"; count: number }
  | { step: "resume" }
  | { step: "regulator-stop"; count: number }
  | { step: "share" }
  | { step: "tell-participants" }
  | { step: "enter-sales" }
  | { step: "close-books"; count: number }
  | { step: "draw-by-hand"; count: number }
  | { step: "missed-drawing"; count: number }
  | { step: "await-draw" }
  | { step: "follow-claims"; count: number }
  | { step: "archive" };

export interface StepFacts {
  status: RaffleStatus;
  participation: "online" | "offline" | "both";
  faults: number;
  /** Whether the organisation itself activates. */
  activatesItself: boolean;
  /** A raffle that costs something cannot be sold online without an account. */
  paymentsMissing: boolean;
  refused: boolean;
  /** Words that an open request still waits for. */
  wordsMissing: number;
  /** Permitted areas that are closed because their regulator has not approved, with no request open. */
  areasNotAsked: number;
  stops: number;
  issued: number;
  booksOut: number;
  /** Drawings that are due and drawn by hand. */
  handDue: number;
  missed: number;
  openClaims: number;
}

/** What to do next, from facts alone. Nothing where there is nothing to do. */
export function nextSteps(facts: StepFacts): NextStep[] {
  const steps: NextStep[] = [];
  const { status } = facts;
  const selling = status === "active" || status === "ending-today" || status === "sold-out";
  const offline = facts.participation !== "online";
  if (facts.stops > 0) steps.push({ step: "regulator-stop", count: facts.stops });
  if (status === "draft") {
    if (facts.refused) steps.push({ step: "read-refusal" });
    if (facts.paymentsMissing) steps.push({ step: "connect-payments" });
    if (facts.faults > 0) steps.push({ step: "mend-faults", count: facts.faults });
    else steps.push({ step: facts.activatesItself ? "activate" : "hand-in" });
  }
  if (status === "suspended") steps.push({ step: "resume" });
  if (facts.missed > 0) steps.push({ step: "missed-drawing", count: facts.missed });
  if (facts.handDue > 0) steps.push({ step: "draw-by-hand", count: facts.handDue });
  if (facts.wordsMissing > 0) steps.push({ step: "wait-for-word", count: facts.wordsMissing });
  if (facts.areasNotAsked > 0) steps.push({ step: "ask-again", count: facts.areasNotAsked });
  if (facts.booksOut > 0 && status !== "drawn" && status !== "archived") {
    steps.push({ step: "close-books", count: facts.booksOut });
  }
  if (offline && (selling || status === "draft" || status === "pending-activation"))
    steps.push({ step: "enter-sales" });
  if (selling || status === "upcoming") steps.push({ step: "share" });
  if (selling && facts.issued > 0) steps.push({ step: "tell-participants" });
  if (status === "expired" && facts.handDue === 0 && facts.missed === 0) steps.push({ step: "await-draw" });
  if (facts.openClaims > 0) steps.push({ step: "follow-claims", count: facts.openClaims });
  if (status === "drawn") steps.push({ step: "archive" });
  return steps;
}
