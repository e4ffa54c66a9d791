import { createHash } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { Actor } from "@/server/people/authority";
import { advancePurchase } from "./advance-purchase";
import { findGame, rulesOn } from "./catalogue";
import { drawOn } from "./draw-calendar";
import type { LotteryDeps } from "./ports";
import { LotteryRefusal } from "./ports";
import { type Entry, isFault, readEntry, ticketFault } from "./selection";
import { findPurchaseByRequest, insertPurchase, type Purchase } from "./store";

/** A ticket somebody wants. Whoever asks has decided before that the person, and the venue there, may. */
export interface TicketWish {
  /** The caller's own; the same key buys once, however often it is asked. */
  readonly requestKey: string;
  /** What it is for, `kind:id`. */
  readonly subject: string;
  readonly game: string;
  readonly draws: readonly string[];
  readonly entries: readonly unknown[];
  /** Not for more than this, in the game's currency; the money for it is there. */
  readonly maximumMinor: number;
}

const MOST_DRAWS = 26;
const MOST_ENTRIES = 1000;
/** While this process waits for the lottery's first answer nobody else asks. */
const FIRST_ANSWER_SECONDS = 60;

/** Reads entries for draws of a game by the rules of each date. Throws AppError with the reason as its code. */
export function readTicket({
  game: id,
  draws,
  entries: given,
}: Pick<TicketWish, "game" | "draws" | "entries">): Entry[] {
  const game = findGame(id);
  if (!game) throw new AppError("lotteryGameUnknown", 404);
  const ascending = draws.every((date, at) => at === 0 || draws[at - 1]! < date);
  if (draws.length === 0 || draws.length > MOST_DRAWS || !ascending) throw new AppError("lotteryDrawsWrong", 422);
  if (given.length === 0 || given.length > MOST_ENTRIES) throw new AppError("lotteryEntriesWrong", 422);
  let read: Entry[] = [];
  for (const date of draws) {
    const rules = rulesOn(game, date);
    if (!rules || !drawOn(game, date)) throw new AppError("lotteryDrawUnknown", 422, { date });
    const entries = given.map((entry) => readEntry(rules, entry));
    const at = entries.findIndex(isFault);
    if (at !== -1) {
      const { reason, text } = entries[at] as { reason: string; text: string };
      throw new AppError("lotteryEntryWrong", 422, { line: at + 1, reason, text });
    }
    read = entries as Entry[];
    const together = ticketFault(rules, read);
    if (together) throw new AppError("lotteryTicketWrong", 422, { reason: together.reason, text: together.text });
  }
  return read;
}

/**
 * Buys a ticket (L2). The purchase is a row before the lottery hears of it, so that whatever fails afterwards, it is known
 * what may have been bought. The answer is the row: `confirmed` with the lottery's reference, `rejected` with its reason, or
 * `unknown`, and then the worker goes on asking. Repeating the call with the same key gives the same purchase.
 * `actor` null: the venue itself, on somebody's standing order. Throws AppError: lotteryGameUnknown, lotteryDrawsWrong,
 * lotteryDrawUnknown, lotteryEntriesWrong, lotteryEntryWrong, lotteryTicketWrong, lotterySalesClosed, lotteryTooDear,
 * lotteryRefused, keyReused, lotteryUnavailable, lotteryWrong; in all of these nothing was bought by this call.
 */
export async function buyTicket(deps: LotteryDeps, actor: Actor | null, wish: TicketWish): Promise<Purchase> {
  const entries = readTicket(wish);
  const { requestKey, subject, game } = wish;
  const draws = [...wish.draws];
  const requestHash = createHash("sha256")
    .update(JSON.stringify([subject, game, draws, entries]))
    .digest("hex");
  const before = await findPurchaseByRequest(deps.db, requestKey);
  if (before) return goOn(deps, before, requestHash);

  const quote = await deps.lottery.quote({ game, draws, entries }).catch((error: unknown) => {
    if (!(error instanceof LotteryRefusal)) throw error;
    if (error.code === "sales-closed") throw new AppError("lotterySalesClosed", 409, {}, { cause: error });
    throw new AppError("lotteryRefused", 409, { reason: error.code }, { cause: error });
  });
  if (quote.currency !== findGame(game)!.currency) throw new AppError("lotteryWrong", 502, { what: "its currency" });
  if (quote.priceMinor > wish.maximumMinor) {
    throw new AppError("lotteryTooDear", 409, { priceMinor: quote.priceMinor, maximumMinor: wish.maximumMinor });
  }
  const now = deps.clock.now();
  const id = newId(now.getTime());
  const inserted = await deps.db.transaction(async (tx) => {
    const fresh = await insertPurchase(tx, {
      ...{ id, requestKey, requestHash, subject, game, draws, entries },
      lottery: deps.lottery.name,
      lineCount: quote.lineCount,
      priceMinor: quote.priceMinor,
      currency: quote.currency,
      salesCloseAt: quote.cancelUntil,
      requestedBy: actor?.memberId ?? null,
      requestedAt: now,
      nextAt: new Date(now.getTime() + FIRST_ANSWER_SECONDS * 1000),
    });
    if (!fresh) return false;
    await writeAudit(tx, {
      at: now,
      actorId: actor?.memberId ?? null,
      actorRole: actor ? "participant" : "venue",
      action: "request-lottery-purchase",
      subject: `lottery-purchase:${id}`,
      after: { for: subject, game, draws, lineCount: quote.lineCount, priceMinor: quote.priceMinor },
    });
    return true;
  });
  // Somebody else was first with this key.
  if (!inserted) return goOn(deps, (await findPurchaseByRequest(deps.db, requestKey))!, requestHash);
  return advancePurchase(deps, id, true);
}

async function goOn(deps: LotteryDeps, before: Purchase, requestHash: string): Promise<Purchase> {
  if (before.requestHash !== requestHash) throw new AppError("keyReused", 409);
  return advancePurchase(deps, before.id);
}
