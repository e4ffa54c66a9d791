import { createHmac } from "node:crypto";
import { findGame, rulesOn } from "../../server/lotteries/catalogue";
import { drawOn } from "../../server/lotteries/draw-calendar";
import type { GameRules } from "../../server/lotteries/game";
import { oddsOf } from "../../server/lotteries/odds";
import type { DrawResult } from "../../server/lotteries/ports";
import { type RandomBelow, randomNumbers } from "../../server/lotteries/selection";

/** When a draw is held and its sales close, in milliseconds; `null` for what is no draw of the game. */
export interface DrawTimes {
  drawAtMs: number;
  closesAtMs: number;
}

const HOUR_MS = 3_600_000;

export function plannedTimes(gameId: string, date: string): DrawTimes | null {
  const game = findGame(gameId);
  const planned = game && drawOn(game, date);
  if (!planned) return null;
  const closesAtMs = planned.closesAt.getTime();
  return { closesAtMs, drawAtMs: planned.drawAt?.getTime() ?? closesAtMs + HOUR_MS };
}

/** Fair numbers from a seed: the same draw comes out the same again after a restart. */
export function seededBelow(seed: string, name: string): RandomBelow {
  let block = 0;
  return (n) => {
    const limit = 2 ** 32 - (2 ** 32 % n);
    for (;;) {
      const word = createHmac("sha256", seed).update(`${name}|${block++}`).digest().readUInt32BE(0);
      if (word < limit) return word % n;
    }
  };
}

/** Draws the numbers of a date, and where an add-on multiplies, its multiplier. */
export function drawNumbers(rules: GameRules, below: RandomBelow): Pick<DrawResult, "main" | "bonus" | "multiplier"> {
  const multipliers = rules.addOns.flatMap(({ effect }) =>
    effect.kind === "drawn-multiplier"
      ? effect.multipliers.flatMap((one) => Array(one.weight).fill(one.multiplier))
      : [],
  ) as number[];
  const multiplier = multipliers.length > 0 ? multipliers[below(multipliers.length)]! : null;
  if (rules.bonus.kind === "own-drum") {
    return {
      main: randomNumbers(rules.main, rules.main.pick, below),
      bonus: randomNumbers(rules.bonus, rules.bonus.pick, below),
      multiplier,
    };
  }
  const main = randomNumbers(rules.main, rules.main.pick, below);
  const { lowest, highest } = rules.main;
  const rest = Array.from({ length: highest - lowest + 1 }, (_, at) => lowest + at).filter(
    (one) => !main.includes(one),
  );
  const drawn = randomNumbers({ pick: 0, lowest: 0, highest: rest.length - 1 }, rules.bonus.drawn, below);
  return { main, bonus: drawn.map((at) => rest[at]!), multiplier };
}

/** How many lines all other players of the lottery play in each draw, and what part of their stakes is paid out. */
const OTHER_LINES = 20_000_000n;
const PAID_OUT_PERCENT = 50n;
const JACKPOT_PERCENT = 40;

/**
 * The prize of each division and its winners: fixed amounts as the rules have them, the others from the pools of a draw
 * in which twenty million lines were played, won as often as the odds have it. `ownWinners` are those among the tickets
 * sold here, `carriedMinor` what earlier jackpots left; the answer says what this one leaves.
 */
export function fillPools(
  rules: GameRules,
  ownWinners: ReadonlyMap<number, number>,
  carriedMinor: number,
): { prizesMinor: Record<number, number>; winners: Record<number, number>; leftMinor: number } {
  const stakes = (OTHER_LINES * BigInt(rules.price.perPlayMinor)) / BigInt(rules.price.linesPerPlay);
  const fund = (stakes * PAID_OUT_PERCENT) / 100n;
  const odds = oddsOf(rules);
  const pooled = rules.divisions.filter(({ prize }) => prize.kind === "pooled").length;
  const prizesMinor: Record<number, number> = {};
  const winners: Record<number, number> = {};
  let leftMinor = 0;
  for (const { division, prize } of rules.divisions) {
    const { ways, of } = odds.get(division)!;
    const count = (OTHER_LINES * ways) / of + BigInt(ownWinners.get(division) ?? 0);
    winners[division] = Number(count);
    if (prize.kind === "fixed") prizesMinor[division] = prize.amountMinor;
    if (prize.kind === "fixed" || prize.kind === "in-kind") continue;
    const percent = prize.kind === "pooled" ? (100 - JACKPOT_PERCENT) / pooled : JACKPOT_PERCENT;
    let pool =
      prize.kind === "shared" ? BigInt(prize.amountMinor) : (fund * BigInt(Math.floor(percent * 100))) / 10_000n;
    if (prize.kind === "jackpot") pool += BigInt(carriedMinor);
    if (count > 0n) prizesMinor[division] = Number(pool / count);
    else if (prize.kind === "jackpot") leftMinor = Number(pool);
  }
  return { prizesMinor, winners, leftMinor };
}

/** The rules of a draw's date; the caller knows that there are some. */
export function rulesFor(gameId: string, date: string): GameRules {
  return rulesOn(findGame(gameId)!, date)!;
}
