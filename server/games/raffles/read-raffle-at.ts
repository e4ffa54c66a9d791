import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedAdministrator, AuthorizedOrganiser } from "@/server/people/authority";
import { findFactsAt, findHistory } from "./history-store";
import type { RaffleDeps } from "./ports";
import { type RaffleThen, raffleThen } from "./raffle-history";
import { findAreaNames, findOrganisationOf } from "./raffle-store";

/**
 * R8: what a raffle said and was at a past moment, for audit. Its organisation may ask, and an administrator. 404
 * `raffleNotFound` for somebody else's, and before it was begun.
 */
export async function raffleAt(
  deps: Pick<RaffleDeps, "db">,
  by: AuthorizedOrganiser | AuthorizedAdministrator,
  raffleId: string,
  moment: Date,
): Promise<RaffleThen & { areaNames: ReadonlyMap<string, string> }> {
  const organisationId = isId(raffleId) ? await findOrganisationOf(deps.db, raffleId) : null;
  const isOwn = "organisationId" in by ? by.organisationId === organisationId : organisationId !== null;
  if (!isOwn || Number.isNaN(moment.getTime())) throw new AppError("raffleNotFound", 404);
  const [lines, facts] = await Promise.all([findHistory(deps.db, raffleId), findFactsAt(deps.db, raffleId, moment)]);
  const then = raffleThen(lines, facts, moment);
  if (!then) throw new AppError("raffleNotFound", 404);
  const named = [...then.draft.permissions.map(({ areaId }) => areaId), ...then.draft.exclusions];
  return { ...then, areaNames: await findAreaNames(deps.db, named) };
}
