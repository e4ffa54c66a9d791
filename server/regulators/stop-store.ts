import type { Reader, Tx } from "@/server/kernel/db";

export interface StopRecord {
  id: string;
  gameId: string;
  areaId: string;
  reason: string;
  stoppedBy: string;
  stoppedAt: Date;
  liftedBy: string | null;
  liftedAt: Date | null;
}

export async function insertStop(tx: Tx, stop: Omit<StopRecord, "liftedBy" | "liftedAt">): Promise<void> {
  await tx.gameStop.create({ data: stop });
}

export function findStop(reader: Reader, id: string): Promise<StopRecord | null> {
  return reader.gameStop.findUnique({ where: { id } });
}

/** The stops of a game that are in force for one area alone. */
export function findStopsOf(reader: Reader, gameId: string, areaId: string): Promise<StopRecord[]> {
  return reader.gameStop.findMany({ where: { gameId, areaId, liftedAt: null }, orderBy: { stoppedAt: "asc" } });
}

/** All stops of a game, those in force first. */
export function listStops(reader: Reader, gameId: string): Promise<StopRecord[]> {
  return reader.gameStop.findMany({ where: { gameId }, orderBy: [{ liftedAt: "desc" }, { stoppedAt: "desc" }] });
}

export async function markLifted(tx: Tx, id: string, by: string, at: Date): Promise<boolean> {
  return (
    (await tx.gameStop.updateMany({ where: { id, liftedAt: null }, data: { liftedBy: by, liftedAt: at } })).count === 1
  );
}

/** Holds the row of a game until the transaction ends. */
export async function lockGame(tx: Tx, gameId: string): Promise<void> {
  await tx.query({ text: "select id from game where id = $1::uuid for update", values: [gameId] });
}

export interface OpenStop {
  id: string;
  gameId: string;
  slug: string;
  title: string;
  organisation: string;
  areaId: string;
  areaName: string;
  reason: string;
  stoppedBy: string;
  stoppedByName: string;
  stoppedAt: Date;
}

/** Every stop that is in force anywhere, the latest first. */
export function findOpenStops(reader: Reader): Promise<OpenStop[]> {
  return reader.query<OpenStop & Record<string, unknown>>({
    text: `select s.id::text as id, s.game_id::text as "gameId", g.slug, r.title, o.name as organisation, s.area_id as "areaId",
                  a.name as "areaName", s.reason, s.stopped_by::text as "stoppedBy",
                  coalesce(m.given_name || ' ' || m.family_name, '') as "stoppedByName", s.stopped_at as "stoppedAt"
             from game_stop s join game g on g.id = s.game_id join raffle r on r.game_id = g.id
             join organisation o on o.id = g.organisation_id join area a on a.id = s.area_id
             left join member m on m.id = s.stopped_by
            where s.lifted_at is null order by s.stopped_at desc limit 500`,
  });
}
