import type { Reader, Tx } from "@/server/kernel/db";
import type { Prisma } from "@/server/kernel/prisma/client";
import type { AreaSource } from "./area-source";
import { timeZoneOf } from "./time-zones";
import { type AreaRow, AreaTree, tierPosition } from "./tree";

/** Every area with its parents, ordered so that the tree is the same each time. */
export async function loadTree(reader: Reader): Promise<AreaTree> {
  const rows = await reader.query<{ id: string; tier: string; name: string; parents: string[] }>({
    text: `SELECT a.id, a.tier, a.name,
                  coalesce(array_agg(p.parent_id ORDER BY p.parent_id) FILTER (WHERE p.parent_id IS NOT NULL), '{}') AS parents
             FROM area a LEFT JOIN area_parent p ON p.child_id = a.id
            GROUP BY a.id ORDER BY a.id`,
  });
  return AreaTree.fromRows(rows as AreaRow[]);
}

/** What the last import was; changes with every import that changed something. Empty before the first. */
export async function areaVersion(reader: Reader): Promise<string> {
  const [row] = await reader.query<{ id: string; areas: bigint | number }>({
    text: `SELECT coalesce((SELECT id::text FROM area_import ORDER BY imported_at DESC, id DESC LIMIT 1), '') AS id,
                  (SELECT count(*) FROM area) AS areas`,
  });
  return `${row?.id ?? ""}:${row?.areas ?? 0}`;
}

export async function hasAreas(reader: Reader): Promise<boolean> {
  const rows = await reader.query({ text: "SELECT 1 AS one FROM area LIMIT 1" });
  return rows.length > 0;
}

export interface PostalAreaRow {
  id: string;
  tier: string;
  name: string;
  permille: number | null;
  parents: string[];
}

/** Every county and municipality that a postal code touches, counties first, the largest share first. */
export async function findPostalAreas(
  reader: Reader,
  country: string,
  code: string,
): Promise<{ name: string; areas: PostalAreaRow[] }> {
  const areas = await reader.query<PostalAreaRow & Record<string, unknown>>({
    name: "postal_areas",
    text: `SELECT a.id, a.tier, a.name, p.permille,
                  coalesce((SELECT array_agg(l.parent_id ORDER BY l.parent_id) FROM area_parent l WHERE l.child_id = a.id), '{}') AS parents
             FROM postal_code p JOIN area a ON a.id = p.area_id
            WHERE p.country = $1 AND p.code = $2`,
    values: [country, code],
  });
  const [named] = await reader.query<{ name: string }>({
    name: "postal_name",
    text: "SELECT name FROM postal_name WHERE country = $1 AND code = $2",
    values: [country, code],
  });
  areas.sort(
    (left, right) =>
      tierPosition(left.id, left.tier) - tierPosition(right.id, right.tier) ||
      (right.permille ?? -1) - (left.permille ?? -1) ||
      left.name.localeCompare(right.name, "en"),
  );
  return { name: named?.name ?? "", areas };
}

const CHUNK = 20_000;

async function inChunks<Item>(
  items: readonly Item[],
  work: (part: readonly Item[], done: number) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += CHUNK) {
    const part = items.slice(at, at + CHUNK);
    await work(part, at + part.length);
  }
}

/** Puts an import's rows beside the real tables, for this transaction alone. `progress` is told rows done. */
export async function stageImport(tx: Tx, source: AreaSource, progress: (done: number) => void): Promise<void> {
  // One import at a time; the second waits for the first and then finds little to change.
  await tx.query({ text: "SELECT pg_advisory_xact_lock(hashtext('drawbridge:areas')) IS NULL AS locked" });
  for (const text of [
    "CREATE TEMP TABLE in_area (id text, tier text, name text, time_zone text) ON COMMIT DROP",
    "CREATE TEMP TABLE in_parent (child_id text, parent_id text) ON COMMIT DROP",
    "CREATE TEMP TABLE in_postal (country text, code text, area_id text, permille int) ON COMMIT DROP",
    "CREATE TEMP TABLE in_name (country text, code text, name text) ON COMMIT DROP",
  ]) {
    await tx.query({ text });
  }
  let before = 0;
  await inChunks(source.areas, async (part, done) => {
    await tx.query({
      text: "INSERT INTO in_area SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[])",
      values: [
        part.map((a) => a.id),
        part.map((a) => a.tier),
        part.map((a) => a.name),
        part.map((a) => timeZoneOf(a.id)),
      ],
    });
    progress(before + done);
  });
  before += source.areas.length;
  const links = source.areas.flatMap((area) => area.parents.map((parent) => [area.id, parent] as const));
  await inChunks(links, (part) =>
    tx.query({
      text: "INSERT INTO in_parent SELECT * FROM unnest($1::text[], $2::text[])",
      values: [part.map((link) => link[0]), part.map((link) => link[1])],
    }),
  );
  await inChunks(source.postalCodes, async (part, done) => {
    await tx.query({
      text: "INSERT INTO in_postal SELECT split_part(a, '-', 1), c, a, p FROM unnest($1::text[], $2::text[], $3::int[]) AS r(c, a, p)",
      values: [part.map((row) => row.code), part.map((row) => row.area), part.map((row) => row.permille)],
    });
    progress(before + done);
  });
  before += source.postalCodes.length;
  await inChunks(source.postalNames, async (part, done) => {
    await tx.query({
      text: `INSERT INTO in_name SELECT DISTINCT p.country, r.code, r.name
               FROM unnest($1::text[], $2::text[]) AS r(code, name) JOIN in_postal p ON p.code = r.code`,
      values: [part.map((row) => row.code), part.map((row) => row.name)],
    });
    progress(before + done);
  });
  for (const text of [
    "CREATE INDEX ON in_area (id)",
    "CREATE INDEX ON in_parent (child_id, parent_id)",
    "CREATE INDEX ON in_postal (country, code, area_id)",
    "ANALYZE in_area",
    "ANALYZE in_parent",
    "ANALYZE in_postal",
  ]) {
    await tx.query({ text });
  }
  // Countries that the import speaks for.
  await tx.query({
    text: "CREATE TEMP TABLE in_country ON COMMIT DROP AS SELECT DISTINCT split_part(id, '-', 1) AS id FROM in_area",
  });
}

/** Who names an area: such areas are never removed. */
const REFERENCES = `
  SELECT area_id AS id FROM game_permission UNION SELECT area_id FROM game_exclusion UNION SELECT area_id FROM game_stop
  UNION SELECT area_id FROM area_rule UNION SELECT area_id FROM area_list_entry
  UNION SELECT area_id FROM member_role WHERE area_id IS NOT NULL
  UNION SELECT governing_area_id FROM game UNION SELECT governing_area_id FROM organisation
  UNION SELECT unnest(area_ids) FROM organisation
  UNION SELECT subdivision_id FROM member UNION SELECT unnest(county_ids) FROM member UNION SELECT unnest(municipality_ids) FROM member`;

export interface StagedChanges {
  added: string[];
  renamed: string[];
  moved: string[];
  removed: string[];
  /** Not in the import any more, and kept because something names them or an area that is kept. */
  kept: string[];
}

/** Compares what was staged with what is there. */
export async function compareStaged(tx: Tx): Promise<StagedChanges> {
  await tx.query({
    text: `CREATE TEMP TABLE gone ON COMMIT DROP AS
             SELECT a.id FROM area a WHERE split_part(a.id, '-', 1) IN (SELECT id FROM in_country)
                AND NOT EXISTS (SELECT 1 FROM in_area i WHERE i.id = a.id)`,
  });
  await tx.query({ text: "CREATE INDEX ON gone (id)" });
  await tx.query({ text: "ANALYZE gone" });
  await tx.query({
    text: `CREATE TEMP TABLE kept ON COMMIT DROP AS SELECT g.id FROM (${REFERENCES}) r JOIN gone g ON g.id = r.id`,
  });
  // What lies above a kept area is kept too. Step by step: as one recursive statement the planner takes half a minute.
  for (let found = 1; found > 0; ) {
    const rows = await tx.query({
      text: `INSERT INTO kept SELECT DISTINCT p.parent_id FROM area_parent p JOIN gone g ON g.id = p.parent_id
              WHERE p.child_id IN (SELECT id FROM kept) AND p.parent_id NOT IN (SELECT id FROM kept) RETURNING 1 AS one`,
    });
    found = rows.length;
  }
  const ids = async (text: string): Promise<string[]> =>
    (await tx.query<{ id: string }>({ text })).map((row) => row.id);
  return {
    added: await ids("SELECT i.id FROM in_area i WHERE NOT EXISTS (SELECT 1 FROM area a WHERE a.id = i.id) ORDER BY 1"),
    renamed: await ids(
      "SELECT i.id FROM in_area i JOIN area a ON a.id = i.id WHERE (a.name, a.tier) IS DISTINCT FROM (i.name, i.tier) ORDER BY 1",
    ),
    moved: await ids(
      `SELECT DISTINCT c.child_id AS id FROM (
         (SELECT p.child_id, p.parent_id FROM area_parent p JOIN in_area i ON i.id = p.child_id EXCEPT SELECT child_id, parent_id FROM in_parent)
         UNION ALL
         (SELECT n.child_id, n.parent_id FROM in_parent n JOIN area a ON a.id = n.child_id EXCEPT SELECT child_id, parent_id FROM area_parent)
       ) c ORDER BY 1`,
    ),
    removed: await ids("SELECT id FROM gone WHERE id NOT IN (SELECT id FROM kept) ORDER BY 1"),
    kept: await ids("SELECT id FROM kept ORDER BY 1"),
  };
}

/** Makes the real tables say what was staged. Returns how many postal rows were written and removed. */
export async function applyStaged(tx: Tx): Promise<{ postalWritten: number; postalRemoved: number }> {
  const count = async (text: string): Promise<number> => {
    const [row] = await tx.query<{ n: bigint | number }>({
      text: `WITH changed AS (${text} RETURNING 1) SELECT count(*) AS n FROM changed`,
    });
    return Number(row?.n ?? 0);
  };
  const here = "split_part(area_id, '-', 1) IN (SELECT id FROM in_country)";
  const postalRemoved = await count(
    `DELETE FROM postal_code p WHERE ${here} AND NOT EXISTS
       (SELECT 1 FROM in_postal i WHERE i.country = p.country AND i.code = p.code AND i.area_id = p.area_id)`,
  );
  await count("DELETE FROM area WHERE id IN (SELECT id FROM gone) AND id NOT IN (SELECT id FROM kept)");
  await count(
    `INSERT INTO area (id, tier, name, time_zone) SELECT id, tier, name, time_zone FROM in_area
     ON CONFLICT (id) DO UPDATE SET tier = excluded.tier, name = excluded.name, time_zone = excluded.time_zone
      WHERE (area.tier, area.name, area.time_zone) IS DISTINCT FROM (excluded.tier, excluded.name, excluded.time_zone)`,
  );
  await count(
    `DELETE FROM area_parent p USING in_area a WHERE p.child_id = a.id
        AND NOT EXISTS (SELECT 1 FROM in_parent i WHERE i.child_id = p.child_id AND i.parent_id = p.parent_id)`,
  );
  await count(
    "INSERT INTO area_parent (child_id, parent_id) SELECT child_id, parent_id FROM in_parent ON CONFLICT DO NOTHING",
  );
  const postalWritten = await count(
    `INSERT INTO postal_code (country, code, area_id, permille) SELECT country, code, area_id, permille FROM in_postal
     ON CONFLICT (country, code, area_id) DO UPDATE SET permille = excluded.permille
      WHERE postal_code.permille IS DISTINCT FROM excluded.permille`,
  );
  await count(
    `DELETE FROM postal_name n WHERE n.country IN (SELECT id FROM in_country)
        AND NOT EXISTS (SELECT 1 FROM in_name i WHERE i.country = n.country AND i.code = n.code)`,
  );
  await count(
    `INSERT INTO postal_name (country, code, name) SELECT country, code, name FROM in_name
     ON CONFLICT (country, code) DO UPDATE SET name = excluded.name WHERE postal_name.name IS DISTINCT FROM excluded.name`,
  );
  return { postalWritten, postalRemoved };
}

export interface TouchedGame {
  gameId: string;
  slug: string;
  areas: string[];
}

/** Games whose lists name one of these areas. */
export async function gamesNaming(reader: Reader, areaIds: readonly string[]): Promise<TouchedGame[]> {
  if (areaIds.length === 0) return [];
  return reader.query<{ gameId: string; slug: string; areas: string[] }>({
    text: `SELECT g.id::text AS "gameId", g.slug, array_agg(DISTINCT n.area_id ORDER BY n.area_id) AS areas
             FROM (SELECT game_id, area_id FROM game_permission UNION SELECT game_id, area_id FROM game_exclusion) n
             JOIN game g ON g.id = n.game_id WHERE n.area_id = ANY ($1::text[]) GROUP BY g.id, g.slug ORDER BY g.slug`,
    values: [[...areaIds]],
  });
}

export async function recordImport(
  tx: Tx,
  entry: { id: string; importedAt: Date; source: string; digest: string; report: Prisma.InputJsonValue },
): Promise<void> {
  await tx.areaImport.create({ data: entry });
}
