import type { CertificateLevel, Pot, Renewal } from "./certificate";

/** Why a drawing that is due has not moved on; the page says it in words. */
export type DelayReason =
  | "capture"
  | "suspended"
  | "beacon"
  | "beacon-wrong"
  | "chain"
  | "list"
  | "books"
  | "reconciliation"
  | "conversion"
  | "early-bird"
  | "hand";

/** Where a drawing stands, for the page. `open` sales still run; `closing` they are over and the list is made. */
export type DrawPhase = "open" | "closing" | "waiting" | "drawing" | "showing" | "done" | "missed" | "cancelled";

/** One line of the transcript; its words stand in messages/<locale>/draws.json under `transcript`. */
export interface TranscriptLine {
  at: string;
  code:
    | "triggered"
    | "named"
    | "closed"
    | "frozen"
    | "round"
    | "seed"
    | "byHand"
    | "digit"
    | "winner"
    | "missed"
    | "lapsed";
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
  method: string;
  /** Why a drawing is not held: `lapsed` for an early bird that was never triggered, `pools` for a tray's main drawing. */
  endedReason: string | null;
  /** What makes an early bird fall due; null for every other drawing. */
  trigger: { count: number | null; at: string | null; triggeredAt: string | null } | null;
  /** The raffle's other drawings, in the order in which they are held. */
  others: Array<{ id: string; kind: string; position: number; state: string }>;
  /** The pot that is drawn in place of prizes, from the freeze on. */
  pot: Pot | null;
  /** Whether the main drawing became a 50/50 after the close (R14). */
  converted: boolean;
  /** The last round that was missed, where another was named by the regulator and two people. */
  renewed: Renewal | null;
  media: DrawMedium[];
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
  winners: Array<{
    rank: number;
    level: number;
    ticket: string;
    shownAs: string;
    amountMinor: number | null;
    /** A reserve that took over a prize after the draw, and a winner whose prize went on. */
    came: "drawn" | "called";
    forfeited: boolean;
    prize: string | null;
  }>;
  winnerCount: number;
  nextAt: string | null;
  endsAt: string | null;
  transcript: TranscriptLine[];
}

/** A picture, film or live stream of a drawing, as the page shows it. */
export interface DrawMedium {
  id: string;
  kind: "photo" | "video" | "stream";
  name: string;
  sha256: string | null;
  /** Where it is shown: the venue's own address of the file, or the stream's. */
  href: string;
}

/** A line of the list of draws. */
export interface DrawLine {
  id: string;
  kind: string;
  position: number;
  method: string;
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
