import type { Reader } from "@/server/kernel/db";

/** A game as its regulators see it, at any phase but the draft. Times are instants, amounts minor units. */
export interface OverseenGame {
  id: string;
  slug: string;
  title: string;
  organisationId: string;
  organisationName: string;
  governingAreaId: string;
  state: string; // as stored, with a dash
  opensAt: Date;
  closesAt: Date;
  drawAt: Date;
  timeZone: string;
  ticketCap: number | null;
  issued: number;
  frozenAt: Date | null;
  operatedIn: boolean;
  offeredInto: boolean;
  /** A stop that is in force for the area asked about, its own or of an area above it. */
  stoppedAt: Date | null;
}

const LINES = `
  below as (select $1::text as id union select p.child_id from area_parent p join below b on p.parent_id = b.id),
  above as (select $1::text as id union select p.parent_id from area_parent p join above a on p.child_id = a.id)`;

/**
 * X1: the games operated in an area or below it, or offered into it: with a permission on the line of areas through
 * it, and no exclusion of the whole of it. One statement, so that the list is of one moment.
 */
export function findGamesInScope(reader: Reader, areaId: string, gameId: string | null): Promise<OverseenGame[]> {
  return reader.query<OverseenGame & Record<string, unknown>>({
    text: `with recursive ${LINES},
      seen as (
        select g.id,
               (g.governing_area_id in (select id from below) or $1::text = any(o.area_ids)) as operated,
               (exists (select 1 from game_permission p where p.game_id = g.id
                          and (p.area_id in (select id from below) or p.area_id in (select id from above)))
                and not exists (select 1 from game_exclusion x where x.game_id = g.id and x.area_id in (select id from above)))
                 as offered
          from game g join organisation o on o.id = g.organisation_id
         where g.state <> 'draft' and ($2::uuid is null or g.id = $2::uuid))
      select g.id, g.slug, r.title, o.id as "organisationId", o.name as "organisationName",
             g.governing_area_id as "governingAreaId", g.state::text as state,
             g.opens_at as "opensAt", g.closes_at as "closesAt", r.draw_at as "drawAt", g.time_zone as "timeZone",
             r.ticket_cap as "ticketCap", coalesce(s.issued, 0) as issued, s.frozen_at as "frozenAt",
             seen.operated as "operatedIn", seen.offered as "offeredInto",
             (select min(t.stopped_at) from game_stop t
               where t.game_id = g.id and t.lifted_at is null and t.area_id in (select id from above)) as "stoppedAt"
        from seen join game g on g.id = seen.id join raffle r on r.game_id = g.id
        join organisation o on o.id = g.organisation_id left join raffle_sales s on s.raffle_id = g.id
       where seen.operated or seen.offered
       order by g.closes_at, g.id limit 5000`,
    values: [areaId, gameId],
  });
}

/** The areas of a tier below an area, by name. */
export function findAreasBelow(
  reader: Reader,
  areaId: string,
  tier: string,
): Promise<Array<{ id: string; name: string }>> {
  return reader.query<{ id: string; name: string }>({
    text: `with recursive below as (select $1::text as id union select p.child_id from area_parent p join below b on p.parent_id = b.id)
           select a.id, a.name from area a join below b on b.id = a.id where a.tier = $2 order by a.name limit 4000`,
    values: [areaId, tier],
  });
}

/** Areas whose name or id begins with, or contains, what was typed; the widest tiers first. */
export function searchAreas(
  reader: Reader,
  text: string,
): Promise<Array<{ id: string; name: string; tier: string; above: string }>> {
  const pattern = `%${text.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return reader.query<{ id: string; name: string; tier: string; above: string }>({
    text: `select a.id, a.name, a.tier,
                  coalesce((select string_agg(u.name, ', ' order by u.name) from area_parent p join area u on u.id = p.parent_id
                             where p.child_id = a.id), '') as above
             from area a where a.name ilike $1 or a.id ilike $1
            order by (a.id = upper($2)) desc, array_position(array['country','subdivision','county','municipality'], a.tier),
                     (a.name ilike $2 || '%') desc, a.name, a.id limit 50`,
    values: [pattern, text],
  });
}

/** Whether a game is this organisation's. */
export async function isGameOf(reader: Reader, gameId: string, organisationId: string): Promise<boolean> {
  return (await reader.game.count({ where: { id: gameId, organisationId } })) === 1;
}

export interface GameName {
  id: string;
  title: string;
  organisationName: string;
  governingAreaId: string;
}

/** Names of all games, the newest first; at most a thousand. */
export function findAllGames(reader: Reader): Promise<GameName[]> {
  return reader.query<GameName & Record<string, unknown>>({
    text: `select g.id, r.title, o.name as "organisationName", g.governing_area_id as "governingAreaId"
             from game g join raffle r on r.game_id = g.id join organisation o on o.id = g.organisation_id
            order by g.created_at desc limit 1000`,
  });
}
