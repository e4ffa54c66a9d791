import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { enqueue } from "@/server/kernel/outbox";
import type { Actor } from "@/server/people/authority";
import { connectedWith } from "@/server/people/keep-connections";
import { isEmail, normalEmail } from "@/server/people/registration";
import { newTokenSeed, tokenHash, tokenOf } from "@/server/people/secret-token";
import { findGuests, type Guest, insertInvitation, mayBeInvited, replaceLink } from "./invitation-store";
import { SYNDICATE_INVITATION } from "./letters";
import type { SyndicateDeps } from "./ports";
import { findSyndicate, lockSyndicate, type Syndicate } from "./store";

/** At one time; a manager with more connections asks again. */
const MOST_AT_ONCE = 50;

/** The manager's connections, to choose from, with whether each was invited or is in it; whoever is no manager of it gets none. */
export async function listGuests(deps: Pick<SyndicateDeps, "db">, actor: Actor, syndicateId: string): Promise<Guest[]> {
  const one = await findSyndicate(deps.db, syndicateId);
  if (one?.managerId !== actor.memberId) return [];
  return findGuests(deps.db, syndicateId, await connectedWith(deps, actor));
}

/** The manager's syndicate while its shares are for sale: invitations go out only then (S3). */
async function ownOpen(tx: Tx, actor: Actor, id: string): Promise<Syndicate> {
  const one = await lockSyndicate(tx, id);
  if (one?.managerId !== actor.memberId) throw new AppError("notFound", 404);
  if (one.state !== "open") throw new AppError("syndicateClosed", 409);
  return one;
}

/**
 * Makes a link that lets whoever has it see and join, if the law lets them (S4). The one before it opens nothing any more.
 * Answers the token, which is kept nowhere. Throws AppError notFound, syndicateClosed.
 */
export async function makeInvitationLink(deps: SyndicateDeps, actor: Actor, syndicateId: string): Promise<string> {
  const token = tokenOf(newTokenSeed(), deps.venueSecret);
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    await ownOpen(tx, actor, syndicateId);
    await replaceLink(tx, syndicateId, tokenHash(token), at);
    await audit(tx, actor, syndicateId, at, { via: "link" });
  });
  return token;
}

/**
 * Invites an address, once (S4). The answer is the same whoever has it. Throws AppError 422 `malformed`, notFound,
 * syndicateClosed.
 */
export async function inviteByEmail(
  deps: SyndicateDeps,
  actor: Actor,
  syndicateId: string,
  address: string,
): Promise<void> {
  const email = normalEmail(address);
  if (!isEmail(email)) throw new AppError("malformed", 422);
  const seed = newTokenSeed();
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    await ownOpen(tx, actor, syndicateId);
    const id = newId(at.getTime());
    const row = { id, via: "email" as const, email, memberId: null, tokenSeed: seed };
    const isNew = await insertInvitation(
      tx,
      syndicateId,
      { ...row, tokenHash: tokenHash(tokenOf(seed, deps.venueSecret)) },
      at,
    );
    if (!isNew) return;
    await writeInvitations(tx, syndicateId, [id], at);
    await audit(tx, actor, syndicateId, at, { via: "email" });
  });
}

/**
 * Invites the manager's connections, the chosen ones or all, each once; whoever has excluded themselves is left out without a
 * word (S12). Returns how many were chosen. Throws AppError notFound, syndicateClosed.
 */
export async function inviteConnections(
  deps: SyndicateDeps,
  actor: Actor,
  syndicateId: string,
  chosen: readonly string[] | "all",
): Promise<number> {
  const connected = await connectedWith(deps, actor);
  const wanted = connected.filter((id) => chosen === "all" || chosen.includes(id)).slice(0, MOST_AT_ONCE);
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    await ownOpen(tx, actor, syndicateId);
    const fresh: string[] = [];
    for (const memberId of await mayBeInvited(tx, wanted, at)) {
      const id = newId(at.getTime());
      const row = { id, via: "connection" as const, memberId, email: null, tokenSeed: null, tokenHash: null };
      if (await insertInvitation(tx, syndicateId, row, at)) fresh.push(id);
    }
    await writeInvitations(tx, syndicateId, fresh, at);
    if (fresh.length > 0) await audit(tx, actor, syndicateId, at, { via: "connection", count: fresh.length });
  });
  return wanted.length;
}

/** Writes the letters of these invitations; they are sent while shares are for sale. */
export async function writeInvitations(tx: Tx, syndicateId: string, ids: readonly string[], at: Date): Promise<void> {
  const messages = ids.map((invitationId) => ({
    kind: SYNDICATE_INVITATION,
    payload: { invitationId, syndicateId },
    dedupeKey: `syndicate-invitation:${invitationId}`,
  }));
  await enqueue(tx, messages, at);
}

async function audit(tx: Tx, actor: Actor, syndicateId: string, at: Date, after: object): Promise<void> {
  await writeAudit(tx, {
    at,
    actorId: actor.memberId,
    actorRole: "participant",
    action: "invite-to-syndicate",
    subject: `syndicate:${syndicateId}`,
    after,
  });
}
