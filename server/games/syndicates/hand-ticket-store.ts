import type { Reader, Tx } from "@/server/kernel/db";

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

/** Syndicates whose ticket was bought by hand and still plays, with its purchase. */
export function findPlayingByHand(reader: Reader): Promise<Array<{ id: string; purchaseId: string }>> {
  return reader.query<{ id: string; purchaseId: string }>({
    text: `select game_id::text as id, purchase_id::text as "purchaseId" from syndicate
            where state = 'playing' and buyer = 'manager' order by game_id limit 200`,
  });
}
