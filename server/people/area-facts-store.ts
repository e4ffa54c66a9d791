import type { Reader } from "@/server/kernel/db";
import type { PostalAreas } from "./residence";

/** Every county and municipality of a five-digit code with the areas above each, or null when there is no such code. */
export async function findPostalAreas(reader: Reader, code: string): Promise<PostalAreas | null> {
  const rows = await reader.postalCode.findMany({ where: { country: "US", code } });
  if (rows.length === 0) return null;
  const areas = await reader.area.findMany({
    where: { id: { in: rows.map(({ areaId }) => areaId) } },
    include: { parents: { include: { parent: true } } },
  });
  const name = await reader.postalName.findUnique({ where: { country_code: { country: "US", code } } });
  return {
    code,
    name: name?.name ?? "",
    areas: areas.map(({ id, tier, name, parents }) => ({
      id,
      tier,
      name,
      parents: parents.map((row) => row.parentId),
      state: parents.find((row) => row.parent.tier === "subdivision")?.parent.name,
    })),
  };
}

/** "Erie County, New York": the name, and the one state above it where the area is neither state nor country. */
export async function findAreaName(reader: Reader, areaId: string): Promise<string | null> {
  const area = await reader.area.findUnique({ where: { id: areaId } });
  if (!area) return null;
  if (area.tier === "country" || area.tier === "subdivision") return area.name;
  const states = await reader.query<{ name: string }>({
    text: `with recursive up as (
             select parent_id from area_parent where child_id = $1
             union select p.parent_id from area_parent p join up on up.parent_id = p.child_id)
           select distinct a.name from area a join up on up.parent_id = a.id where a.tier = 'subdivision'`,
    values: [areaId],
  });
  return states.length === 1 ? `${area.name}, ${states[0]!.name}` : area.name;
}

export interface AreaAge {
  areaId: string;
  areaName: string;
  minimumAge: number;
}

/** The age figures in force at a moment among some areas. */
export async function findAges(reader: Reader, areaIds: readonly string[], now: Date): Promise<AreaAge[]> {
  return reader.query<{ areaId: string; areaName: string; minimumAge: number }>({
    text: `select r.area_id as "areaId", a.name as "areaName", r.minimum_age as "minimumAge"
           from area_rule r join area a on a.id = r.area_id
           where r.area_id = any($1::text[]) and r.minimum_age is not null
             and r.valid_from <= $2::timestamptz and (r.valid_to is null or r.valid_to > $2::timestamptz)
             and not exists (select 1 from area_rule n where n.area_id = r.area_id and n.version > r.version
               and n.valid_from <= $2::timestamptz and (n.valid_to is null or n.valid_to > $2::timestamptz))`,
    values: [areaIds, now],
  });
}
