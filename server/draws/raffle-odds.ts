import { type Chance, type ChanceDrawing, chanceOfAny, chancesOfEach } from "@/server/tickets/chances";

/** A drawing that is still to come, as it stands now. Counts leave out voided tickets and those that may not win again. */
export interface OddsDrawing {
  id: string;
  kind: "main" | "early-bird" | "pool";
  position: number;
  /** The prize of a tray's drawing. */
  prize: string;
  triggerCount: number | null;
  triggerAt: Date | null;
  /** Its list can no longer grow: it was triggered, or frozen. */
  isFixed: boolean;
  /** Tickets it draws, over all its prize groups. */
  winners: number;
  /** Tickets in its list: of those issued so far where it is not fixed. */
  entries: number;
  mine: number;
  /** Drawn by hand from a drum to which stubs return (D1). */
  returns: boolean;
}

export interface OddsFacts {
  now: Date;
  closesAt: Date;
  /** Tickets for sale less those voided; null where sales have no cap. */
  whenSold: number | null;
  /** Whether an early bird's winner stays in the later drawings (R3). */
  winAgain: boolean;
  /** In the order in which they are held. */
  drawings: readonly OddsDrawing[];
}

/** The chances of one drawing, or of all together, for one ticket and for the person's. Null where there is none to tell. */
export interface OddsLine {
  oneNow: Chance | null;
  mineNow: Chance | null;
  oneWhenSold: Chance | null;
  mineWhenSold: Chance | null;
}

export interface RaffleOdds {
  drawings: Array<
    OddsLine & { id: string; kind: OddsDrawing["kind"]; position: number; prize: string; lapsesNow: boolean }
  >;
  all: OddsLine;
}

/** An early bird that waits for a count alone lapses if nothing more is sold; its prizes join the main drawing (R3). */
const lapses = (drawing: OddsDrawing, facts: OddsFacts) =>
  drawing.kind === "early-bird" &&
  !drawing.isFixed &&
  (drawing.triggerAt === null || drawing.triggerAt >= facts.closesAt);

/** The drawings as they would be held if not one more ticket were sold; null for one that would not be held. */
function heldNow(facts: OddsFacts): Array<ChanceDrawing | null> {
  const joined = facts.drawings.filter((drawing) => lapses(drawing, facts));
  const more = joined.reduce((sum, { winners }) => sum + winners, 0);
  return facts.drawings.map((drawing) => {
    if (joined.includes(drawing)) return null;
    const { winners, entries, mine, returns } = drawing;
    return { winners: drawing.kind === "main" ? winners + more : winners, entries, mine, returns };
  });
}

/** The same if every ticket were sold: a list that waits for a count has that many, every other one that can grow has all. */
function heldWhenSold(facts: OddsFacts, whenSold: number): Array<ChanceDrawing | null> {
  return facts.drawings.map(({ winners, entries, mine, returns, isFixed, kind, triggerCount }) => {
    if (isFixed) return { winners, entries, mine, returns };
    // Nobody knows on which prizes of a tray the rest of the tickets will be placed.
    if (kind === "pool") return null;
    const most = kind === "early-bird" && triggerCount !== null ? Math.min(triggerCount, whenSold) : whenSold;
    return { winners, entries: Math.max(most, entries), mine, returns };
  });
}

function scenario(facts: OddsFacts, held: ReadonlyArray<ChanceDrawing | null>) {
  const taking = held.filter((drawing) => drawing !== null);
  const winAgain = facts.winAgain || taking.some(({ returns }) => returns);
  const each = chancesOfEach(taking, winAgain);
  const one = chancesOfEach(
    taking.map((drawing) => ({ ...drawing, mine: Math.min(1, drawing.entries) })),
    winAgain,
  );
  // A ticket bought from now on has missed the lists that are fixed already.
  const open = held.flatMap((drawing, at) => {
    if (drawing === null) return [];
    const isLate = facts.drawings[at]!.isFixed && facts.drawings[at]!.kind === "early-bird";
    return [{ ...drawing, mine: isLate ? 0 : Math.min(1, drawing.entries) }];
  });
  const isTray = facts.drawings.some(({ kind }) => kind === "pool");
  let next = 0;
  const at = held.map((drawing) => (drawing === null ? -1 : next++));
  return {
    mine: at.map((place) => (place < 0 ? null : each[place]!)),
    one: at.map((place) => (place < 0 ? null : one[place]!)),
    allMine: taking.length > 0 ? chanceOfAny(taking, winAgain) : null,
    // One ticket lies on one prize of a tray, so there is no chance of one ticket over all of them.
    allOne: taking.length > 0 && !isTray ? chanceOfAny(open, winAgain) : null,
  };
}

/**
 * D5: the odds of a raffle for one ticket and for a person's own, drawing by drawing and in all, at present sales (as if
 * nothing more were sold) and at full sales. Exact. A drawing that is over is not among `facts.drawings`.
 */
export function raffleOdds(facts: OddsFacts): RaffleOdds {
  const now = scenario(facts, heldNow(facts));
  const isOver = facts.now >= facts.closesAt;
  const sold = isOver || facts.whenSold === null ? null : scenario(facts, heldWhenSold(facts, facts.whenSold));
  const isTray = facts.drawings.some(({ kind }) => kind === "pool");
  return {
    drawings: facts.drawings.map((drawing, at) => ({
      id: drawing.id,
      kind: drawing.kind,
      position: drawing.position,
      prize: drawing.prize,
      lapsesNow: lapses(drawing, facts),
      oneNow: now.one[at]!,
      mineNow: now.mine[at]!,
      oneWhenSold: sold?.one[at] ?? null,
      mineWhenSold: sold?.mine[at] ?? null,
    })),
    all: {
      oneNow: now.allOne,
      mineNow: now.allMine,
      oneWhenSold: sold?.allOne ?? null,
      mineWhenSold: isTray ? null : (sold?.allMine ?? null),
    },
  };
}
