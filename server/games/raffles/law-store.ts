import { type AreaLaw, readRequirements } from "@/server/jurisdiction/requirements";
import type { Reader } from "@/server/kernel/db";
import type { PermissionDraft } from "./draft";

/** The law in force of some areas: the newest valid version of each, with the area's name. */
export async function findLaws(
  reader: Reader,
  areaIds: readonly string[],
  now: Date,
): Promise<Array<AreaLaw & { areaName: string }>> {
  const rows = await reader.query<{
    areaId: string;
    areaName: string;
    version: number;
    minimumAge: number | null;
    rules: unknown;
  }>({
    text: `select distinct on (r.area_id) r.area_id as "areaId", a.name as "areaName", r.version,
                  r.minimum_age as "minimumAge", r.rules
             from area_rule r join area a on a.id = r.area_id
            where r.area_id = any($1::text[]) and r.valid_from <= $2::timestamptz
              and (r.valid_to is null or r.valid_to > $2::timestamptz)
            order by r.area_id, r.version desc`,
    values: [areaIds, now],
  });
  return rows.map(({ rules, ...row }) => ({ ...row, requirements: readRequirements(rules) }));
}

/** The permissions that an administrator keeps for areas, for every game (J12), as a draft has them. */
export async function findAreaPermissions(reader: Reader): Promise<PermissionDraft[]> {
  const rows = await reader.areaListEntry.findMany({ where: { list: "permission" } });
  return rows.map((row) => ({
    areaId: row.areaId,
    coverage: row.coverage === "wide" || row.coverage === "local" ? row.coverage : "not-required",
    permitNumber: row.areaId,
    validFrom: row.validFrom,
    validTo: row.validTo,
  }));
}
