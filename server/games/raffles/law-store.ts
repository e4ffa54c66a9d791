import { type AreaLaw, readRequirements } from "@/server/jurisdiction/requirements";
import type { Reader } from "@/server/kernel/db";

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
