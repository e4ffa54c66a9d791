import type { Reader } from "@/server/kernel/db";
import type { EntryInput } from "./entry";
import type { EvidenceArea } from "./evidence-areas";
import { type AreaLaw, type AreaRuleRow, lawsAt } from "./requirements";
import type { Coverage, Exclusion, GameRules, Permission } from "./rules";

/** Who sets the lists (J12): each game its own, or an administrator for every game of an area. */
export type ListMode = "per-game" | "per-area";

export interface StoredGameRules {
  gameId: string;
  governingAreaId: string;
  /** Without the governing line, which is the tree's to add. */
  rules: Omit<GameRules, "governing">;
}

const ms = (at: Date | null): number | null => at?.getTime() ?? null;

/** Names of the enum in the database, as Prisma spells them, in the words of the rules. */
function coverageOf(stored: string | null): Coverage {
  return stored === "local" || stored === "wide" ? stored : "not-required";
}

export async function readListMode(reader: Reader): Promise<ListMode> {
  const setting = await reader.venueSetting.findUnique({ where: { key: "list_mode" } });
  return setting?.value === "per-area" ? "per-area" : "per-game";
}

/**
 * The lists of games as decisions read them: permissions of the game, or of areas where the venue keeps them per area
 * (J12); exclusions of the game and of areas; stops. Every game of `where` in one go.
 */
export async function readGameRules(
  reader: Reader,
  where: NonNullable<Parameters<Reader["game"]["findMany"]>[0]>["where"],
): Promise<StoredGameRules[]> {
  const [games, areaLists, mode] = await Promise.all([
    reader.game.findMany({
      where,
      include: { permissions: true, exclusions: true, stops: { where: { liftedAt: null } } },
      orderBy: [{ closesAt: "asc" }, { id: "asc" }],
    }),
    reader.areaListEntry.findMany(),
    readListMode(reader),
  ]);
  const areaPermissions: Permission[] = areaLists
    .filter((entry) => entry.list === "permission")
    .map((entry) => ({
      area: entry.areaId,
      coverage: coverageOf(entry.coverage),
      permitNumber: null,
      fromMs: ms(entry.validFrom),
      untilMs: ms(entry.validTo),
    }));
  const areaExclusions: Exclusion[] = areaLists
    .filter((entry) => entry.list === "exclusion")
    .map((entry) => ({
      area: entry.areaId,
      cause: "area" as const,
      fromMs: ms(entry.validFrom),
      untilMs: ms(entry.validTo),
    }));
  return games.map((game) => ({
    gameId: game.id,
    governingAreaId: game.governingAreaId,
    rules: {
      minimumAge: game.minimumAge,
      permissions:
        mode === "per-area"
          ? areaPermissions
          : game.permissions.map((entry) => ({
              area: entry.areaId,
              coverage: coverageOf(entry.coverage),
              permitNumber: entry.permitNumber,
              fromMs: ms(entry.validFrom),
              untilMs: ms(entry.validTo),
            })),
      exclusions: [
        ...game.stops.map((stop) => ({ area: stop.areaId, cause: "stop" as const, fromMs: null, untilMs: null })),
        ...areaExclusions,
        ...game.exclusions.map((entry) => ({
          area: entry.areaId,
          cause: "game" as const,
          fromMs: null,
          untilMs: null,
        })),
      ],
    },
  }));
}

/** Every version of every area's law, the oldest first; `lawsAt` picks those of an instant. */
export async function readAreaRuleRows(reader: Reader): Promise<AreaRuleRow[]> {
  return reader.areaRule.findMany({
    orderBy: { version: "asc" },
    select: { areaId: true, version: true, minimumAge: true, rules: true, validFrom: true, validTo: true },
  });
}

/** The law of every area that has one at `now`: the newest version that is valid then. */
export async function readAreaLaws(reader: Reader, now: Date): Promise<Map<string, AreaLaw>> {
  return lawsAt(await readAreaRuleRows(reader), now);
}

/** Prepared, because every decision asks it. */
export async function readRulesVersion(reader: Reader): Promise<bigint> {
  const [row] = await reader.query<{ version: string | bigint }>({
    name: "rules_version",
    text: "select version from rules_version where id = 1",
  });
  if (!row) throw new Error("rules_version has no row");
  return BigInt(row.version);
}

export interface StoredResidence {
  birthDate: string;
  country: string;
  subdivisionId: string;
  countyIds: string[];
  municipalityIds: string[];
}

/** Where a member lives and when they were born (ISO date); null when there is no such member. */
export async function readResidence(reader: Reader, memberId: string): Promise<StoredResidence | null> {
  const [row] = await reader.query<StoredResidence & Record<string, unknown>>({
    name: "residence",
    text: `select birth_date::text as "birthDate", country, subdivision_id as "subdivisionId", county_ids as "countyIds",
                  municipality_ids as "municipalityIds" from member where id = $1::uuid`,
    values: [memberId],
  });
  return row ?? null;
}

/** What an entry was decided from, and the answer. */
export async function readEvidence(
  reader: Reader,
  evidenceId: string,
): Promise<{ input: EntryInput & { areas: readonly EvidenceArea[] }; decision: string } | null> {
  const row = await reader.decisionEvidence.findUnique({ where: { id: evidenceId } });
  return (
    row && { input: row.input as unknown as EntryInput & { areas: readonly EvidenceArea[] }, decision: row.decision }
  );
}
