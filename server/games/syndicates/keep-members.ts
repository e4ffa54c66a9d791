import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { findGame } from "@/server/lotteries/catalogue";
import { drawOn } from "@/server/lotteries/draw-calendar";
import type { Actor } from "@/server/people/authority";
import { isEmail, normalEmail } from "@/server/people/registration";
import { createSyndicate } from "./create-syndicate";
import { deleteGuest, findGuests, insertGuest, writeLeaving } from "./membership-store";
import { tell } from "./notices";
import type { SyndicateDeps } from "./ports";
import { findConditions, findShares, findSyndicate, lockSyndicate, type Syndicate } from "./store";
import { LEAD_MINUTES } from "./syndicate";

const MOST_GUESTS = 50;
const MINUTE_MS = 60_000;
const MOST_LEAD_MINUTES = 7 * 24 * 60;

/**
 * A member asks to leave after the last draw, or takes it back (S9): they are not asked when the syndicate plays on, and keep their
 * shares until its draws are over. The manager is told. Throws AppError notFound (no owner), managerStays.
 */
export async function askToLeave(
  deps: SyndicateDeps,
  actor: Actor,
  syndicateId: string,
  isLeaving: boolean,
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const one = isId(syndicateId) ? await lockSyndicate(tx, syndicateId) : null;
    const isOwner = one && (await findShares(tx, syndicateId)).some(({ holderId }) => holderId === actor.memberId);
    if (!isOwner) throw new AppError("notFound", 404);
    if (one.managerId === actor.memberId) throw new AppError("managerStays", 409);
    if (!(await writeLeaving(tx, syndicateId, actor.memberId, isLeaving, at))) return;
    if (isLeaving) {
      const about = { syndicateId, key: `${syndicateId}:${at.toISOString()}` };
      await tell(tx, "leaving", about, [{ memberId: one.managerId }], { person: actor.givenName }, at);
    }
    await writeAudit(tx, {
      ...{ at, actorId: actor.memberId, actorRole: "participant", subject: `syndicate:${syndicateId}` },
      action: isLeaving ? "ask-to-leave" : "stay-in-syndicate",
    });
  });
}

/**
 * The manager names somebody who is to be asked as well when the syndicate plays on, or takes the name off again (S9). Throws
 * AppError notFound, malformed, guestsFull.
 */
export async function nameGuest(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { syndicateId: string; email: string; isWanted: boolean },
): Promise<void> {
  const email = normalEmail(wish.email);
  if (!isEmail(email)) throw new AppError("malformed", 422);
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const one = isId(wish.syndicateId) ? await lockSyndicate(tx, wish.syndicateId) : null;
    if (one?.managerId !== actor.memberId) throw new AppError("notFound", 404);
    if (wish.isWanted) {
      if ((await findGuests(tx, one.gameId)).length >= MOST_GUESTS) throw new AppError("guestsFull", 409);
      if (!(await insertGuest(tx, one.gameId, email, at))) return;
    } else if (!(await deleteGuest(tx, one.gameId, email))) return;
    await writeAudit(tx, {
      ...{ at, actorId: actor.memberId, actorRole: "participant", subject: `syndicate:${one.gameId}` },
      action: wish.isWanted ? "name-guest" : "unname-guest",
    });
  });
}

/**
 * Offers a syndicate whose draws are over again, under the same conditions, for as many draws from `draws` on; its people are asked,
 * and agree by paying (S9). Throws AppError: notFound (not the manager's), notSettled, continuedAlready, and whatever offering
 * throws.
 */
export async function playOn(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { syndicateId: string; draws: readonly string[]; requestKey: string; presence: unknown },
): Promise<{ id: string; slug: string }> {
  const one = isId(wish.syndicateId) ? await findSyndicate(deps.db, wish.syndicateId) : null;
  if (one?.managerId !== actor.memberId) throw new AppError("notFound", 404);
  if (one.state !== "settled" || one.form !== "shares") throw new AppError("notSettled", 409);
  const { data } = (await findConditions(deps.db, one.gameId, one.conditionsVersion))!;
  return createSyndicate(deps, actor, {
    ...{ name: data.name, mode: data.mode, game: data.game, entries: data.entries, unsoldRule: data.unsoldRule },
    ...{ draws: wish.draws, weights: data.shares.map(({ weight }) => weight), isPublic: one.isPublic },
    ...{ leadMinutes: leadOf(one), continuesId: one.gameId, buyer: one.buyer },
    ...{ requestKey: wish.requestKey, presence: wish.presence },
  });
}

/** The lead that was agreed, as the moments tell it; never less than the least. */
function leadOf(one: Pick<Syndicate, "lotteryGame" | "draws" | "cutOffAt">): number {
  const drawAt = drawOn(findGame(one.lotteryGame)!, one.draws[0]!)?.drawAt;
  if (!drawAt) return LEAD_MINUTES;
  const minutes = Math.round((drawAt.getTime() - one.cutOffAt.getTime()) / MINUTE_MS);
  return Math.min(Math.max(minutes, LEAD_MINUTES), MOST_LEAD_MINUTES);
}
