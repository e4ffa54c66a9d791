import type { AuthorizedOrganiser } from "@/server/people/authority";
import type { RaffleDeps } from "../ports";
import type { OwnRaffle } from "../raffle-store";
import { ownRaffle } from "../save-raffle";
import { type AreaSales, type ParticipantLine, participantsIn, salesByArea } from "./dashboard-store";

/** How far a reader has gone into the report: nothing, a state, a county of it, a municipality, or the people there. */
export interface ParticipationWhere {
  state?: string;
  county?: string;
  municipality?: string;
  /** The people themselves, at whatever level. */
  people?: boolean;
  page?: number;
}

export interface Participation {
  raffle: OwnRaffle;
  tier: "state" | "county" | "municipality" | "people";
  rows: AreaSales[];
  totals: { participants: number; tickets: number; salesMinor: number };
  people: ParticipantLine[];
  peopleCount: number;
  /** The names of what was gone into. */
  names: { state: string; county: string; municipality: string };
}

export const PEOPLE_PER_PAGE = 50;

/**
 * R12: who takes part, by state, county and municipality, down to each participant. Every valid ticket is in exactly one
 * row of each level, so that rows sum to the raffle's own figures. Throws 404 `raffleNotFound`.
 */
export async function readParticipation(
  deps: Pick<RaffleDeps, "db">,
  by: AuthorizedOrganiser,
  raffleId: string,
  where: ParticipationWhere,
): Promise<Participation> {
  const raffle = await ownRaffle(deps, by, raffleId);
  const { state, county, municipality } = where;
  const tier =
    where.people || municipality !== undefined
      ? "people"
      : county !== undefined
        ? "municipality"
        : state !== undefined
          ? "county"
          : "state";
  const nameOf = async (level: "state" | "county" | "municipality", key: string | undefined) => {
    if (key === undefined) return "";
    const rows = await salesByArea(deps.db, raffleId, level, {
      state,
      ...(level === "municipality" ? { county } : {}),
    });
    return rows.find((row) => row.key === key)?.name ?? "";
  };
  const names = {
    state: await nameOf("state", state),
    county: await nameOf("county", county),
    municipality: await nameOf("municipality", municipality),
  };
  const offset = (Math.max(1, where.page ?? 1) - 1) * PEOPLE_PER_PAGE;
  const rows = tier === "people" ? [] : await salesByArea(deps.db, raffleId, tier, { state, county });
  const { total, lines } =
    tier === "people"
      ? await participantsIn(deps.db, raffleId, { state, county, municipality }, { limit: PEOPLE_PER_PAGE, offset })
      : { total: 0, lines: [] };
  return {
    raffle,
    tier,
    rows,
    names,
    people: lines,
    peopleCount: total,
    totals: {
      participants: rows.reduce((sum, row) => sum + row.participants, 0),
      tickets: rows.reduce((sum, row) => sum + row.tickets, 0),
      salesMinor: rows.reduce((sum, row) => sum + row.salesMinor, 0),
    },
  };
}
