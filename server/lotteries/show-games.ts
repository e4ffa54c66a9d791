import { AppError } from "@/server/kernel/errors";
import { CATALOGUE, findGame, rulesOn } from "./catalogue";
import { drawOn, openDraws } from "./draw-calendar";
import type { GameRules, LotteryGame } from "./game";
import type { LotteryDeps } from "./ports";
import { countDrawn, findLastResults, findPostponementsFrom } from "./result-view-store";
import type { ShownDraw, ShownResult } from "./show-ticket";
import { resultOf } from "./show-ticket";
import type { PostponementRow } from "./store";

type ReadDeps = Pick<LotteryDeps, "db" | "clock">;

export interface DrawnResult extends ShownResult {
  readonly date: string;
}

/** A game of the catalogue with what is to come and what was. */
export interface ShownGame {
  readonly game: LotteryGame;
  /** The rules of today, or the last ones where the catalogue knows none for today. */
  readonly rules: GameRules;
  /** Whether the catalogue knows the rules of today's draws; where it does not, no draw is shown and nothing settled. */
  readonly isCurrent: boolean;
  /** Draws whose sales are open, the next first. */
  readonly next: readonly Omit<ShownDraw, "result">[];
  /** The newest first. */
  readonly results: readonly DrawnResult[];
}

const DAY_MS = 86_400_000;
/** A draw is put off by days, not by months. */
const BACK_DAYS = 14;
const NEXT_DRAWS = 4;
/** How many results stand on one page of a game. */
export const RESULTS_ON_PAGE = 10;

/** Every game of the catalogue with its next draw and its last result. Facts for anybody: nothing here is for sale. */
export async function showGames({ db, clock }: ReadDeps): Promise<ShownGame[]> {
  const now = clock.now();
  const [results, postponed] = await Promise.all([
    findLastResults(
      db,
      CATALOGUE.map(({ id }) => id),
      1,
    ),
    findPostponementsFrom(db, dayBefore(now)),
  ]);
  return CATALOGUE.map((game) => ({
    ...headOf(game, now, 1, postponed),
    results: results.filter((row) => row.game === game.id).map((row) => ({ ...resultOf(row), date: row.drawDate })),
  }));
}

/**
 * One game with its next draws and a page (from 1) of its results. Throws AppError lotteryGameUnknown (404).
 */
export async function showGame(
  { db, clock }: ReadDeps,
  gameId: string,
  page = 1,
): Promise<ShownGame & { drawn: number }> {
  const game = findGame(gameId);
  if (!game) throw new AppError("lotteryGameUnknown", 404);
  const now = clock.now();
  const upTo = page * RESULTS_ON_PAGE;
  const [results, postponed, drawn] = await Promise.all([
    findLastResults(db, [game.id], upTo),
    findPostponementsFrom(db, dayBefore(now)),
    countDrawn(db, game.id),
  ]);
  return {
    ...headOf(game, now, NEXT_DRAWS, postponed),
    results: results.slice(upTo - RESULTS_ON_PAGE).map((row) => ({ ...resultOf(row), date: row.drawDate })),
    drawn,
  };
}

function dayBefore(now: Date): string {
  return new Date(now.getTime() - BACK_DAYS * DAY_MS).toISOString().slice(0, 10);
}

function headOf(
  game: LotteryGame,
  now: Date,
  count: number,
  postponed: readonly PostponementRow[],
): Omit<ShownGame, "results"> {
  const rules = rulesOn(game, now.toISOString().slice(0, 10));
  return {
    game,
    rules: rules ?? game.versions.at(-1)!,
    isCurrent: rules !== null,
    next: nextDraws(
      game,
      now,
      count,
      postponed.filter((row) => row.game === game.id),
    ),
  };
}

/** What is open by the plan, with the lotteries' word on draws that are held at another time. */
function nextDraws(
  game: LotteryGame,
  now: Date,
  count: number,
  postponed: readonly PostponementRow[],
): Omit<ShownDraw, "result">[] {
  const moved = new Map(postponed.map((row) => [row.drawDate, row]));
  const planned = openDraws(game, now, count + moved.size).map((draw) => draw.date);
  const dates = new Set([...planned, ...moved.keys()]);
  return [...dates]
    .flatMap((date) => {
      const plan = drawOn(game, date);
      if (!plan) return [];
      const word = moved.get(date);
      return {
        date,
        drawAt: word?.drawAt ?? plan.drawAt,
        closesAt: word?.closesAt ?? plan.closesAt,
        postponed: word !== undefined,
      };
    })
    .filter(({ closesAt }) => closesAt > now)
    .sort((one, other) => one.closesAt.getTime() - other.closesAt.getTime())
    .slice(0, count);
}
