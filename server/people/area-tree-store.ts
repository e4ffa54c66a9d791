import type { AreaRow } from "@/server/areas/tree";
import type { Reader } from "@/server/kernel/db";

/** Every area with its parents: what the graph in memory is made of. About 39,000 rows for the whole country. */
export function readAreaRows(reader: Reader): Promise<AreaRow[]> {
  return reader.query<{ id: string; tier: string; name: string; parents: string[] }>({
    text: `select a.id, a.tier, a.name, coalesce(array_agg(p.parent_id) filter (where p.parent_id is not null), '{}') as parents
           from area a left join area_parent p on p.child_id = a.id group by a.id`,
  });
}

/** Changes whenever an import changed the graph. */
export async function areaVersion(reader: Reader): Promise<string> {
  const rows = await reader.query<{ version: string }>({
    text: `select (select count(*) from area) || ':' || coalesce((select max(imported_at)::text from area_import), '') as version`,
  });
  return rows[0]?.version ?? "";
}
