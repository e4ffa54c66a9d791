import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { newTokenSeed, tokenHash, tokenOf } from "@/server/people/secret-token";
import { insertInvitation, mayBeInvited } from "./invitation-store";
import { writeInvitations } from "./invite";
import { findContinuation, findGuests, findLeavers } from "./membership-store";
import { tell } from "./notices";
import type { SyndicateDeps } from "./ports";
import { findShares, findSyndicate, lockSyndicate } from "./store";

/**
 * Holds the syndicate that is to play on; one goes on with it at a time. False where the same wish has done so already. Throws
 * AppError 409 `continuedAlready`.
 */
export async function holdEarlier(tx: Tx, earlierId: string, requestKey: string): Promise<boolean> {
  await lockSyndicate(tx, earlierId);
  const next = await findContinuation(tx, earlierId);
  if (next && next.requestKey !== requestKey) throw new AppError("continuedAlready", 409);
  return next === null;
}

/**
 * Asks everybody of the syndicate before this one to play on, once its shares are for sale (S9, S3): its owners, without whoever
 * asked to leave or may not be invited, and whom the manager named beside them. Nothing where it continues none.
 */
export async function askAgain(deps: Pick<SyndicateDeps, "venueSecret">, tx: Tx, id: string, at: Date): Promise<void> {
  const one = await findSyndicate(tx, id);
  if (!one?.continuesId) return;
  const leavers = new Set(await findLeavers(tx, one.continuesId));
  const owners = (await findShares(tx, one.continuesId)).flatMap(({ holderId }) => holderId ?? []);
  const wanted = [...new Set(owners)].filter((memberId) => memberId !== one.managerId && !leavers.has(memberId));
  for (const memberId of await mayBeInvited(tx, wanted, at)) {
    const row = { id: newId(at.getTime()), via: "connection" as const, memberId };
    const isNew = await insertInvitation(tx, id, { ...row, email: null, tokenSeed: null, tokenHash: null }, at);
    if (isNew) await tell(tx, "asked-again", { syndicateId: id, key: id }, [{ memberId }], {}, at);
  }
  const fresh: string[] = [];
  for (const email of await findGuests(tx, one.continuesId)) {
    const [invitationId, tokenSeed] = [newId(at.getTime()), newTokenSeed()];
    const row = { id: invitationId, via: "email" as const, email, memberId: null, tokenSeed };
    const hash = tokenHash(tokenOf(tokenSeed, deps.venueSecret));
    if (await insertInvitation(tx, id, { ...row, tokenHash: hash }, at)) fresh.push(invitationId);
  }
  await writeInvitations(tx, id, fresh, at);
}
