import type { Reader } from "@/server/kernel/db";
import { whole } from "./store";

/** Drawings for the list: those of active raffles up to `until`, and the last `past` that have ended. */
export async function listedDrawings(reader: Reader, now: Date, until: Date, past: number) {
  const select = {
    id: true,
    kind: true,
    position: true,
    method: true,
    state: true,
    drawAt: true,
    entryCount: true,
    revealStartsAt: true,
    raffle: whole.raffle,
  };
  const [coming, ended] = await Promise.all([
    reader.drawing.findMany({
      where: {
        state: { in: ["named", "frozen"] },
        drawAt: { lte: until },
        raffle: { game: { state: { in: ["active", "suspended"] }, opensAt: { lte: now } } },
      },
      select,
      orderBy: { drawAt: "asc" },
      take: 100,
    }),
    reader.drawing.findMany({
      where: { state: { in: ["drawn", "missed"] } },
      select,
      orderBy: { drawAt: "desc" },
      take: past,
    }),
  ]);
  return [...coming, ...ended].map(({ raffle, ...row }) => ({
    ...row,
    title: raffle.title,
    organisation: raffle.game.organisation.name,
    raffleNumber: `${raffle.game.organisation.code}-${raffle.game.number}`,
    timeZone: raffle.game.timeZone,
    closesAt: raffle.game.closesAt,
  }));
}
