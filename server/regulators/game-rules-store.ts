import type { AreaTree } from "@/server/areas/tree";
import {
  approvedOnly,
  type Coverage,
  type Exclusion,
  type GameRules,
  type Permission,
} from "@/server/jurisdiction/rules";
import type { Reader } from "@/server/kernel/db";

const ms = (at: Date | null) => at?.getTime() ?? null;
const coverageOf = (text: string) => text.replace("_", "-") as Coverage;

/**
 * The rules of games as the pure decision takes them: their own lists, the lists kept for an area (J12), and stops.
 * `perArea` says whether permissions come from the areas' lists instead of the games' own.
 */
export async function findGameRules(
  reader: Reader,
  tree: AreaTree,
  gameIds: readonly string[],
  perArea: boolean,
): Promise<Map<string, GameRules>> {
  const games = await reader.game.findMany({
    where: { id: { in: [...gameIds] } },
    include: {
      permissions: true,
      exclusions: true,
      stops: { where: { liftedAt: null } },
      approvals: { select: { areaId: true } },
    },
  });
  const lists = await reader.areaListEntry.findMany();
  const areaWide = lists
    .filter(({ list }) => list === "exclusion")
    .map(
      (entry): Exclusion => ({
        area: entry.areaId,
        cause: "area",
        fromMs: ms(entry.validFrom),
        untilMs: ms(entry.validTo),
      }),
    );
  const areaPermissions = lists
    .filter(({ list }) => list === "permission")
    .map(
      (entry): Permission => ({
        area: entry.areaId,
        coverage: coverageOf(entry.coverage ?? "wide"),
        permitNumber: null,
        fromMs: ms(entry.validFrom),
        untilMs: ms(entry.validTo),
      }),
    );
  return new Map(
    games.map((game) => [
      game.id,
      {
        permissions: approvedOnly(
          game.approvedPerArea ? game.approvals.map((one) => one.areaId) : null,
          perArea
            ? areaPermissions
            : game.permissions.map((one) => ({
                area: one.areaId,
                coverage: coverageOf(one.coverage),
                permitNumber: one.permitNumber,
                fromMs: ms(one.validFrom),
                untilMs: ms(one.validTo),
              })),
        ),
        exclusions: [
          ...game.exclusions.map(
            ({ areaId }): Exclusion => ({ area: areaId, cause: "game", fromMs: null, untilMs: null }),
          ),
          ...game.stops.map(
            (stop): Exclusion => ({ area: stop.areaId, cause: "stop", fromMs: ms(stop.stoppedAt), untilMs: null }),
          ),
          ...areaWide,
        ],
        minimumAge: game.minimumAge,
        governing: tree.lineOf(game.governingAreaId),
      },
    ]),
  );
}

/** The age figures in force at a moment, by area. */
export async function findMinimumAges(reader: Reader, now: Date): Promise<Map<string, number>> {
  const rows = await reader.query<{ area: string; age: number }>({
    text: `select distinct on (area_id) area_id as area, minimum_age as age from area_rule
            where valid_from <= $1::timestamptz and (valid_to is null or valid_to > $1::timestamptz)
            order by area_id, version desc`,
    values: [now],
  });
  return new Map(rows.filter(({ age }) => age !== null).map(({ area, age }) => [area, age]));
}
