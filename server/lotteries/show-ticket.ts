import { AppError } from "@/server/kernel/errors";
import { findGame, rulesOn } from "./catalogue";
import { type ClaimRow, findClaim } from "./claim-store";
import { drawOn } from "./draw-calendar";
import type { LotteryGame } from "./game";
import type { LotteryDeps } from "./ports";
import type { Entry } from "./selection";
import { type DrawOutcome, type Explained, explainEntry } from "./settle";
import { findPostponement, findPurchase, findResultsOfDraw, type Purchase, type ResultRow } from "./store";

export interface ShownDraw {
  readonly date: string;
  /** As planned, or as postponed. Null where the time of the draw is not known. */
  readonly drawAt: Date | null;
  readonly closesAt: Date;
  readonly postponed: boolean;
  /** The result that counts, or null while there is none. */
  readonly result: ShownResult | null;
}

export interface ShownResult {
  readonly source: string;
  readonly revision: number;
  readonly main: readonly number[];
  readonly bonus: readonly number[];
  readonly multiplier: number | null;
  readonly prizesMinor: Readonly<Record<number, number>>;
  readonly winners: Readonly<Record<number, number>>;
  readonly publishedAt: Date | null;
}

export interface ShownTicket {
  readonly purchase: Purchase;
  /** As printed, or as ordered while nothing is. */
  readonly entries: readonly Entry[];
  readonly draws: ReadonlyArray<
    ShownDraw & {
      /** Each entry, in order, with what matched; null while there is no result. */
      readonly lines: readonly Explained[] | null;
      /** What all entries win by the result, or null while a part of it is not known. */
      readonly prizeMinor: number | null;
      readonly claim: ClaimRow | null;
    }
  >;
}

type ReadDeps = Pick<LotteryDeps, "db">;

/** Of what several sources say of a draw: the lottery that sold the ticket counts before a file, else what came last. */
export function decisiveResult(results: readonly ResultRow[], lottery: string | null): ResultRow | null {
  return results.find(({ source }) => source === lottery) ?? results[0] ?? null;
}

export function resultOf({
  source,
  revision,
  main,
  bonus,
  multiplier,
  prizesMinor,
  winners,
  publishedAt,
}: ResultRow): ShownResult {
  return {
    ...{ source, revision, main, bonus, multiplier, publishedAt },
    prizesMinor: prizesMinor as Record<number, number>,
    winners: winners as Record<number, number>,
  };
}

/**
 * One draw of a game: when it is held, when its sales close, and its result. `lottery` names whose word counts first.
 * Throws AppError: lotteryGameUnknown, lotteryDrawUnknown.
 */
export async function showDraw(
  { db }: ReadDeps,
  gameId: string,
  date: string,
  lottery: string | null = null,
): Promise<ShownDraw> {
  const game = findGame(gameId);
  if (!game) throw new AppError("lotteryGameUnknown", 404);
  return drawFor(db, game, date, lottery);
}

async function drawFor(
  db: ReadDeps["db"],
  game: LotteryGame,
  date: string,
  lottery: string | null,
): Promise<ShownDraw> {
  const planned = drawOn(game, date);
  if (!planned) throw new AppError("lotteryDrawUnknown", 422, { date });
  const [postponement, results] = await Promise.all([
    findPostponement(db, game.id, date),
    findResultsOfDraw(db, game.id, date),
  ]);
  const row = decisiveResult(results, lottery);
  return {
    date,
    drawAt: postponement?.drawAt ?? planned.drawAt,
    closesAt: postponement?.closesAt ?? planned.closesAt,
    postponed: postponement !== null,
    result: row && resultOf(row),
  };
}

/**
 * A bought ticket with its numbers, and for each of its draws what matched and what it won (L4). Whoever asks has decided
 * before that the reader may see it. Throws AppError notFound.
 */
export async function showTicket({ db }: ReadDeps, purchaseId: string): Promise<ShownTicket> {
  const purchase = await findPurchase(db, purchaseId);
  const game = purchase && findGame(purchase.game);
  if (!game) throw new AppError("notFound", 404);
  const entries = purchase.printed ?? purchase.entries;
  const draws = await Promise.all(
    purchase.draws.map(async (date) => {
      const [draw, claim] = await Promise.all([
        drawFor(db, game, date, purchase.lottery),
        findClaim(db, purchaseId, date),
      ]);
      const lines = draw.result && explainAll(game, date, draw.result, entries);
      return { ...draw, lines, prizeMinor: lines && sumOf(lines), claim };
    }),
  );
  return { purchase, entries, draws };
}

/** A result as settlement takes it. */
export function outcomeOf(result: ShownResult): DrawOutcome {
  return {
    ...result,
    prizesMinor: new Map(Object.entries(result.prizesMinor).map(([division, amount]) => [Number(division), amount])),
  };
}

function explainAll(game: LotteryGame, date: string, result: ShownResult, entries: readonly Entry[]): Explained[] {
  const outcome = outcomeOf(result);
  return entries.map((entry) => explainEntry(rulesOn(game, date)!, outcome, entry));
}

/** Known only when each part is; what is no money adds nothing. */
function sumOf(lines: readonly Explained[]): number | null {
  if (lines.some(({ division, prizeMinor, inKind }) => division !== null && prizeMinor === null && inKind === null)) {
    return null;
  }
  return lines.reduce((sum, { prizeMinor }) => sum + (prizeMinor ?? 0), 0);
}
