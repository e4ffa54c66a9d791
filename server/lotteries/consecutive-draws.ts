import { findGame } from "./catalogue";
import { drawOn, nextDate } from "./draw-calendar";

const FAR_DAYS = 120;

/** The dates of so many draws of a game, from one on; fewer where its rules end, none for what is no date or no game. */
export function drawsFrom(gameId: string, first: string, count: number): string[] {
  const game = findGame(gameId);
  const dates: string[] = [];
  if (!game || !drawOn(game, first)) return dates;
  let date = first;
  for (let looked = 0; dates.length < count && looked < FAR_DAYS; looked++, date = nextDate(date)) {
    if (drawOn(game, date)) dates.push(date);
  }
  return dates;
}
