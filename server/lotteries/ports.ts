import type { Clock } from "@/server/kernel/clock";
import type { Database, Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { PurchaseState } from "./purchase-states";
import type { Entry } from "./selection";

/** What is bought: entries of one game, the same in each of these draws. */
export interface TicketOrder {
  readonly game: string;
  /** Draw dates, ascending. */
  readonly draws: readonly string[];
  readonly entries: readonly Entry[];
}

export interface Quote {
  readonly lineCount: number;
  /** For all draws together. */
  readonly priceMinor: number;
  readonly currency: string;
  /** When each draw is held (null: not known) and when its sales close, in the order of the draws. */
  readonly draws: ReadonlyArray<{ date: string; drawAt: Date | null; closesAt: Date }>;
  readonly cancelUntil: Date;
}

/** A ticket as the lottery has it in its books. */
export interface LotteryTicket extends TicketOrder {
  /** The lottery's own; printed on the ticket. */
  readonly reference: string;
  readonly key: string;
  readonly state: "confirmed" | "cancelled";
  readonly priceMinor: number;
  readonly currency: string;
  readonly confirmedAt: Date;
  readonly cancelUntil: Date;
  /** Given back; 0 while it is confirmed. */
  readonly refundMinor: number;
}

/** News of a draw. `revision` counts up from 1 whenever the lottery says something else than before. */
export type DrawNews =
  | {
      readonly kind: "postponed";
      readonly game: string;
      /** The date it was planned for; it keeps this name. */
      readonly date: string;
      readonly revision: number;
      readonly drawAt: Date;
      readonly closesAt: Date;
    }
  | ({ readonly kind: "result" } & DrawResult);

export interface DrawResult {
  readonly game: string;
  readonly date: string;
  readonly revision: number;
  readonly main: readonly number[];
  readonly bonus: readonly number[];
  readonly multiplier: number | null;
  /** What one winning line gets without a multiplier; only divisions of which it is known. */
  readonly prizesMinor: Readonly<Record<number, number>>;
  readonly winners: Readonly<Record<number, number>>;
  /** Null where the source does not say. */
  readonly publishedAt: Date | null;
}

export interface Claim {
  readonly reference: string;
  readonly date: string;
  /** `claimant-needed`: so large that the lottery pays a named person alone. */
  readonly state: "nothing" | "claimant-needed" | "paid";
  /** What the ticket won in that draw by the newest result, and what of it was paid so far. */
  readonly amountMinor: number;
  readonly paidMinor: number;
  readonly currency: string;
  readonly revision: number;
}

/** A file of published results that was read, by an adapter that knows its form. */
export interface ResultsFile {
  readonly form: string;
  /** As it stands in `lottery_result.source`. */
  readonly source: string;
  /** By line of the file; all of them are first revisions until they are compared with what is known. */
  readonly results: ReadonlyArray<{ readonly line: number; readonly result: DrawResult }>;
  readonly faults: readonly RowFault[];
}

/** A row that was not taken: its line in the file, a stable code, and words. */
export interface RowFault {
  readonly line: number;
  readonly code: string;
  readonly text: string;
}

/**
 * What we ask of a lottery that sells to us. Calls throw {@link LotteryRefusal} when the lottery answered no: then nothing
 * was done. They throw AppError `lotteryUnavailable` (503) when it did not answer, and `lotteryWrong` (502) when its answer
 * cannot be believed: then nobody knows what happened, and {@link status} has to be asked with the same key.
 */
export interface LotteryServer {
  /** As it stands in `lottery_purchase.lottery` and `lottery_result.source`. */
  readonly name: string;
  quote(order: TicketOrder): Promise<Quote>;
  /** Buys once for each key, however often it is called; the same key with another order is refused (`key-reused`). */
  buy(wish: TicketOrder & { key: string; priceMinor: number }): Promise<LotteryTicket>;
  /** The ticket that was bought with a key, or null where the lottery knows none. */
  status(key: string): Promise<LotteryTicket | null>;
  /** Cancels until {@link LotteryTicket.cancelUntil}, once; a ticket that is cancelled already is given as it is. */
  cancel(wish: { key: string; reference: string }): Promise<LotteryTicket>;
  /** All news of a game's draws between two dates, both included. Everything may be said twice, and in any order. */
  news(query: { game: string; from: string; to: string }): Promise<DrawNews[]>;
  /** Collects what a ticket won in a draw, once; after a corrected result, what is still missing of it. */
  claim(wish: { reference: string; date: string; claimant: string | null }): Promise<Claim>;
}

/** The lottery answered, and said no. Nothing was done. */
export class LotteryRefusal extends Error {
  override readonly name = "LotteryRefusal";
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function lotteryUnavailable(cause: unknown): AppError {
  return new AppError("lotteryUnavailable", 503, {}, { cause });
}

export function lotteryWrong(what: string): AppError {
  return new AppError("lotteryWrong", 502, { what });
}

/** Who bought something through the agent hears of it in the transaction of the change; the context wires them. */
export interface LotteryFollower {
  purchaseChanged(tx: Tx, change: { purchaseId: string; subject: string; state: PurchaseState }): Promise<void>;
  drawChanged(tx: Tx, change: { game: string; date: string; kind: DrawNews["kind"] }): Promise<void>;
  claimChanged(tx: Tx, change: { purchaseId: string; subject: string; date: string; paidMinor: number }): Promise<void>;
}

/** What the use cases of the agent need. */
export interface LotteryDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly lottery: LotteryServer;
  readonly followers: readonly LotteryFollower[];
}
