import { randomInt } from "node:crypto";
import { findGame } from "../../server/lotteries/catalogue";
import type { GameRules, LotteryGame, WeightedMultiplier } from "../../server/lotteries/game";
import { type Entry, isFault, lineCount, readEntry, ticketFault } from "../../server/lotteries/selection";
import { type DrawTimes, rulesFor } from "./draws";

/** Said no, and nothing was done. */
export class BookError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export interface Order {
  game: string;
  draws: string[];
  entries: Entry[];
}

const MOST_DRAWS = 26;
const MOST_ENTRIES = 1000;
const MOST_LINES = 1_000_000;
/** The game of an id, or {@link BookError}. */
export function gameOf(id: unknown): LotteryGame {
  const game = typeof id === "string" ? findGame(id) : null;
  if (!game) throw new BookError(404, "unknown-game", "This lottery has no such game.");
  return game;
}

/**
 * Reads what somebody wants to buy: draws that there are, entries that can be by the rules of each. `timesOf` says when a draw is
 * held. Throws {@link BookError}.
 */
export function readOrder(
  value: unknown,
  timesOf: (game: LotteryGame, date: string) => DrawTimes,
): Order & { rules: GameRules[]; currency: string; closesAtMs: number[] } {
  const order = (value ?? {}) as Partial<Order>;
  const game = gameOf(order.game);
  const { draws, entries: given } = order;
  if (!Array.isArray(draws) || draws.length === 0 || draws.length > MOST_DRAWS) {
    throw new BookError(422, "bad-draws", `A ticket is for 1 to ${MOST_DRAWS} draws.`);
  }
  if (!draws.every((date, at) => typeof date === "string" && (at === 0 || draws[at - 1]! < date))) {
    throw new BookError(422, "bad-draws", "Draws are dates, ascending.");
  }
  if (!Array.isArray(given) || given.length === 0 || given.length > MOST_ENTRIES) {
    throw new BookError(422, "bad-entries", `A ticket has 1 to ${MOST_ENTRIES} entries.`);
  }
  const closesAtMs = draws.map((date) => timesOf(game, date).closesAtMs);
  const rules = draws.map((date) => rulesFor(game.id, date));
  let entries: Entry[] = [];
  for (const each of rules) {
    const read = given.map((entry) => readEntry(each, entry));
    const wrong = read.find(isFault);
    if (wrong) throw new BookError(422, wrong.reason, wrong.text);
    entries = read as Entry[];
    const together = ticketFault(each, entries);
    if (together) throw new BookError(422, together.reason, together.text);
    if (entries.reduce((sum, entry) => sum + lineCount(each, entry), 0) > MOST_LINES) {
      throw new BookError(422, "too-many-lines", `A ticket has at most ${MOST_LINES} lines.`);
    }
  }
  return { game: game.id, draws, entries, rules, currency: game.currency, closesAtMs };
}

/** The multiplier that is printed on a line, by the chances the game gives it; null in games that print none. */
export function printMultiplier(rules: GameRules): number | null {
  if (!rules.lineMultiplier) return null;
  const drum = rules.lineMultiplier.multipliers;
  let at = randomInt(drum.reduce((sum: number, { weight }: WeightedMultiplier) => sum + weight, 0));
  for (const { multiplier, weight } of drum) {
    if (at < weight) return multiplier;
    at -= weight;
  }
  return null;
}
