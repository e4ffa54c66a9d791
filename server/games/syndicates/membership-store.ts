import type { Reader, Tx } from "@/server/kernel/db";

export type PassingState = "offered" | "accepted" | "declined" | "withdrawn";

/** A share on its way to another owner. */
export interface Passing {
  readonly id: string;
  readonly syndicateId: string;
  readonly shareNumber: number;
  readonly fromMember: string;
  readonly toEmail: string;
  readonly toMember: string | null;
  /** 0 is a gift. */
  readonly priceMinor: number;
  readonly state: PassingState;
  readonly fromDraw: string | null;
  readonly offeredAt: Date;
}

type Row = Omit<Passing, "state"> & { state: string };
const passingOf = (row: Row): Passing => row as Passing;

export async function findPassing(reader: Reader, id: string): Promise<Passing | null> {
  const row = await reader.syndicatePassing.findUnique({ where: { id } });
  return row && passingOf(row);
}

/** Everything of a syndicate that was or is to be passed on, the newest first. */
export async function findPassings(reader: Reader, syndicateId: string): Promise<Passing[]> {
  const rows = await reader.syndicatePassing.findMany({ where: { syndicateId }, orderBy: { offeredAt: "desc" } });
  return rows.map(passingOf);
}

/** Writes an offer. False where the share is offered already. */
export async function insertPassing(tx: Tx, row: Omit<Passing, "state" | "toMember" | "fromDraw">): Promise<boolean> {
  const open = { syndicateId: row.syndicateId, shareNumber: row.shareNumber, state: "offered" };
  if ((await tx.syndicatePassing.count({ where: open })) > 0) return false;
  await tx.syndicatePassing.create({ data: { ...row, state: "offered" } });
  return true;
}

/** Ends an offer that still stands. Returns whether this call did. */
export async function endPassing(
  tx: Tx,
  id: string,
  to:
    | { state: "declined" | "withdrawn"; endedAt: Date }
    | { state: "accepted"; endedAt: Date; toMember: string; fromDraw: string },
): Promise<boolean> {
  return (await tx.syndicatePassing.updateMany({ where: { id, state: "offered" }, data: to })).count === 1;
}

/** Whether an address is a member's own, and proven. */
export async function hasProvenEmail(reader: Reader, memberId: string, email: string): Promise<boolean> {
  return (await reader.member.count({ where: { id: memberId, email, emailVerifiedAt: { not: null } } })) === 1;
}

/** Why nobody may play for it now: the regulator's stop or the agent's; null where both are active. And the rules' version. */
export async function findStanding(reader: Reader, id: string): Promise<{ isActive: boolean; rulesVersion: bigint }> {
  const [row] = await reader.query<{ active: boolean; version: string }>({
    text: `select g.state = 'active' and o.status = 'active' as active, v.version::text as version
             from game g join organisation o on o.id = g.organisation_id cross join rules_version v where g.id = $1::uuid`,
    values: [id],
  });
  return { isActive: row!.active, rulesVersion: BigInt(row!.version) };
}

export async function signConditions(
  tx: Tx,
  signature: { syndicateId: string; version: number; memberId: string; signedAt: Date },
): Promise<void> {
  await tx.syndicateSignature.createMany({ data: [signature], skipDuplicates: true });
}

/** Notes that somebody asks to leave, or takes it back. Returns whether anything changed. */
export async function writeLeaving(
  tx: Tx,
  syndicateId: string,
  memberId: string,
  isLeaving: boolean,
  at: Date,
): Promise<boolean> {
  const where = { syndicateId_memberId: { syndicateId, memberId } };
  const before = await tx.syndicateLeaving.findUnique({ where });
  if (isLeaving === (before !== null && before.withdrawnAt === null)) return false;
  await tx.syndicateLeaving.upsert({
    where,
    create: { syndicateId, memberId, askedAt: at },
    update: isLeaving ? { askedAt: at, withdrawnAt: null } : { withdrawnAt: at },
  });
  return true;
}

export async function findLeavers(reader: Reader, syndicateId: string): Promise<string[]> {
  const rows = await reader.syndicateLeaving.findMany({
    where: { syndicateId, withdrawnAt: null },
    orderBy: { askedAt: "asc" },
  });
  return rows.map(({ memberId }) => memberId);
}

export async function findGuests(reader: Reader, syndicateId: string): Promise<string[]> {
  const rows = await reader.syndicateGuest.findMany({ where: { syndicateId }, orderBy: { email: "asc" } });
  return rows.map(({ email }) => email);
}

export async function insertGuest(tx: Tx, syndicateId: string, email: string, addedAt: Date): Promise<boolean> {
  const { count } = await tx.syndicateGuest.createMany({
    data: [{ syndicateId, email, addedAt }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function deleteGuest(tx: Tx, syndicateId: string, email: string): Promise<boolean> {
  return (await tx.syndicateGuest.deleteMany({ where: { syndicateId, email } })).count === 1;
}

/** The syndicate with which the people of this one play on, unless it came to nothing. */
export function findContinuation(
  reader: Reader,
  earlierId: string,
): Promise<{ gameId: string; state: string; requestKey: string } | null> {
  return reader.syndicate.findFirst({
    where: { continuesId: earlierId, state: { notIn: ["cancelled", "failed"] } },
    select: { gameId: true, state: true, requestKey: true },
  });
}
