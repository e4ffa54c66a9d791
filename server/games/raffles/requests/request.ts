import type { Coverage } from "@/server/jurisdiction/rules";

/** Who gives the word where an organisation does not activate by itself (R11). */
export type RequestMode = "administrator" | "regulator" | "regulators";

export type RequestState = "open" | "approved" | "refused" | "withdrawn" | "superseded";

/** One word that a request waits for; without an area it is an administrator's. */
export interface RequestDecision {
  id: string;
  areaId: string | null;
  state: "waiting" | "approved" | "refused";
  reason: string;
  decidedBy: string | null;
  decidedAt: Date | null;
}

export interface ActivationRequest {
  id: string;
  raffleId: string;
  mode: RequestMode;
  state: RequestState;
  note: string;
  requestedBy: string;
  requestedAt: Date;
  endedAt: Date | null;
  decisions: RequestDecision[];
}

/** What of a raffle says whose word it needs. */
export interface RequestSubject {
  governingAreaId: string;
  permissions: ReadonlyArray<{ areaId: string; coverage: Coverage }>;
  exclusions: readonly string[];
  /** Areas whose regulator has given the word already, in an earlier request. */
  approved: readonly string[];
}

/**
 * The areas whose word a request waits for, null for the venue's own. An area that is permitted and excluded is closed
 * whatever its regulator says, so nobody is asked for it; one that was given is not asked for again.
 */
export function areasToAsk(mode: RequestMode, subject: RequestSubject): Array<string | null> {
  if (mode === "administrator") return [null];
  if (mode === "regulator") return [subject.governingAreaId];
  const asked = subject.permissions
    .map(({ areaId }) => areaId)
    .filter((areaId) => !subject.exclusions.includes(areaId) && !subject.approved.includes(areaId));
  return [...new Set(asked)].sort();
}

/**
 * What becomes of a request when its decisions are as given. One refusal ends it where one word decides; where each
 * area speaks for itself it ends when all have spoken, and one approval is enough.
 */
export function requestOutcome(
  decisions: ReadonlyArray<Pick<RequestDecision, "state">>,
): "open" | "approved" | "refused" {
  if (decisions.some(({ state }) => state === "waiting")) return "open";
  return decisions.some(({ state }) => state === "approved") ? "approved" : "refused";
}

/** The most characters that a note to whoever decides may have. */
export const NOTE_LENGTH = 2000;
