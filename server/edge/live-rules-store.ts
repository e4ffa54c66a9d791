import type { Coverage, GameRules } from "@/server/jurisdiction/rules";
import type { Reader } from "@/server/kernel/db";

/** Games stay findable for a week after their end: their pages then lead to the draw. */
const KEPT_SECONDS = 7 * 24 * 3600;

/** One live game with its lists; the governing area's line is the tree's to add. */
export interface LiveGameRow {
  id: string;
  slug: string;
  revision: number;
  opensAt: Date;
  closesAt: Date;
  governingAreaId: string;
  rules: Omit<GameRules, "governing">;
}

/** Every game that may be shown now or soon, with its own lists and those of areas (J12), stops included (X5). */
export async function readLiveGames(reader: Reader, now: Date): Promise<LiveGameRow[]> {
  const since = new Date(now.getTime() - KEPT_SECONDS * 1000);
  const [games, areaLists] = await Promise.all([
    reader.game.findMany({
      where: { state: { in: ["active", "drawn"] }, closesAt: { gt: since }, raffle: { isNot: null } },
      include: { permissions: true, exclusions: true, stops: { where: { liftedAt: null } } },
      orderBy: [{ closesAt: "asc" }, { id: "asc" }],
    }),
    reader.areaListEntry.findMany(),
  ]);
  const ms = (at: Date | null) => at?.getTime() ?? null;
  const coverage = (text: string | null): Coverage =>
    text === "local" ? "local" : text === "wide" ? "wide" : "not-required";
  const openedAreas = areaLists.filter((entry) => entry.list === "permission");
  const closedAreas = areaLists.filter((entry) => entry.list === "exclusion");
  return games.map((game) => ({
    id: game.id,
    slug: game.slug,
    revision: game.revision,
    opensAt: game.opensAt,
    closesAt: game.closesAt,
    governingAreaId: game.governingAreaId,
    rules: {
      minimumAge: game.minimumAge,
      permissions: [
        ...game.permissions.map((one) => ({
          area: one.areaId,
          coverage: coverage(one.coverage),
          permitNumber: one.permitNumber,
          fromMs: ms(one.validFrom),
          untilMs: ms(one.validTo),
        })),
        ...openedAreas.map((one) => ({
          area: one.areaId,
          coverage: coverage(one.coverage),
          permitNumber: null,
          fromMs: ms(one.validFrom),
          untilMs: ms(one.validTo),
        })),
      ],
      exclusions: [
        ...game.stops.map((one) => ({ area: one.areaId, cause: "stop" as const, fromMs: null, untilMs: null })),
        ...closedAreas.map((one) => ({
          area: one.areaId,
          cause: "area" as const,
          fromMs: ms(one.validFrom),
          untilMs: ms(one.validTo),
        })),
        ...game.exclusions.map((one) => ({ area: one.areaId, cause: "game" as const, fromMs: null, untilMs: null })),
      ],
    },
  }));
}

/** What areas' own law says now: the newest valid version of each. */
export async function readAreaRules(
  reader: Reader,
  now: Date,
): Promise<Array<{ areaId: string; minimumAge: number | null; rules: Record<string, unknown> }>> {
  return reader.query({
    text: `SELECT DISTINCT ON (area_id) area_id AS "areaId", minimum_age AS "minimumAge", rules
      FROM area_rule WHERE valid_from <= $1::timestamptz AND (valid_to IS NULL OR valid_to > $1::timestamptz) ORDER BY area_id, version DESC`,
    values: [now],
  });
}
