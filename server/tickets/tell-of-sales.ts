import { log } from "@/server/kernel/log";
import type { SalesBoard } from "./ports";

/** Pages that watch a raffle are told at most so often; what was sold meanwhile is one message. */
const TELL_EVERY_MS = 250;
const MOST_AT_ONCE = 100;

interface Telling {
  waiting: Set<string>;
  busy: boolean;
}

const boards = new WeakMap<SalesBoard, Telling>();

/**
 * Has the pages that watch a raffle told that something was sold, after the answer: nobody who pays waits for them. The
 * first sale is told at once; a rush of sales, of one raffle or of many, is one message after another.
 */
export function tellOfSales(board: SalesBoard, raffleId: string): void {
  let telling = boards.get(board);
  if (!telling) {
    telling = { waiting: new Set(), busy: false };
    boards.set(board, telling);
  }
  telling.waiting.add(raffleId);
  if (!telling.busy) void tellAll(board, telling);
}

async function tellAll(board: SalesBoard, telling: Telling): Promise<void> {
  telling.busy = true;
  while (telling.waiting.size > 0) {
    const raffleIds = [...telling.waiting].slice(0, MOST_AT_ONCE);
    for (const raffleId of raffleIds) telling.waiting.delete(raffleId);
    await board.salesChanged(...raffleIds).catch((error) => log.warn("sales_not_told", { error, raffleIds }));
    // A process that is about to end does not wait for it: pages ask again by themselves.
    await new Promise((resolve) => setTimeout(resolve, TELL_EVERY_MS).unref());
  }
  telling.busy = false;
}
