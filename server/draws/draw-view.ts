import type { CertificateLevel } from "./certificate";

/** Why a drawing that is due has not moved on; the page says it in words. */
export type DelayReason = "capture" | "suspended" | "beacon" | "beacon-wrong" | "chain" | "list";

/** Where a drawing stands, for the page. `open` sales still run; `closing` they are over and the list is made. */
export type DrawPhase = "open" | "closing" | "waiting" | "drawing" | "showing" | "done" | "missed" | "cancelled";

/** One line of the transcript; its words stand in messages/<locale>/draws.json under `transcript`. */
export interface TranscriptLine {
  at: string;
  code: "named" | "closed" | "frozen" | "round" | "seed" | "digit" | "winner" | "missed";
  params: Record<string, string | number>;
}

export interface DrawView {
  id: string;
  phase: DrawPhase;
  delayed: DelayReason | null;
  /** The server's time, so that a page can tell how its own clock differs. */
  now: string;
  /** Until sales have closed a draw's page names the raffle by its number alone: what it offers is not for everybody. */
  title: string | null;
  slug: string | null;
  raffleNumber: string;
  organisation: string | null;
  timeZone: string;
  kind: string;
  position: number;
  levels: CertificateLevel[];
  times: { namedAt: string | null; closesAt: string; frozenAt: string | null; drawAt: string; drawnAt: string | null };
  beacon: { chainHash: string; round: number } | null;
  list: { count: number; root: string } | null;
  result: { randomness: string; seed: string } | null;
  stage: {
    rank: number;
    level: number;
    lead: string;
    /** The digits shown so far, and how many there will be. */
    shown: string;
    digits: number;
    complete: boolean;
    ticket: string | null;
    /** Tickets that still fit the digits, winners shown before left out; null where they are no numbers. */
    left: number | null;
  } | null;
  /** The winners shown so far, in the order shown. */
  winners: Array<{ rank: number; level: number; ticket: string; shownAs: string }>;
  winnerCount: number;
  nextAt: string | null;
  endsAt: string | null;
  transcript: TranscriptLine[];
}

/** A line of the list of draws. */
export interface DrawLine {
  id: string;
  /** Null while sales run: a list for everybody offers nothing. */
  title: string | null;
  raffleNumber: string;
  organisation: string | null;
  timeZone: string;
  state: string;
  drawAt: string;
  count: number | null;
}

export interface DrawList {
  live: DrawLine[];
  soon: DrawLine[];
  past: DrawLine[];
}
