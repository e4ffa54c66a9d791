import type { Reader } from "@/server/kernel/db";
import { potMinor, potRule } from "@/server/tickets/pot";
import { CATEGORIES } from "./categories";
import type { ListQuery, RaffleFigures, RaffleSummary, SortKey } from "./listing";

// Plain statements: a page of a list is one indexed read of at most a few hundred rows, and sorting by what is
// computed (value, remaining) is the database's work.

const COLUMNS = `
  g.id, g.slug, r.title, r.summary, o.name AS organisation, r.cover,
  i.id || '.' || i.revision AS "pictureKey", i.alternative_text AS "pictureText", r.category, r.subcategory,
  r.price_minor AS "priceMinor", r.currency, r.ticket_cap AS "ticketCap",
  g.opens_at AS "opensAt", g.closes_at AS "closesAt", r.draw_at AS "drawAt", g.time_zone AS "timeZone",
  r.format, (r.pot_minimum_minor + coalesce((SELECT sum(prized.worth) FROM (
    SELECT max(p.value_minor)::bigint * max(p.quantity) AS worth FROM prize p
     WHERE p.raffle_id = g.id GROUP BY p.drawing_id, p.group_position) AS prized), 0))::bigint AS "valueMinor"`;

const SOURCE = `
  FROM game g
  JOIN raffle r ON r.game_id = g.id
  JOIN organisation o ON o.id = g.organisation_id
  LEFT JOIN raffle_sales s ON s.raffle_id = g.id
  LEFT JOIN image i ON i.id = r.image_id`;

interface Row {
  id: string;
  slug: string;
  title: string;
  summary: string;
  organisation: string;
  cover: string;
  pictureKey: string | null;
  pictureText: string | null;
  category: string;
  subcategory: string;
  priceMinor: number;
  currency: string;
  ticketCap: number | null;
  opensAt: Date;
  closesAt: Date;
  drawAt: Date;
  timeZone: string;
  valueMinor: string | bigint;
  format: string;
}

function summaryOf({ pictureKey, pictureText, ...row }: Row): RaffleSummary {
  return {
    ...row,
    picture: pictureKey ? { key: pictureKey, alternativeText: pictureText ?? "" } : null,
    opensAt: new Date(row.opensAt).toISOString(),
    closesAt: new Date(row.closesAt).toISOString(),
    drawAt: new Date(row.drawAt).toISOString(),
    valueMinor: Number(row.valueMinor),
  };
}

const ORDER: Record<SortKey, string> = {
  ends: "g.closes_at",
  organisation: "lower(o.name)",
  value: `"valueMinor"`,
  price: "r.price_minor",
  forSale: "r.ticket_cap",
  remaining: "(r.ticket_cap - coalesce(s.issued, 0))",
};

function likePattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}

/** One page of the raffles among `ids` that a query asks for, with how many there are in all (R5, R6). */
export async function listRaffles(
  reader: Reader,
  ids: readonly string[],
  query: ListQuery,
): Promise<{ total: number; raffles: RaffleSummary[] }> {
  if (ids.length === 0) return { total: 0, raffles: [] };
  const values: unknown[] = [ids];
  const where = ["g.id = ANY($1::uuid[])"];
  const bind = (value: unknown) => `$${values.push(value)}`;
  if (query.category === "other")
    where.push(`r.category <> ALL(${bind(CATEGORIES.filter((kind) => kind !== "other"))}::text[])`);
  else if (query.category) where.push(`r.category = ${bind(query.category)}`);
  if (query.subcategory) where.push(`r.subcategory = ${bind(query.subcategory)}`);
  if (query.organisation) where.push(`o.name = ${bind(query.organisation)}`);
  if (query.sponsor) {
    const sponsor = bind(query.sponsor);
    where.push(`(${sponsor} = ANY(r.sponsors)
      OR EXISTS (SELECT 1 FROM prize p WHERE p.raffle_id = g.id AND p.sponsor = ${sponsor}))`);
  }
  if (query.way) where.push(`r.participation IN (${bind(query.way)}, 'both')`);
  // Every word has to be found somewhere: in names, descriptions, subjects or the places it is offered in.
  for (const word of query.text.split(/\s+/).filter(Boolean).slice(0, 8)) {
    const like = bind(likePattern(word));
    where.push(`(r.title ILIKE ${like} OR r.summary ILIKE ${like} OR r.description ILIKE ${like}
      OR r.category ILIKE ${like} OR r.subcategory ILIKE ${like} OR o.name ILIKE ${like} OR o.city ILIKE ${like}
      OR EXISTS (SELECT 1 FROM prize p WHERE p.raffle_id = g.id
        AND (p.heading ILIKE ${like} OR p.description ILIKE ${like} OR p.sponsor ILIKE ${like}))
      OR EXISTS (SELECT 1 FROM game_permission gp JOIN area a ON a.id = gp.area_id
        WHERE gp.game_id = g.id AND a.name ILIKE ${like}))`);
  }
  const direction = query.descending ? "DESC" : "ASC";
  const offset = (query.page - 1) * query.size;
  const rows = await reader.query<Row & { total: string | bigint }>({
    text: `SELECT ${COLUMNS}, count(*) OVER () AS total ${SOURCE} WHERE ${where.join(" AND ")}
      ORDER BY ${ORDER[query.sort]} ${direction} NULLS LAST, g.closes_at, g.id
      LIMIT ${bind(query.size)} OFFSET ${bind(offset)}`,
    values,
  });
  if (rows.length === 0 && query.page > 1) return listRaffles(reader, ids, { ...query, page: 1 });
  return { total: Number(rows[0]?.total ?? 0), raffles: rows.map(({ total: _total, ...row }) => summaryOf(row)) };
}

/** How many of the raffles there are of each kind of prize, and by how many organisations they are run. */
export async function countRaffles(
  reader: Reader,
  ids: readonly string[],
): Promise<{ organisations: number; categories: Array<{ category: string; count: number }> }> {
  if (ids.length === 0) return { organisations: 0, categories: [] };
  const rows = await reader.query<{ category: string; count: string | bigint }>({
    text: `SELECT r.category, count(*) AS count FROM raffle r WHERE r.game_id = ANY($1::uuid[]) GROUP BY r.category`,
    values: [ids],
  });
  const [charities] = await reader.query<{ count: string | bigint }>({
    text: "SELECT count(DISTINCT organisation_id) AS count FROM game WHERE id = ANY($1::uuid[])",
    values: [ids],
  });
  return {
    organisations: Number(charities?.count ?? 0),
    categories: rows.map((row) => ({ category: row.category, count: Number(row.count) })),
  };
}

/** The counters of raffles now; whoever asks has made sure that they are open to the reader. */
export async function readFigures(
  reader: Reader,
  ids: readonly string[],
  now: Date,
): Promise<Array<Omit<RaffleFigures, "open">>> {
  if (ids.length === 0) return [];
  const rows = await reader.query<{
    id: string;
    issued: number;
    voided: number;
    cap: number | null;
    closesAt: Date;
    state: string;
    opensAt: Date;
    drawingId: string | null;
    potShareBasisPoints: number | null;
    potSeedMinor: number;
    potMinimumMinor: number;
    potCapMinor: number | null;
    sales: string | null;
  }>({
    name: "raffle-figures",
    text: `SELECT g.id, coalesce(s.issued, 0) AS issued, coalesce(s.voided, 0) AS voided, r.ticket_cap AS cap,
        g.opens_at AS "opensAt", g.closes_at AS "closesAt", g.state::text AS state,
        (SELECT d.id FROM drawing d WHERE d.raffle_id = g.id AND d.kind = 'main' LIMIT 1) AS "drawingId",
        r.pot_share_basis_points AS "potShareBasisPoints", r.pot_seed_minor AS "potSeedMinor",
        r.pot_minimum_minor AS "potMinimumMinor", r.pot_cap_minor AS "potCapMinor",
        CASE WHEN r.pot_share_basis_points IS NOT NULL THEN (SELECT coalesce(sum(t.price_paid_minor), 0)::text FROM ticket t
          WHERE t.raffle_id = g.id AND t.state IN ('issued', 'valid')) END AS sales
      FROM game g JOIN raffle r ON r.game_id = g.id LEFT JOIN raffle_sales s ON s.raffle_id = g.id
      WHERE g.id = ANY($1::uuid[])`,
    values: [ids],
  });
  return rows.map((row) => {
    const remaining = row.cap === null ? null : Math.max(0, row.cap - row.issued);
    const rule = potRule(row);
    const inTime = now >= new Date(row.opensAt) && now < new Date(row.closesAt);
    return {
      id: row.id,
      sold: row.issued - row.voided,
      remaining,
      closesAt: new Date(row.closesAt).toISOString(),
      selling: row.state === "active" && inTime && remaining !== 0,
      drawingId: row.drawingId,
      potMinor: rule ? potMinor(rule, Number(row.sales ?? 0)) : null,
    };
  });
}
