import type { SeenPlace } from "./seen-place";

/** Where the gates stand (J9). A jurisdiction may insist on the first for its own area. */
export type GateMode = "filter-first" | "filter-after-browsing" | "gate-at-entry";

/** What is open to one place and age at one moment. */
export interface Visible {
  /** The class: readers for whom exactly the same is visible share it, and so its pages. 16 to 32 hex digits. */
  classId: string;
  open: readonly GameKey[];
  /** How many games could be told if more of the place were known. */
  undecidedCount: number;
  /** The tier that would tell most of them, or null. */
  missing: string | null;
  /** Games whose titles the gate mode lists beside the open ones. */
  listed: readonly GameKey[];
}

export interface GameKey {
  id: string;
  revision: number;
}

/** Why a game is not open: a code that pages have words for, and the area whose rule it is. */
export interface Refusal {
  decision: "closed" | "undecided";
  code: string;
  areaId: string | null;
  /** The tier to ask for where it is undecided. */
  missing: string | null;
}

/** The compiled rules as the gate asks them. */
export interface GateRules {
  readonly version: string;
  readonly gateMode: GateMode;
  /** The map of where something is open, by the hash of what it shows. */
  readonly mapId: string;
  /** A live game by the name in its address. */
  find(slug: string, nowMs: number): GameKey | null;
  see(place: SeenPlace | null, nowMs: number, locale: string): Visible;
  /** Null where the game is open to the place. */
  refusal(gameId: string, place: SeenPlace | null, nowMs: number): Refusal | null;
  /** Whether the page of a game may be shown although it is not open (gate mode), its area not insisting otherwise. */
  showsDetail(gameId: string, place: SeenPlace | null, nowMs: number): boolean;
}
