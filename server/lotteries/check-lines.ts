import { parseDate } from "@/server/jurisdiction/age";
import { AppError } from "@/server/kernel/errors";
import { findGame, rulesOn } from "./catalogue";
import type { GameRules } from "./game";
import type { LotteryDeps } from "./ports";
import { outcomeOf, type ShownDraw, showDraw } from "./show-ticket";
import { type CheckedLine, checkRows } from "./typed-line";

export interface LineCheck {
  /** Why nothing was judged: the date is none, the catalogue knows no rules of it, or no draw is held on it. */
  readonly fault: "no-date" | "no-rules" | "no-draw" | "no-lines" | null;
  /** The rules of the date; null with a fault of the date. */
  readonly rules: GameRules | null;
  readonly draw: ShownDraw | null;
  readonly lines: readonly CheckedLine[];
}

const NOTHING = { rules: null, draw: null, lines: [] };

/**
 * Judges typed lines by the rules of a draw's date, and where its result is known says what each wins (L4). Anybody may:
 * it keeps nothing. Throws AppError lotteryGameUnknown (404).
 */
export async function checkLines(
  { db }: Pick<LotteryDeps, "db">,
  gameId: string,
  typed: { date: string; lines: string; systems: boolean; addOns: readonly string[] },
): Promise<LineCheck> {
  const game = findGame(gameId);
  if (!game) throw new AppError("lotteryGameUnknown", 404);
  if (!parseDate(typed.date)) return { fault: "no-date", ...NOTHING };
  const rules = rulesOn(game, typed.date);
  if (!rules) return { fault: "no-rules", ...NOTHING };
  let draw: ShownDraw;
  try {
    draw = await showDraw({ db }, gameId, typed.date);
  } catch (error) {
    if (error instanceof AppError && error.code === "lotteryDrawUnknown")
      return { fault: "no-draw", ...NOTHING, rules };
    throw error;
  }
  // An add-on of other years is no fault of the line: the form offers those of the date that it was made for.
  const addOns = typed.addOns.filter((id) => rules.addOns.some((one) => one.id === id));
  const outcome = draw.result && outcomeOf(draw.result);
  const lines = checkRows(rules, outcome, typed.lines, { systems: typed.systems, addOns });
  return { fault: lines.length === 0 ? "no-lines" : null, rules, draw, lines };
}
