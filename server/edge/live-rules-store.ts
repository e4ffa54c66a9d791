import type { Reader } from "@/server/kernel/db";

/** Games stay findable for a week after their end: their pages then lead to the draw. */
const KEPT_SECONDS = 7 * 24 * 3600;

/** Which games the gate knows: everything that may be shown now or soon, or ended lately. */
export function liveGames(now: Date) {
  const since = new Date(now.getTime() - KEPT_SECONDS * 1000);
  return {
    state: { in: ["active" as const, "drawn" as const] },
    closesAt: { gt: since },
    raffle: { isNot: null },
  };
}

/** What the gate has to know of a game beside its lists. */
export interface LiveGameRow {
  id: string;
  slug: string;
  revision: number;
  opensAt: Date;
  closesAt: Date;
}

/** Names, revisions and times of the live games, those that end first first. */
export function readLiveGames(reader: Reader, now: Date): Promise<LiveGameRow[]> {
  return reader.game.findMany({
    where: liveGames(now),
    select: { id: true, slug: true, revision: true, opensAt: true, closesAt: true },
    orderBy: [{ closesAt: "asc" }, { id: "asc" }],
  });
}
