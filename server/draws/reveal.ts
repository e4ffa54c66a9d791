/**
 * The theatre of a live draw. Everything is known the moment the round is out; what is shown when follows from the
 * time alone, so that everybody sees the same, and whoever comes late sees the state so far.
 */

export const LEAD_SECONDS = 4;
export const DIGIT_SECONDS = 3;
export const PAUSE_SECONDS = 5;
/** A show longer than this is cut: the winners of the lower prizes then appear whole. */
export const LONGEST_SHOW_SECONDS = 600;

/** A winner as far as the show goes. */
export interface ShownWinner {
  rank: number;
  /** The prize level; the last level is shown first, the first prize last. */
  level: number;
  ticket: string;
}

export type RevealStep =
  | { atMs: number; kind: "announce"; rank: number }
  | { atMs: number; kind: "digit"; rank: number; digits: number }
  | { atMs: number; kind: "winner"; rank: number };

/**
 * A ticket's number as the reel shows it: organisation and raffle stand from the start, the last part comes digit by
 * digit. The participant's part is left out, since it would give the holder away before the ticket.
 */
export function reelOf(ticket: string, width: number): { lead: string; tail: string } {
  const parts = ticket.split("-");
  const tail = parts.at(-1)!;
  const lead = parts.length > 2 ? `${parts.slice(0, 2).join("-")}-` : "";
  return { lead, tail: /^\d+$/.test(tail) ? tail.padStart(width, "0") : tail };
}

/** The order in which winners are shown: from the last level to the first, within a level as they were drawn. */
export function showOrder<Winner extends ShownWinner>(winners: readonly Winner[]): Winner[] {
  return [...winners].sort((a, b) => b.level - a.level || a.rank - b.rank);
}

/** Every step of the show with its moment, in order. `width` is the longest last part of a ticket number, in digits. */
export function schedule(winners: readonly ShownWinner[], startsAtMs: number, width: number): RevealStep[] {
  const order = showOrder(winners);
  const digitsOf = (winner: ShownWinner) => reelOf(winner.ticket, width).tail.length;
  const slowSeconds = (winner: ShownWinner) => LEAD_SECONDS + digitsOf(winner) * DIGIT_SECONDS + PAUSE_SECONDS;

  // The highest prizes, which come last, are shown slowly for as long as half of the longest show holds them.
  const total = order.reduce((sum, winner) => sum + slowSeconds(winner), 0);
  let slowFrom = 0;
  if (total > LONGEST_SHOW_SECONDS) {
    slowFrom = order.length;
    for (let left = LONGEST_SHOW_SECONDS / 2; slowFrom > 0; slowFrom--) {
      left -= slowSeconds(order[slowFrom - 1]!);
      if (left < 0) break;
    }
  }
  const quickMs = slowFrom === 0 ? 0 : Math.min(2000, Math.floor(((LONGEST_SHOW_SECONDS / 2) * 1000) / slowFrom));

  const steps: RevealStep[] = [];
  let atMs = startsAtMs;
  order.forEach((winner, at) => {
    if (at < slowFrom) {
      atMs += quickMs;
      steps.push({ atMs, kind: "winner", rank: winner.rank });
      return;
    }
    steps.push({ atMs, kind: "announce", rank: winner.rank });
    atMs += LEAD_SECONDS * 1000;
    const digits = digitsOf(winner);
    for (let shown = 1; shown < digits; shown++) {
      atMs += DIGIT_SECONDS * 1000;
      steps.push({ atMs, kind: "digit", rank: winner.rank, digits: shown });
    }
    atMs += DIGIT_SECONDS * 1000;
    steps.push({ atMs, kind: "winner", rank: winner.rank });
    atMs += PAUSE_SECONDS * 1000;
  });
  return steps;
}

/** When the last winner stands there. The same as the start where there is none. */
export function showEndsAtMs(winners: readonly ShownWinner[], startsAtMs: number, width: number): number {
  return schedule(winners, startsAtMs, width).at(-1)?.atMs ?? startsAtMs;
}

export interface ShowState {
  /** The steps that have happened, in order. */
  past: RevealStep[];
  /** Ranks shown whole so far, in the order shown. */
  shown: number[];
  /** The winner on the stage: being revealed, or the last one shown. */
  onStage: { rank: number; digits: number; complete: boolean } | null;
  nextAtMs: number | null;
  done: boolean;
}

/** What everybody sees at `nowMs`. */
export function showAt(steps: readonly RevealStep[], nowMs: number): ShowState {
  const past = steps.filter((step) => step.atMs <= nowMs);
  const last = past.at(-1);
  const next = steps[past.length];
  return {
    past,
    shown: past.filter((step) => step.kind === "winner").map((step) => step.rank),
    onStage: last
      ? { rank: last.rank, digits: last.kind === "digit" ? last.digits : 0, complete: last.kind === "winner" }
      : null,
    nextAtMs: next?.atMs ?? null,
    done: next === undefined,
  };
}

/** How many sorted numbers lie in from..to. */
export function countBetween(sorted: Uint32Array, from: number, to: number): number {
  const below = (limit: number) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return below(to + 1) - below(from);
}
