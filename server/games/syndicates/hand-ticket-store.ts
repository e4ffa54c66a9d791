import type { Reader, Tx } from "@/server/kernel/db";
import { lotteryAccount } from "./money";

/** Where a member lives, as narrow as it is known: counties, else the state, else the country. */
export async function findResidence(reader: Reader, memberId: string): Promise<string[]> {
  const row = await reader.member.findUnique({
    where: { id: memberId },
    select: { country: true, subdivisionId: true, countyIds: true },
  });
  if (!row) return [];
  return row.countyIds.length > 0 ? row.countyIds : [row.subdivisionId ?? row.country];
}

/** Whether a ticket that somebody bought by hand won something that was not paid in yet. */
export async function owesPrize(reader: Reader, memberId: string): Promise<boolean> {
  const [row] = await reader.query<{ owes: boolean }>({
    text: `select exists (select 1 from syndicate s join lottery_claim c on c.purchase_id = s.purchase_id
                           where s.manager_id = $1::uuid and s.buyer = 'manager' and c.state = 'requested') as owes`,
    values: [memberId],
  });
  return row!.owes;
}

export interface HandPicture {
  bytes: Uint8Array<ArrayBuffer>;
  contentType: string;
  width: number;
  height: number;
}

/** Keeps the record of a ticket. False where there is one already. */
export async function insertHandTicket(
  tx: Tx,
  row: { syndicateId: string; purchaseId: string; recordedBy: string; recordedAt: Date; picture: HandPicture },
): Promise<boolean> {
  const { picture, ...rest } = row;
  const { bytes, ...shape } = picture;
  const { count } = await tx.syndicateHandTicket.createMany({
    data: [{ ...rest, ...shape, picture: bytes }],
    skipDuplicates: true,
  });
  return count === 1;
}

/** When a ticket was recorded, and the size of its picture; null where none was. */
export function findHandTicket(
  reader: Reader,
  syndicateId: string,
): Promise<{ recordedAt: Date; width: number; height: number } | null> {
  return reader.syndicateHandTicket.findUnique({
    where: { syndicateId },
    select: { recordedAt: true, width: true, height: true },
  });
}

export function findHandPicture(
  reader: Reader,
  syndicateId: string,
): Promise<{ picture: Uint8Array<ArrayBuffer>; contentType: string } | null> {
  return reader.syndicateHandTicket.findUnique({
    where: { syndicateId },
    select: { picture: true, contentType: true },
  });
}

/**
 * Syndicates whose ticket was bought by hand and still plays, or of whose draws something newer was heard than what was written down;
 * with its purchase.
 */
export function findHandToSettle(reader: Reader): Promise<Array<{ id: string; purchaseId: string }>> {
  return reader.query<{ id: string; purchaseId: string }>({
    text: `select s.game_id::text as id, s.purchase_id::text as "purchaseId" from syndicate s
            where s.buyer = 'manager' and (s.state = 'playing' or s.state = 'settled' and exists (
                  select 1 from lottery_claim c join lottery_result r on r.game = s.lottery_game and r.draw_date = c.draw_date
                   where c.purchase_id = s.purchase_id and r.received_at >= c.updated_at))
            order by s.game_id limit 200`,
  });
}

/**
 * What the venue holds of what a manager paid in and was not divided, or was taken back from shares, in minor units, those parts
 * counted that are still owed; and how often some of it went back to the manager.
 */
export async function findHeldForManager(
  reader: Reader,
  syndicateId: string,
  currency: string,
): Promise<{ heldMinor: number; returns: number }> {
  const [row] = await reader.query<{ held: string; returns: number }>({
    text: `select coalesce(sum(case when t.credit_id = a.id then t.amount_minor else -t.amount_minor end), 0)::text as held,
                  count(distinct m.id) filter (where m.key like 'syndicate-paid-back:%')::int as returns
             from ledger_movement m join ledger_transfer t on t.movement_id = m.id
             join ledger_account a on a.id in (t.debit_id, t.credit_id)
            where m.cause_id = $1 and a.key = $2`,
    values: [syndicateId, lotteryAccount(currency).key],
  });
  return { heldMinor: Number(row!.held), returns: row!.returns };
}
