import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { DrawLine, DrawList } from "./draw-view";
import { listedDrawings } from "./list-store";
import { LONGEST_SHOW_SECONDS } from "./reveal";
import { readShow } from "./show";

const SOON_HOURS = 24;
const PAST = 50;

async function showEndMs(db: Database, drawingId: string): Promise<number> {
  return (await readShow(db, drawingId)).at(-1)?.atMs ?? 0;
}

/** Draws that can be watched now, those of the next day, and the last ones held. */
export async function listDrawings(deps: { db: Database; clock: Clock }): Promise<DrawList> {
  const now = deps.clock.now();
  const rows = await listedDrawings(deps.db, now, new Date(now.getTime() + SOON_HOURS * 3_600_000), PAST);
  const list: DrawList = { live: [], soon: [], past: [] };
  for (const row of rows) {
    const closed = row.closesAt <= now;
    const line: DrawLine = {
      id: row.id,
      kind: row.kind,
      position: row.position,
      method: row.method,
      title: closed ? row.title : null,
      raffleNumber: row.raffleNumber,
      organisation: closed ? row.organisation : null,
      timeZone: row.timeZone,
      state: row.state,
      drawAt: row.drawAt.toISOString(),
      count: row.entryCount,
    };
    const showing =
      row.revealStartsAt !== null &&
      now.getTime() < row.revealStartsAt.getTime() + LONGEST_SHOW_SECONDS * 1000 &&
      (await showEndMs(deps.db, row.id)) > now.getTime();
    if (row.state === "drawn" && !showing) list.past.push(line);
    else if (row.state === "missed" || row.state === "cancelled") list.past.push(line);
    else if (closed || row.state === "frozen" || row.state === "drawn") list.live.push(line);
    else list.soon.push(line);
  }
  list.live.sort((a, b) => a.drawAt.localeCompare(b.drawAt));
  list.soon.sort((a, b) => a.drawAt.localeCompare(b.drawAt));
  return list;
}
