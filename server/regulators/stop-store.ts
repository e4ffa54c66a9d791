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
