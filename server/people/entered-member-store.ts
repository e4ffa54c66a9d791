import type { Reader, Tx } from "@/server/kernel/db";

/** Marks an account as one that somebody else made: its person agrees to the venue's terms before the first login. */
export async function markTermsDue(tx: Tx, memberId: string): Promise<void> {
  await tx.member.update({ where: { id: memberId }, data: { termsDue: true } });
}

export async function areTermsDue(reader: Reader, memberId: string): Promise<boolean> {
  const member = await reader.member.findUnique({ where: { id: memberId }, select: { termsDue: true } });
  return member?.termsDue === true;
}

/** Clears the mark; false when it was cleared before. */
export async function settleTerms(tx: Tx, memberId: string): Promise<boolean> {
  return (
    (await tx.member.updateMany({ where: { id: memberId, termsDue: true }, data: { termsDue: false } })).count === 1
  );
}

/** Removes an account that was made for an entry which was then refused: nothing hangs on it, and nobody was told of it. */
export async function removeUntouched(tx: Tx, memberId: string): Promise<boolean> {
  const untouched = {
    id: memberId,
    termsDue: true,
    orders: { none: {} },
    tickets: { none: {} },
    agreements: { none: {} },
  };
  const found = await tx.member.findFirst({ where: untouched, select: { id: true } });
  if (!found || (await tx.loginToken.count({ where: { memberId } })) > 0) return false;
  await tx.memberRole.deleteMany({ where: { memberId } });
  return (await tx.member.deleteMany({ where: untouched })).count === 1;
}

/** Whether a letter that opens this account was posted and can still be used. */
export async function hasOpenToken(reader: Reader, memberId: string, now: Date): Promise<boolean> {
  const where = { memberId, purpose: "open-account", usedAt: null, expiresAt: { gt: now } };
  return (await reader.loginToken.count({ where })) > 0;
}
