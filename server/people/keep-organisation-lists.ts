import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "./authority";
import {
  deleteOrganisationListEntry,
  findOrganisationLists,
  insertOrganisationListEntry,
  isArea,
  type OrganisationListEntry,
} from "./organisation-list-store";
import { loadVenueSettings } from "./set-venue-setting";

export interface OrganisationListDeps {
  db: Database;
  clock: Clock;
  /** Called after each commit that changes what is open somewhere. */
  publishSnapshot(): Promise<unknown>;
}

/** The lists an organisation keeps for all its games, and whether they are in force on this venue (J12). */
export async function readOrganisationLists(
  deps: Pick<OrganisationListDeps, "db">,
  by: AuthorizedOrganiser,
): Promise<{ entries: OrganisationListEntry[]; inForce: "both" | "exclusions" | "none" }> {
  const { list_mode } = await loadVenueSettings(deps.db);
  const inForce = list_mode === "per-organisation" ? "both" : list_mode === "derived" ? "exclusions" : "none";
  return { entries: await findOrganisationLists(deps.db, by.organisationId), inForce };
}

/**
 * J12: adds an area to a list for all games of an organisation, those on sale included. Throws 409 `listedAlready`,
 * 409 `listsKeptElsewhere` where the venue sets lists in another way, 422 `unknownArea`, `permitTooLong`.
 */
export async function addToOrganisationList(
  deps: OrganisationListDeps,
  by: AuthorizedOrganiser,
  entry: Omit<OrganisationListEntry, "id" | "areaName">,
): Promise<void> {
  const { inForce } = await readOrganisationLists(deps, by);
  if (inForce === "none" || (inForce === "exclusions" && entry.list === "permission")) {
    throw new AppError("listsKeptElsewhere", 409);
  }
  if (!(await isArea(deps.db, entry.areaId))) throw new AppError("unknownArea", 422);
  const permitNumber = entry.list === "permission" ? entry.permitNumber?.trim() || null : null;
  if (permitNumber && permitNumber.length > 60) throw new AppError("permitTooLong", 422, { most: 60 });
  if (entry.validFrom && entry.validTo && entry.validTo <= entry.validFrom) throw new AppError("beforeStart", 422);
  const coverage = entry.list === "permission" ? (entry.coverage ?? "wide") : null;
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const row = { ...entry, permitNumber, coverage, id: newId(now.getTime()), organisationId: by.organisationId };
    if (!(await insertOrganisationListEntry(tx, { ...row, createdBy: by.actor.memberId, createdAt: now }))) {
      throw new AppError("listedAlready", 409);
    }
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: `add-${entry.list}`,
      subject: `organisation:${by.organisationId}`,
      areaId: entry.areaId,
      after: { coverage, permitNumber, validFrom: entry.validFrom, validTo: entry.validTo },
    });
  });
  await deps.publishSnapshot();
}

/** Takes an area off a list again; 404 `notFound` where it is not on the organisation's own. */
export async function removeFromOrganisationList(
  deps: OrganisationListDeps,
  by: AuthorizedOrganiser,
  entryId: string,
): Promise<void> {
  if (!isId(entryId)) throw new AppError("notFound", 404);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const removed = await deleteOrganisationListEntry(tx, by.organisationId, entryId);
    if (!removed) throw new AppError("notFound", 404);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: `remove-${removed.list}`,
      subject: `organisation:${by.organisationId}`,
      areaId: removed.areaId,
      before: { coverage: removed.coverage, permitNumber: removed.permitNumber },
    });
  });
  await deps.publishSnapshot();
}
