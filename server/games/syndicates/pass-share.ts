import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { postMovement } from "@/server/ledger/post-movement";
import type { Actor } from "@/server/people/authority";
import { isEmail, normalEmail } from "@/server/people/registration";
import { newTokenSeed, tokenHash, tokenOf } from "@/server/people/secret-token";
import { insertInvitation, mayBeInvited } from "./invitation-store";
import {
  endPassing,
  findPassing,
  findStanding,
  hasProvenEmail,
  insertPassing,
  type Passing,
  signConditions,
} from "./membership-store";
import { sharePassed } from "./money";
import { tell } from "./notices";
import { findOwners, insertOwner } from "./owner-store";
import { requireShares } from "./pools/permit-shares";
import type { SyndicateDeps } from "./ports";
import { findDrawsLeft, mostFor } from "./remaining-draws";
import { signFor } from "./statement";
import { findShares, keepEvidence, lockSyndicate, type Share, type Syndicate } from "./store";

/** Rules that change while somebody takes over are decided again; this often at most. */
const DECISIONS = 4;

/** What a share may cost now, with the draws that are left. Throws AppError 409 `noDrawLeft`. */
async function worthOf(
  deps: SyndicateDeps,
  one: Syndicate,
  share: Share,
  now: Date,
): Promise<{ left: string[]; mostMinor: number }> {
  const left = await findDrawsLeft(deps, one, now, deps.agent.lottery.name);
  if (left.length === 0) throw new AppError("noDrawLeft", 409);
  return { left, mostMinor: mostFor(share.priceMinor, one.draws.length, left.length) };
}

/**
 * Offers a share to somebody for the draws that are left, for a price or as a gift (S9). The address is let in by it, and nobody
 * else. Throws AppError: notFound (not the owner's), malformed, passToSelf, syndicateClosed, noDrawLeft, passingPrice `{ most }`,
 * passingOpen (the share is offered already).
 */
export async function offerShare(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { syndicateId: string; shareNumber: number; email: string; priceMinor: number },
): Promise<string> {
  const toEmail = normalEmail(wish.email);
  if (!isEmail(toEmail)) throw new AppError("malformed", 422);
  if (toEmail === actor.email) throw new AppError("passToSelf", 422);
  const at = await deps.moment(deps.db);
  return deps.db.transaction(async (tx) => {
    const { one, share } = await ownShare(tx, actor, wish.syndicateId, wish.shareNumber);
    const { mostMinor } = await worthOf(deps, one, share, at);
    const { priceMinor } = wish;
    if (!Number.isSafeInteger(priceMinor) || priceMinor < 0 || priceMinor > mostMinor) {
      throw new AppError("passingPrice", 422, { mostMinor });
    }
    const id = newId(at.getTime());
    const { gameId: syndicateId } = one;
    const row = { id, syndicateId, shareNumber: share.number, fromMember: actor.memberId };
    if (!(await insertPassing(tx, { ...row, toEmail, priceMinor, offeredAt: at }))) {
      throw new AppError("passingOpen", 409);
    }
    const [invitationId, tokenSeed] = [newId(at.getTime()), newTokenSeed()];
    const invitation = { id: invitationId, via: "email" as const, email: toEmail, memberId: null, tokenSeed };
    const hash = tokenHash(tokenOf(tokenSeed, deps.venueSecret));
    await insertInvitation(tx, syndicateId, { ...invitation, tokenHash: hash }, at);
    const fill = { share: share.number, amountMinor: priceMinor, person: actor.givenName };
    await tell(tx, "share-offered", { syndicateId, key: id }, [{ email: toEmail }], fill, at);
    await audit(tx, actor, "offer-share", row, { priceMinor }, at);
    return id;
  });
}

async function ownShare(
  tx: Tx,
  actor: Actor,
  syndicateId: string,
  shareNumber: number,
): Promise<{ one: Syndicate; share: Share }> {
  const one = isId(syndicateId) ? await lockSyndicate(tx, syndicateId) : null;
  const share = one && (await findShares(tx, one.gameId)).find(({ number }) => number === shareNumber);
  if (!one || share?.holderId !== actor.memberId) throw new AppError("notFound", 404);
  if (one.state !== "playing" || one.form !== "shares") throw new AppError("syndicateClosed", 409);
  return { one, share };
}

/** Takes an offer back, or says no to one. Throws AppError notFound, passingOver. */
export async function endOffer(
  deps: SyndicateDeps,
  actor: Actor,
  passingId: string,
  word: "declined" | "withdrawn",
): Promise<void> {
  const at = await deps.moment(deps.db);
  const before = isId(passingId) ? await findPassing(deps.db, passingId) : null;
  const isTheirs =
    before &&
    (word === "withdrawn"
      ? before.fromMember === actor.memberId
      : await hasProvenEmail(deps.db, actor.memberId, before.toEmail));
  if (!isTheirs) throw new AppError("notFound", 404);
  await deps.db.transaction(async (tx) => {
    await lockSyndicate(tx, before.syndicateId);
    if (!(await endPassing(tx, passingId, { state: word, endedAt: at }))) throw new AppError("passingOver", 409);
    if (word === "declined") {
      const about = { syndicateId: before.syndicateId, key: passingId };
      await tell(tx, "share-declined", about, [{ memberId: before.fromMember }], { share: before.shareNumber }, at);
    }
    await audit(tx, actor, `share-${word}`, before, {}, at);
  });
}

/**
 * Takes over a share that was offered, for the draws that are left: the same decision, limits and exclusion as joining, the money
 * from wallet to wallet, the signature under the conditions, ownership from the next draw on, and new statements for both, or none
 * of them. Throws AppError: notFound (somebody else's), passingOver, entryClosed, sharesForbidden, barred, conditionsChanged, passingStale (a draw
 * was played meanwhile, so it is worth less than its price), noDrawLeft, insufficientBalance, syndicateClosed, syndicateSuspended,
 * rulesUnsettled, and what the member's limits say.
 */
export async function acceptShare(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { passingId: string; conditionsVersion: number; presence: unknown },
): Promise<{ shareNumber: number; priceMinor: number; currency: string; fromDraw: string }> {
  const offer = isId(wish.passingId) ? await findPassing(deps.db, wish.passingId) : null;
  if (!offer || !(await hasProvenEmail(deps.db, actor.memberId, offer.toEmail))) throw new AppError("notFound", 404);
  for (let attempt = 0; attempt < DECISIONS; attempt++) {
    const now = await deps.moment(deps.db);
    const { syndicateId: gameId } = offer;
    const { memberId } = actor;
    const decided = await deps.decideEntry(deps.db, { gameId, memberId, presence: wish.presence, now });
    if (!decided.allowed) throw new AppError("entryClosed", 451, { ...decided.refusal });
    await requireShares(deps, memberId, now);
    const taken = await deps.db.transaction((tx) => takeOver(deps, tx, actor, offer.id, wish, decided, now));
    if (taken) return taken;
  }
  throw new AppError("rulesUnsettled", 503);
}

/** Null where the rules have changed since it was decided. */
async function takeOver(
  deps: SyndicateDeps,
  tx: Tx,
  actor: Actor,
  passingId: string,
  wish: { conditionsVersion: number },
  decided: Awaited<ReturnType<SyndicateDeps["decideEntry"]>>,
  at: Date,
): Promise<Awaited<ReturnType<typeof acceptShare>> | null> {
  const known = (await findPassing(tx, passingId))!;
  const one = (await lockSyndicate(tx, known.syndicateId))!;
  const passing = (await findPassing(tx, passingId))!;
  const share = (await findShares(tx, one.gameId)).find(({ number }) => number === passing.shareNumber)!;
  if (passing.state !== "offered" || share.holderId !== passing.fromMember) throw new AppError("passingOver", 409);
  if (one.state !== "playing") throw new AppError("syndicateClosed", 409);
  if (one.conditionsVersion !== wish.conditionsVersion) throw new AppError("conditionsChanged", 409);
  const standing = await findStanding(tx, one.gameId);
  if (standing.rulesVersion !== decided.rulesVersion) return null;
  if (!standing.isActive) throw new AppError("syndicateSuspended", 409);
  if ((await mayBeInvited(tx, [actor.memberId], at)).length === 0) throw new AppError("barred", 403);
  const { left, mostMinor } = await worthOf(deps, one, share, at);
  const { priceMinor } = passing;
  if (priceMinor > mostMinor) throw new AppError("passingStale", 409);
  const fromDraw = left[0]!;
  const { memberId } = actor;
  const { gameId: syndicateId, currency } = one;
  if (!(await endPassing(tx, passingId, { state: "accepted", endedAt: at, toMember: memberId, fromDraw }))) {
    throw new AppError("passingOver", 409);
  }
  if (priceMinor > 0) {
    const who = { id: passingId, fromMember: passing.fromMember, toMember: memberId };
    await postMovement(tx, sharePassed({ syndicateId, currency, at }, who, priceMinor));
  }
  // A gift as well: who has excluded themselves plays for nothing either.
  await deps.limits.admitStake(tx, { memberId, currency, amountMinor: priceMinor });
  const step = (await findOwners(tx, syndicateId)).filter((owner) => owner.shareNumber === share.number).length + 1;
  const owner = { syndicateId, shareNumber: share.number, step, fromDraw, memberId, recordedAt: at };
  await insertOwner(tx, { ...owner, passingId, newState: "held" });
  await signConditions(tx, { syndicateId, version: one.conditionsVersion, memberId, signedAt: at });
  const { input, decision, reasons, rulesVersion } = decided;
  const evidence = { input, decision, reasons, rulesVersion, at };
  await keepEvidence(tx, { gameId: syndicateId, memberId, purpose: "share", ...evidence });
  await signFor(tx, one, [passing.fromMember, memberId], left, deps.venueSecret, at);
  const fill = { share: share.number, date: fromDraw, amountMinor: priceMinor };
  const both = [{ memberId: passing.fromMember }, { memberId }];
  await tell(tx, "share-passed", { syndicateId, key: passingId }, both, fill, at);
  await audit(tx, actor, "take-over-share", passing, { priceMinor, fromDraw }, at);
  return { shareNumber: share.number, priceMinor, currency, fromDraw };
}

async function audit(
  tx: Tx,
  actor: Actor,
  action: string,
  { syndicateId, shareNumber }: Pick<Passing, "syndicateId" | "shareNumber">,
  after: object,
  at: Date,
): Promise<void> {
  await writeAudit(tx, {
    ...{ at, actorId: actor.memberId, actorRole: "participant", action },
    subject: `syndicate:${syndicateId}`,
    after: { share: shareNumber, ...after },
  });
}
