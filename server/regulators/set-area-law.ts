import { isAreaId } from "@/server/edge/seen-place";
import { keepsAreaPermissions } from "@/server/jurisdiction/list-modes";
import { type Requirements, requirementsSchema } from "@/server/jurisdiction/requirements";
import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import type { AuthorizedAdministrator, AuthorizedRegulator } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import {
  type AreaListRecord,
  type AreaRuleRecord,
  areaExists,
  deleteAreaListEntry,
  findAreaLists,
  findRuleVersions,
  insertAreaListEntry,
  insertRuleVersion,
} from "./area-law-store";
import type { RegulatorDeps } from "./ports";

/** A regulator acts for their own area alone, an administrator for any. */
export type AreaAuthority = AuthorizedRegulator | AuthorizedAdministrator;

async function requireArea(deps: RegulatorDeps, by: AreaAuthority, areaId: string): Promise<void> {
  if ("areaId" in by && by.areaId !== areaId) throw new AppError("notFound", 404);
  if (!isAreaId(areaId) || !(await areaExists(deps.db, areaId))) throw new AppError("notFound", 404);
}

const roleOf = (by: AreaAuthority) => ("areaId" in by ? ("regulator" as const) : ("administrator" as const));

/** The versions of an area's law and its lists. */
export async function readAreaLaw(
  deps: RegulatorDeps,
  by: AreaAuthority,
  areaId: string,
): Promise<{ versions: AreaRuleRecord[]; lists: AreaListRecord[] }> {
  await requireArea(deps, by, areaId);
  return { versions: await findRuleVersions(deps.db, areaId), lists: await findAreaLists(deps.db, areaId) };
}

/**
 * R16, X3: puts the next version of an area's law into force from now on. What was in force stays on record with its
 * end. A regulator sets it for the area they act for. Throws 422 `lawMalformed` with the field.
 */
export async function setAreaLaw(
  deps: RegulatorDeps,
  by: AreaAuthority,
  areaId: string,
  law: { minimumAge: number | null; requirements: Requirements; source: string },
): Promise<number> {
  await requireArea(deps, by, areaId);
  const parsed = requirementsSchema.safeParse(law.requirements);
  if (!parsed.success)
    throw new AppError("lawMalformed", 422, { field: String(parsed.error.issues[0]?.path[0] ?? "") });
  const { minimumAge } = law;
  if (minimumAge !== null && !(Number.isInteger(minimumAge) && minimumAge >= 0 && minimumAge <= 120)) {
    throw new AppError("lawMalformed", 422, { field: "minimumAge" });
  }
  const now = deps.clock.now();
  const version = await deps.db.transaction(async (tx) => {
    const [before] = await findRuleVersions(tx, areaId);
    const next = await insertRuleVersion(tx, {
      id: newId(now.getTime()),
      areaId,
      minimumAge,
      rules: parsed.data,
      source: law.source.trim().slice(0, 500),
      confidence: roleOf(by) === "regulator" ? "regulator" : "administrator",
      validFrom: now,
      createdBy: by.actor.memberId,
      createdAt: now,
    });
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: roleOf(by),
      action: "set-area-law",
      subject: `area:${areaId}`,
      areaId,
      before: before ? { version: before.version, minimumAge: before.minimumAge, rules: before.rules } : null,
      after: { version: next, minimumAge, rules: parsed.data },
    });
    return next;
  });
  await deps.publishSnapshot();
  return version;
}

/** Whose permissions count: an administrator's, or each regulator's in their own area, as the venue has it (J12). */
async function requirePermitting(deps: RegulatorDeps, by: AreaAuthority): Promise<void> {
  const { list_mode } = await loadVenueSettings(deps.db);
  if (!keepsAreaPermissions(list_mode)) throw new AppError("listsKeptPerGame", 409);
  if ((list_mode === "per-regulator") !== "areaId" in by) throw new AppError("notFound", 404);
}

/**
 * J12: adds an area to a list kept for every game. An exclusion closes it to all of them, whatever their own lists
 * say; permissions are kept per area only where the venue's lists are (409 `listsKeptPerGame`): by administrators, or by
 * the regulator of each area.
 * Throws 422 `reasonNeeded`, `reasonTooLong`, 409 `listedAlready`.
 */
export async function addToAreaList(
  deps: RegulatorDeps,
  by: AreaAuthority,
  entry: {
    areaId: string;
    list: "permission" | "exclusion";
    coverage: "wide" | "not-required" | "local" | null;
    reason: string;
  },
): Promise<void> {
  await requireArea(deps, by, entry.areaId);
  const reason = givenReason(entry.reason);
  if (entry.list === "permission") await requirePermitting(deps, by);
  const now = deps.clock.now();
  const row = {
    ...entry,
    id: newId(now.getTime()),
    coverage: entry.list === "permission" ? (entry.coverage ?? "wide") : null,
    reason,
    validFrom: null,
    validTo: null,
    createdAt: now,
  };
  await deps.db.transaction(async (tx) => {
    if (!(await insertAreaListEntry(tx, { ...row, createdBy: by.actor.memberId }))) {
      throw new AppError("listedAlready", 409);
    }
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: roleOf(by),
      action: `add-${entry.list}`,
      subject: `area:${entry.areaId}`,
      areaId: entry.areaId,
      after: { coverage: row.coverage, reason },
    });
  });
  await deps.publishSnapshot();
}

/** Takes an area off a list again. */
export async function removeFromAreaList(
  deps: RegulatorDeps,
  by: AreaAuthority,
  areaId: string,
  entryId: string,
): Promise<void> {
  await requireArea(deps, by, areaId);
  const listed = (await findAreaLists(deps.db, areaId)).find(({ id }) => id === entryId);
  if (listed?.list === "permission") await requirePermitting(deps, by);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const removed = await deleteAreaListEntry(tx, entryId, areaId);
    if (!removed) throw new AppError("notFound", 404);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: roleOf(by),
      action: `remove-${removed.list}`,
      subject: `area:${areaId}`,
      areaId,
      before: { coverage: removed.coverage, reason: removed.reason },
    });
  });
  await deps.publishSnapshot();
}
