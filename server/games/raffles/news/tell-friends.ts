import { currentRules } from "@/server/edge/current-rules";
import type { SeenPlace } from "@/server/edge/seen-place";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Kv } from "@/server/kernel/kv";
import { enqueue } from "@/server/kernel/outbox";
import type { Actor } from "@/server/people/authority";
import { limitAttempts } from "@/server/people/limit-attempts";
import {
  addressHash,
  FRIEND_LETTER,
  type FriendLetterJob,
  friendAddresses,
  MOST_FRIENDS,
  MOST_TO_ADDRESS,
  readBlockToken,
} from "./friend-letter";
import { findSendable, insertBlock, takeUpAddresses } from "./friend-store";

export interface TellFriendsDeps {
  db: Database;
  clock: Clock;
  kv: Kv | null;
  venueSecret: string;
}

const THIRTY_DAYS_MS = 30 * 24 * 3_600_000;

/** A raffle that the reader may send on: one that is open to the place they are shown. 404 `notFound` for any other. */
export async function sendableRaffle(
  deps: Pick<TellFriendsDeps, "db" | "clock">,
  slug: string,
  place: SeenPlace | null,
): Promise<{ id: string; slug: string; title: string; organisationName: string }> {
  const raffle = /^[a-z0-9-]{1,120}$/.test(slug) ? await findSendable(deps.db, slug) : null;
  if (!raffle) throw new AppError("notFound", 404);
  const { rules } = await currentRules(deps);
  if (rules.refusal(raffle.id, place, deps.clock.now().getTime()) !== null) throw new AppError("notFound", 404);
  return raffle;
}

/**
 * R6: shows a raffle to friends by mail. Only members with a proven address may, a few friends at a time and a day, and
 * with no words of their own; each address gets one letter a raffle, few in all, and none once it said so. The answer
 * counts what was sent for and does not say who already had one. Throws 403 `addressUnproven`, 422 `noAddress`,
 * `tooManyAddresses`, `malformed`, 429 `tooManyAttempts`.
 */
export async function tellFriends(
  deps: TellFriendsDeps,
  sender: { actor: Actor; emailVerified: boolean; locale: string; origin: string; place: SeenPlace | null },
  slug: string,
  text: string,
): Promise<{ count: number }> {
  if (!sender.emailVerified) throw new AppError("addressUnproven", 403);
  const { addresses, unread } = friendAddresses(text);
  if (unread.length > 0) throw new AppError("malformed", 422);
  if (addresses.length === 0) throw new AppError("noAddress", 422);
  if (addresses.length > MOST_FRIENDS) throw new AppError("tooManyAddresses", 422, { most: MOST_FRIENDS });
  const raffle = await sendableRaffle(deps, slug, sender.place);
  for (const _ of addresses) await limitAttempts(deps, "friend", sender.actor.memberId, sender.origin);
  const at = deps.clock.now();
  const byHash = new Map(addresses.map((address) => [addressHash(address, deps.venueSecret), address]));
  await deps.db.transaction(async (tx) => {
    const letter = {
      raffleId: raffle.id,
      senderId: sender.actor.memberId,
      at,
      since: new Date(at.getTime() - THIRTY_DAYS_MS),
      mostToAddress: MOST_TO_ADDRESS,
    };
    const taken = await takeUpAddresses(tx, letter, [...byHash.keys()]);
    const jobs = taken.map(
      (hash): FriendLetterJob => ({
        raffleId: raffle.id,
        senderId: sender.actor.memberId,
        address: byHash.get(hash)!,
        locale: sender.locale,
      }),
    );
    await enqueue(
      tx,
      jobs.map((job, index) => ({
        kind: FRIEND_LETTER,
        payload: job,
        dedupeKey: `friend:${raffle.id}:${taken[index]}`,
      })),
      at,
    );
  });
  return { count: addresses.length };
}

/** Ends letters from friends to the address of a link. Throws 404 `linkOver` for a link that was not made here. */
export async function blockFriendLetters(
  deps: Pick<TellFriendsDeps, "db" | "clock" | "venueSecret">,
  token: string,
): Promise<void> {
  const hash = readBlockToken(token, deps.venueSecret);
  if (!hash) throw new AppError("linkOver", 404);
  const at = deps.clock.now();
  await deps.db.transaction((tx) => insertBlock(tx, hash, at));
}
