import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { digestOf } from "./create-syndicate";
import type { SyndicateDeps } from "./ports";
import { findConditions, findShares, lockSyndicate, writeConditions } from "./store";
import type { UnsoldRule } from "./syndicate";

/**
 * The manager's change of what happens to shares that are left (S2), as a further version of the conditions: until the first share
 * is taken, since nobody can be held to what they did not read. Only where nothing was bought yet. Returns the new version. Throws
 * AppError: notFound (not the manager's), 409 `conditionsFixed`.
 */
export async function amendConditions(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { syndicateId: string; unsoldRule: UnsoldRule },
): Promise<number> {
  const at = await deps.moment(deps.db);
  return deps.db.transaction(async (tx) => {
    const one = await lockSyndicate(tx, wish.syndicateId);
    if (one?.managerId !== actor.memberId) throw new AppError("notFound", 404);
    const shares = await findShares(tx, one.gameId);
    const isFree =
      one.state === "open" &&
      one.mode === "agreed" &&
      one.form === "shares" &&
      shares.every(({ state }) => state === "offered");
    if (!isFree || at >= one.cutOffAt) throw new AppError("conditionsFixed", 409);
    const before = (await findConditions(tx, one.gameId, one.conditionsVersion))!;
    if (before.data.unsoldRule === wish.unsoldRule) return one.conditionsVersion;
    const data = { ...before.data, unsoldRule: wish.unsoldRule };
    const version = one.conditionsVersion + 1;
    const digest = digestOf(data);
    await writeConditions(tx, one.gameId, { version, data, digest, managerId: actor.memberId, at });
    await writeAudit(tx, {
      at,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "amend-conditions",
      subject: `syndicate:${one.gameId}`,
      before: { version: one.conditionsVersion, digest: before.digest },
      after: { version, digest },
    });
    return version;
  });
}
