import type { Reader, Tx } from "@/server/kernel/db";
import type { Claim } from "./ports";

export type ClaimState = "requested" | Claim["state"] | "refused";

export interface ClaimRow {
  purchaseId: string;
  drawDate: string;
  state: ClaimState;
  revision: number;
  amountMinor: number;
  paidMinor: number;
  claimant: string | null;
  refusalCode: string | null;
  attempts: number;
  nextAt: Date;
}

export async function findClaim(reader: Reader, purchaseId: string, drawDate: string): Promise<ClaimRow | null> {
  const row = await reader.lotteryClaim.findUnique({ where: { purchaseId_drawDate: { purchaseId, drawDate } } });
  return (
    row && {
      ...row,
      state: row.state as ClaimState,
      amountMinor: Number(row.amountMinor),
      paidMinor: Number(row.paidMinor),
    }
  );
}

/** Tickets in drawn draws for which nothing was asked yet, nothing since the newest result, or that may be asked for again. */
export async function findClaimable(
  reader: Reader,
  lottery: string,
  fromDate: string,
  now: Date,
  limit: number,
): Promise<Array<{ purchaseId: string; drawDate: string }>> {
  return reader.query<{ purchaseId: string; drawDate: string }>({
    text: `select p.id::text as "purchaseId", day as "drawDate"
             from lottery_purchase p
             cross join unnest(p.draws) day
             cross join lateral (select max(r.revision) as revision from lottery_result r
                                  where r.source = p.lottery and r.game = p.game and r.draw_date = day) newest
             left join lottery_claim c on c.purchase_id = p.id and c.draw_date = day
            where p.lottery = $1 and p.state = 'confirmed' and day >= $2 and newest.revision is not null
              and (c.purchase_id is null
                or (c.state not in ('requested', 'refused') and c.revision < newest.revision)
                or (c.state = 'refused' and c.next_at <= $3::timestamptz))
            order by day, p.id limit $4`,
    values: [lottery, fromDate, now, limit],
  });
}

export async function findDueClaims(
  reader: Reader,
  lottery: string,
  now: Date,
  limit: number,
): Promise<Array<{ purchaseId: string; drawDate: string }>> {
  return reader.lotteryClaim.findMany({
    where: { state: "requested", nextAt: { lte: now }, purchase: { lottery } },
    select: { purchaseId: true, drawDate: true },
    orderBy: { nextAt: "asc" },
    take: limit,
  });
}

/** Writes down that a claim is to be made (again), before it is. A claimant once named stays named. */
export async function requestClaim(
  tx: Tx,
  claim: { purchaseId: string; drawDate: string; claimant: string | null; at: Date; nextAt: Date },
): Promise<void> {
  const { purchaseId, drawDate, claimant, at, nextAt } = claim;
  await tx.lotteryClaim.upsert({
    where: { purchaseId_drawDate: { purchaseId, drawDate } },
    create: { purchaseId, drawDate, claimant, state: "requested", requestedAt: at, updatedAt: at, nextAt },
    update: { state: "requested", refusalCode: null, updatedAt: at, nextAt, ...(claimant ? { claimant } : {}) },
  });
}

/** Writes the lottery's answer to a claim that was asked for. Returns whether this call did. */
export async function answerClaim(
  tx: Tx,
  { purchaseId, drawDate }: { purchaseId: string; drawDate: string },
  answer: {
    state: ClaimState;
    revision?: number;
    amountMinor?: number;
    paidMinor?: number;
    refusalCode?: string;
    nextAt?: Date;
    at: Date;
  },
): Promise<boolean> {
  const { at, ...data } = answer;
  const { count } = await tx.lotteryClaim.updateMany({
    // An answer to an older question says less than is known.
    where: {
      purchaseId,
      drawDate,
      state: "requested",
      OR: [
        { paidMinor: { lte: answer.paidMinor ?? Number.MAX_SAFE_INTEGER } },
        { revision: { lt: answer.revision ?? 0 } },
      ],
    },
    data: { ...data, updatedAt: at },
  });
  return count === 1;
}

export async function postponeClaim(
  tx: Tx,
  { purchaseId, drawDate }: { purchaseId: string; drawDate: string },
  nextAt: Date,
): Promise<void> {
  await tx.lotteryClaim.updateMany({
    where: { purchaseId, drawDate, state: "requested" },
    data: { nextAt, attempts: { increment: 1 } },
  });
}

/** Notes that a claim was looked at, and that nothing is new. */
export async function touchClaim(
  tx: Tx,
  { purchaseId, drawDate }: { purchaseId: string; drawDate: string },
  at: Date,
): Promise<void> {
  await tx.lotteryClaim.updateMany({ where: { purchaseId, drawDate }, data: { updatedAt: at } });
}
