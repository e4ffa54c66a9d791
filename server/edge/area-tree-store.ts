import { type AreaRow, AreaTree } from "@/server/areas/tree";
import type { Reader } from "@/server/kernel/db";
import type { PostalMeaning } from "./choose-place";

/** What the tree in the database is made from: changes whenever an import changes it. */
export async function readTreeMark(reader: Reader): Promise<string> {
  const [row] = await reader.query<{ mark: string | null }>({
    name: "tree-mark",
    text: `SELECT (SELECT max(imported_at)::text FROM area_import) || ' ' || (SELECT count(*) FROM area) AS mark`,
  });
  return row?.mark ?? "";
}

/** The whole tree, about forty thousand areas in a quarter of a second. */
export async function readTree(reader: Reader): Promise<AreaTree> {
  const rows = await reader.query<AreaRow>({
    text: `SELECT a.id, a.tier, a.name,
        coalesce(array_agg(p.parent_id ORDER BY p.parent_id) FILTER (WHERE p.parent_id IS NOT NULL), '{}') AS parents
      FROM area a LEFT JOIN area_parent p ON p.child_id = a.id GROUP BY a.id ORDER BY a.id`,
  });
  return AreaTree.fromRows(rows);
}

/** Every county and municipality that a postal code touches, or null where there is no such code. */
export async function readPostalMeaning(reader: Reader, country: string, code: string): Promise<PostalMeaning | null> {
  const areas = await reader.query<{ id: string; tier: string; name: string; permille: number | null }>({
    name: "postal-meaning",
    text: `SELECT a.id, a.tier, a.name, p.permille FROM postal_code p JOIN area a ON a.id = p.area_id
      WHERE p.country = $1 AND p.code = $2 ORDER BY p.permille DESC NULLS LAST, a.id`,
    values: [country, code],
  });
  if (areas.length === 0) return null;
  const named = await reader.postalName.findUnique({ where: { country_code: { country, code } } });
  return { code, name: named?.name ?? "", areas };
}
