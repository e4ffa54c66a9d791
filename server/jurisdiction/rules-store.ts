import type { Reader } from "@/server/kernel/db";
import { array, inGroups } from "@/server/kernel/groups";
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

const ms = (at: Date | number | null): number | null => (at instanceof Date ? at.getTime() : at);

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
  /** Milliseconds where the database has written them. */
  validFrom?: Date | number | null;
  validTo?: Date | number | null;
}

interface ListRows {
  permissions: ListRow[];
  exclusions: ListRow[];
}

/** A game's lists as they are stored, and its organisation's: what the venue's mode picks from. */
export interface ListedGame extends ListRows {
  id: string;
  governingAreaId: string;
  minimumAge: number | null;
  /** Areas whose regulator has given the word; null where none has to. */
  approvedAreas: string[] | null;
  stoppedAreas: string[];
  organisation: ListRows & { id: string; governingAreaId: string; registration: string };
}

/** What decides for every game, whoever runs it. */
export interface VenueLists {
  mode: ListMode;
  areaPermissions: readonly Permission[];
  areaExclusions: readonly Exclusion[];
  /** Areas whose law has areas below them issue permits of their own. */
  localPermits: ReadonlySet<string>;
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

/** Areas whose law in force has those below them issue permits of their own. */
export function localPermitsOf(laws: ReadonlyMap<string, AreaLaw>): ReadonlySet<string> {
  return new Set([...laws.values()].flatMap((law) => (law.requirements.localPermitNeeded ? law.areaId : [])));
}

/** The lists that are kept for areas, for every game. */
export async function readAreaLists(
  reader: Reader,
): Promise<Pick<VenueLists, "areaPermissions"> & Pick<VenueLists, "areaExclusions">> {
  const rows = await reader.areaListEntry.findMany();
  return {
    areaPermissions: rows.filter(({ list }) => list === "permission").map(permissionOf),
    areaExclusions: rows.filter(({ list }) => list === "exclusion").map((entry) => exclusionOf(entry, "area")),
  };
}

/** The lists in force for a game. `ownBelow` counts only where lists follow from the organisation's place. */
export function rulesOf(
  game: ListedGame,
  venue: VenueLists,
  ownBelow: readonly string[],
  withUnapproved = false,
): StoredGameRules {
  const { organisation } = game;
  const lists = listsInForce(venue.mode, {
    game: {
      permissions: game.permissions.map(permissionOf),
      exclusions: game.exclusions.map((entry) => exclusionOf(entry, "game")),
    },
    organisation: {
      permissions: organisation.permissions.map(permissionOf),
      exclusions: organisation.exclusions.map((entry) => exclusionOf(entry, "game")),
    },
    areaPermissions: venue.areaPermissions,
    place: {
      governingAreaId: organisation.governingAreaId,
      ownBelow,
      registration: organisation.registration,
      localPermitNeeded: venue.localPermits.has(organisation.governingAreaId),
    },
  });
  return {
    gameId: game.id,
    governingAreaId: game.governingAreaId,
    rules: {
      minimumAge: game.minimumAge,
      permissions: approvedOnly(withUnapproved ? null : game.approvedAreas, lists.permissions),
      exclusions: [
        ...game.stoppedAreas.map((areaId) => exclusionOf({ areaId }, "stop")),
        ...venue.areaExclusions,
        ...lists.exclusions,
      ],
    },
  };
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
    readAreaLists(reader),
    readListMode(reader),
  ]);
  const [ownBelow, localPermits] =
    mode === "derived"
      ? await Promise.all([
          readOwnBelow(reader, [...new Set(games.map(({ organisationId }) => organisationId))]),
          readAreaLaws(reader, new Date()).then(localPermitsOf),
        ])
      : [new Map<string, string[]>(), new Set<string>()];
  const venue = { mode, ...areaLists, localPermits };
  return games.map(({ organisation, ...game }) => {
    const entries = (kind: string) => organisation.listEntries.filter(({ list }) => list === kind);
    const listed: ListedGame = {
      ...game,
      approvedAreas: game.approvedPerArea ? game.approvals.map(({ areaId }) => areaId) : null,
      stoppedAreas: game.stops.map(({ areaId }) => areaId),
      organisation: { ...organisation, permissions: entries("permission"), exclusions: entries("exclusion") },
    };
    return rulesOf(listed, venue, ownBelow.get(organisation.id) ?? [], withUnapproved);
  });
}

/** A game's lists, the mode they are picked by, and the version of the rules, all at one moment. */
export interface ListedNow {
  version: bigint;
  mode: ListMode;
  /** Null where there is no such game. */
  game: ListedGame | null;
  ownBelow: readonly string[];
}

const AT_MS = (column: string) => `(extract(epoch from ${column}) * 1000)::bigint`;
const rowsOf = (list: "permission" | "exclusion") =>
  `(select coalesce(json_agg(json_build_object('areaId', e.area_id, 'coverage', e.coverage, 'permitNumber', e.permit_number,
      'validFrom', ${AT_MS("e.valid_from")}, 'validTo', ${AT_MS("e.valid_to")}) order by e.area_id), '[]')
     from organisation_list_entry e where e.organisation_id = o.id and e.list = '${list}')`;

/** The lists of one game, as they are now. Those who ask together are answered by one statement. */
export const readListedGame: (reader: Reader, gameId: string) => Promise<ListedNow> = inGroups<
  string,
  ListedNow,
  Reader
>(async (reader, ids) => {
  const rows = await reader.query<{ at: number; version: string; mode: unknown; game: ListedGame | null }>({
    name: "listed_games",
    text: `select a.at::int, v.version::text, (select value from venue_setting where key = 'list_mode') as mode,
                  case when g.id is not null then json_build_object('id', g.id, 'governingAreaId', g.governing_area_id,
                    'minimumAge', g.minimum_age,
                    'permissions', (select coalesce(json_agg(json_build_object('areaId', p.area_id, 'coverage', p.coverage,
                        'permitNumber', p.permit_number, 'validFrom', ${AT_MS("p.valid_from")},
                        'validTo', ${AT_MS("p.valid_to")}) order by p.area_id), '[]')
                       from game_permission p where p.game_id = g.id),
                    'exclusions', (select coalesce(json_agg(json_build_object('areaId', x.area_id) order by x.area_id), '[]')
                       from game_exclusion x where x.game_id = g.id),
                    'stoppedAreas', array(select s.area_id from game_stop s
                       where s.game_id = g.id and s.lifted_at is null order by s.area_id),
                    'approvedAreas', case when g.approved_per_area then to_json(array(
                       select y.area_id from game_approval y where y.game_id = g.id order by y.area_id)) end,
                    'organisation', json_build_object('id', o.id, 'governingAreaId', o.governing_area_id,
                       'registration', o.registration, 'permissions', ${rowsOf("permission")},
                       'exclusions', ${rowsOf("exclusion")})) end as game
             from unnest(${array(1, "uuid")}) with ordinality as a(id, at) cross join rules_version v
             left join game g on g.id = a.id left join organisation o on o.id = g.organisation_id
            order by a.at`,
    values: [ids],
  });
  const derived = rows.some(({ mode }) => listModeOf(mode) === "derived");
  const below = derived
    ? await readOwnBelow(reader, [...new Set(rows.flatMap(({ game }) => game?.organisation.id ?? []))])
    : new Map<string, string[]>();
  return rows.map(({ version, mode, game }) => ({
    version: BigInt(version),
    mode: listModeOf(mode),
    game,
    ownBelow: (game && below.get(game.organisation.id)) ?? [],
  }));
});

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
