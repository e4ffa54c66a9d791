import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { readOwnName, SHOWS, type Shows } from "./display";
import { writeDisplay } from "./display-store";
import type { SyndicateDeps } from "./ports";
import { findShares, findSyndicate } from "./store";

/**
 * A member chooses how the others read of them in a syndicate (S10); it may be changed at any time, and every page follows. Throws
 * AppError notFound for whoever is not in it, 422 `displayName`.
 */
export async function chooseDisplay(
  deps: Pick<SyndicateDeps, "db" | "moment">,
  actor: Actor,
  wish: { syndicateId: string; shows: Shows; name: string },
): Promise<void> {
  const { memberId } = actor;
  const one = await findSyndicate(deps.db, wish.syndicateId);
  const isWithin =
    one?.managerId === memberId ||
    (await findShares(deps.db, wish.syndicateId)).some(({ holderId }) => holderId === memberId);
  if (!one || !isWithin) throw new AppError("notFound", 404);
  if (!SHOWS.includes(wish.shows)) throw new AppError("invalidInput", 400);
  const name = wish.shows === "own" ? readOwnName(wish.name) : null;
  if (wish.shows === "own" && name === null) throw new AppError("displayName", 422);
  const chosenAt = await deps.moment(deps.db);
  const row = { syndicateId: one.gameId, memberId, shows: wish.shows, name, chosenAt };
  await deps.db.transaction((tx) => writeDisplay(tx, row));
}
