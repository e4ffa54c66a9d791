import type { Reader } from "@/server/kernel/db";
import type { EntryInput } from "./entry";
import type { EvidenceArea } from "./evidence-areas";
import { type ListMode, listModeOf, listsInForce } from "./list-modes";
import { type AreaLaw, type AreaRuleRow, lawsAt } from "./requirements";
import { approvedOnly, type Coverage, type Exclusion, type GameRules, type Permission } from "./rules";

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
  return listModeOf(setting?.value);
}

interface ListRow {
  areaId: string;
  coverage?: string | null;
  permitNumber?: string | null;
  validFrom?: Date | null;
  validTo?: Date | null;
}

const permissionOf = (row: ListRow): Permission => ({
  area: row.areaId,
  coverage: coverageOf(row.coverage ?? null),
  permitNumber: row.permitNumber ?? null,
  fromMs: ms(row.validFrom ?? null),
  untilMs: ms(row.validTo ?? null),
});

const exclusionOf = (row: ListRow, cause: Exclusion["cause"]): Exclusion => ({
  area: row.areaId,
  cause,
  fromMs: ms(row.validFrom ?? null),
  untilMs: ms(row.validTo ?? null),
});

/** An organisation's own areas below the one that governs it, by organisation. */
async function readOwnBelow(reader: Reader, organisationIds: string[]): Promise<Map<string, string[]>> {
  const rows = await reader.query<{ id: string; areas: string[] }>({
    text: `select o.id::text as id, array(
             select own from unnest(o.area_ids) own where own <> o.governing_area_id and exists (
               with recursive up as (
                 select parent_id from area_parent where child_id = own
                 union select p.parent_id from area_parent p join up on up.parent_id = p.child_id)
               select 1 from up where parent_id = o.governing_area_id) order by own) as areas
             from organisation o where o.id = any($1::uuid[])`,
    values: [organisationIds],
  });
  return new Map(rows.map(({ id, areas }) => [id, areas]));
}

/** Whether areas below these issue permits of their own: what each area's law in force says. */
async function readLocalPermits(reader: Reader): Promise<ReadonlySet<string>> {
  const laws = await readAreaLaws(reader, new Date());
  return new Set([...laws.values()].flatMap((law) => (law.requirements.localPermitNeeded ? law.areaId : [])));
}

/**
 * The lists of games as decisions read them, under the venue's mode (J12); exclusions of areas and stops whatever the
 * mode. Every game of `where` in one go. `withUnapproved` counts permissions whose regulator has not given the word yet
 * (R11): for those who ask for it, never for a decision.
 */
export async function readGameRules(
  reader: Reader,
  where: NonNullable<Parameters<Reader["game"]["findMany"]>[0]>["where"],
  withUnapproved = false,
): Promise<StoredGameRules[]> {
  const [games, areaLists, mode] = await Promise.all([
    reader.game.findMany({
      where,
      include: {
        permissions: true,
        exclusions: true,
        stops: { where: { liftedAt: null } },
        approvals: { select: { areaId: true } },
        organisation: { include: { listEntries: true } },
      },
      orderBy: [{ closesAt: "asc" }, { id: "asc" }],
    }),
    reader.areaListEntry.findMany(),
    readListMode(reader),
  ]);
  const areaPermissions = areaLists.filter(({ list }) => list === "permission").map(permissionOf);
  const areaExclusions = areaLists
    .filter(({ list }) => list === "exclusion")
    .map((entry) => exclusionOf(entry, "area"));
  const [ownBelow, local] =
    mode === "derived"
      ? await Promise.all([
          readOwnBelow(reader, [...new Set(games.map(({ organisationId }) => organisationId))]),
          readLocalPermits(reader),
        ])
      : [new Map<string, string[]>(), new Set<string>()];
  return games.map((game) => {
    const { organisation } = game;
    const lists = listsInForce(mode, {
      game: {
        permissions: game.permissions.map(permissionOf),
        exclusions: game.exclusions.map((entry) => exclusionOf(entry, "game")),
      },
      organisation: {
        permissions: organisation.listEntries.filter(({ list }) => list === "permission").map(permissionOf),
        exclusions: organisation.listEntries
          .filter(({ list }) => list === "exclusion")
          .map((entry) => exclusionOf(entry, "game")),
      },
      areaPermissions,
      place: {
        governingAreaId: organisation.governingAreaId,
        ownBelow: ownBelow.get(organisation.id) ?? [],
        registration: organisation.registration,
        localPermitNeeded: local.has(organisation.governingAreaId),
      },
    });
    return {
      gameId: game.id,
      governingAreaId: game.governingAreaId,
      rules: {
        minimumAge: game.minimumAge,
        permissions: approvedOnly(
          game.approvedPerArea && !withUnapproved ? game.approvals.map(({ areaId }) => areaId) : null,
          lists.permissions,
        ),
        exclusions: [
          ...game.stops.map((stop) => exclusionOf({ areaId: stop.areaId }, "stop")),
          ...areaExclusions,
          ...lists.exclusions,
        ],
      },
    };
  });
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
