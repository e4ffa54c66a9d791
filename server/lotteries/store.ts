import type { Reader, Tx } from "@/server/kernel/db";
import type { Prisma } from "@/server/kernel/prisma/client";
import type { DrawResult, LotteryTicket } from "./ports";
import type { PurchaseState } from "./purchase-states";
import type { Entry } from "./selection";

type Row = Prisma.LotteryPurchaseGetPayload<object>;

export interface Purchase extends Omit<Row, "state" | "entries" | "printed"> {
  readonly state: PurchaseState;
  readonly entries: readonly Entry[];
  readonly printed: readonly Entry[] | null;
}

const purchaseOf = (row: Row): Purchase => ({
  ...row,
  state: row.state as PurchaseState,
  entries: row.entries as unknown as Entry[],
  printed: row.printed as unknown as Entry[] | null,
});
/** As it stands in `lottery_purchase.lottery` of a ticket that somebody bought at a counter; any source's results count for it. */
export const BY_HAND = "by-hand";

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;

export async function findPurchase(reader: Reader, purchaseId: string): Promise<Purchase | null> {
  const row = await reader.lotteryPurchase.findUnique({ where: { id: purchaseId } });
  return row && purchaseOf(row);
}

export async function findPurchaseByRequest(reader: Reader, requestKey: string): Promise<Purchase | null> {
  const row = await reader.lotteryPurchase.findUnique({ where: { requestKey } });
  return row && purchaseOf(row);
}

/** All purchases for one thing, oldest first. */
export async function findPurchasesOf(reader: Reader, subject: string): Promise<Purchase[]> {
  const rows = await reader.lotteryPurchase.findMany({ where: { subject }, orderBy: { requestedAt: "asc" } });
  return rows.map(purchaseOf);
}

export type NewPurchase = Pick<
  Purchase,
  | "id"
  | "requestKey"
  | "requestHash"
  | "subject"
  | "lottery"
  | "game"
  | "draws"
  | "entries"
  | "lineCount"
  | "priceMinor"
  | "currency"
  | "salesCloseAt"
  | "requestedBy"
  | "requestedAt"
  | "nextAt"
>;

/** Writes the row that everything else follows from. False where the caller's key has one already. */
export async function insertPurchase(tx: Tx, purchase: NewPurchase): Promise<boolean> {
  const { count } = await tx.lotteryPurchase.createMany({
    data: [{ ...purchase, entries: plain(purchase.entries), state: "requested", updatedAt: purchase.requestedAt }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** Moves a purchase that is still in one of `from`. Returns whether this call did. */
export async function movePurchase(
  tx: Tx,
  purchaseId: string,
  from: readonly PurchaseState[],
  to: PurchaseState,
  at: Date,
  data: Prisma.LotteryPurchaseUpdateManyMutationInput = {},
): Promise<boolean> {
  const { count } = await tx.lotteryPurchase.updateMany({
    where: { id: purchaseId, state: { in: [...from] } },
    data: { ...data, state: to, updatedAt: at },
  });
  return count === 1;
}

/** What a confirmed ticket adds to its purchase. */
export function confirmation(ticket: LotteryTicket): Prisma.LotteryPurchaseUpdateManyMutationInput {
  return {
    reference: ticket.reference,
    printed: plain(ticket.entries),
    confirmedAt: ticket.confirmedAt,
    cancelUntil: ticket.cancelUntil,
    lastFault: null,
  };
}

/** Notes an attempt that came to nothing, and when the next one is due. */
export async function noteFault(
  tx: Tx,
  purchase: Pick<Purchase, "id" | "state">,
  fault: { lastFault: string; nextAt: Date; at: Date },
): Promise<void> {
  await tx.lotteryPurchase.updateMany({
    where: { id: purchase.id, state: purchase.state },
    data: { lastFault: fault.lastFault, nextAt: fault.nextAt, updatedAt: fault.at, attempts: { increment: 1 } },
  });
}

/** Purchases of which nobody knows how they stand and that are due to be asked about, the longest due first. */
export async function findDuePurchases(reader: Reader, lottery: string, now: Date, limit: number): Promise<Purchase[]> {
  const rows = await reader.lotteryPurchase.findMany({
    where: { lottery, state: { in: ["requested", "unknown", "cancelling"] }, nextAt: { lte: now } },
    orderBy: { nextAt: "asc" },
    take: limit,
  });
  return rows.map(purchaseOf);
}

/** The games, with the span of draw dates, in which tickets that may have won take part. */
export async function findPlayedDraws(
  reader: Reader,
  lottery: string,
  from: string,
  to: string,
): Promise<Array<{ game: string; from: string; to: string }>> {
  return reader.query<{ game: string; from: string; to: string }>({
    text: `select game, min(day) as "from", max(day) as "to" from lottery_purchase, unnest(draws) day
            where lottery in ($1, $4) and state in ('confirmed', 'cancelling') and day between $2 and $3
            group by game order by game`,
    values: [lottery, from, to, BY_HAND],
  });
}

export type ResultRow = Prisma.LotteryResultGetPayload<object>;

/** The newest a source said of a draw, or null. */
export async function findNewestResult(
  reader: Reader,
  source: string,
  game: string,
  drawDate: string,
): Promise<ResultRow | null> {
  return reader.lotteryResult.findFirst({ where: { source, game, drawDate }, orderBy: { revision: "desc" } });
}

/** The newest of each source, the ones received last standing first. */
export async function findResultsOfDraw(reader: Reader, game: string, drawDate: string): Promise<ResultRow[]> {
  const rows = await reader.lotteryResult.findMany({
    where: { game, drawDate },
    orderBy: [{ source: "asc" }, { revision: "desc" }],
    distinct: ["source"],
  });
  return rows.sort((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime());
}

/** Keeps what a source said. False where it said that revision before. */
export async function insertResult(
  tx: Tx,
  { id, source, receivedAt, result }: { id: string; source: string; receivedAt: Date; result: DrawResult },
): Promise<boolean> {
  const { game, date, revision, multiplier, publishedAt } = result;
  const { count } = await tx.lotteryResult.createMany({
    data: [
      {
        ...{ id, source, game, drawDate: date, revision, multiplier, publishedAt, receivedAt },
        ...{ main: [...result.main], bonus: [...result.bonus] },
        ...{ prizesMinor: plain(result.prizesMinor), winners: plain(result.winners) },
      },
    ],
    skipDuplicates: true,
  });
  return count === 1;
}

export type PostponementRow = Prisma.LotteryPostponementGetPayload<object>;

export async function insertPostponement(tx: Tx, row: PostponementRow): Promise<boolean> {
  const { count } = await tx.lotteryPostponement.createMany({ data: [row], skipDuplicates: true });
  return count === 1;
}

/** When a draw is held by the newest word of any source, where that is not when it was planned. */
export async function findPostponement(
  reader: Reader,
  game: string,
  drawDate: string,
): Promise<PostponementRow | null> {
  return reader.lotteryPostponement.findFirst({
    where: { game, drawDate },
    orderBy: [{ receivedAt: "desc" }, { revision: "desc" }],
  });
}
