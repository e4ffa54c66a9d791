import type { RaffleDeps } from "@/server/games/raffles/ports";
import { createRaffle } from "@/server/games/raffles/save-raffle";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import {
  type AuthorizedAdministrator,
  type AuthorizedOrganiser,
  type AuthorizedRegulator,
  authoriseAdministrator,
  authoriseOrganiser,
  authoriseRegulator,
} from "@/server/people/authority";
import type { PeopleDeps } from "@/server/people/ports";
import { setVenueSetting } from "@/server/people/set-venue-setting";
import type { VenueSettings } from "@/server/people/venue-settings";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { member, seedAreas, testDeps } from "../people/support";
import { draft, organisation, raffleDeps } from "../raffles/support";

export interface RunningVenue {
  fresh: FreshDatabase;
  db: Database;
  people: PeopleDeps;
  deps: RaffleDeps;
  seen: { published: number; rounds: string[] };
  organisationId: string;
  own: AuthorizedOrganiser;
  foreign: AuthorizedOrganiser;
  admin: AuthorizedAdministrator;
  /** Regulators of New York and of Utah. */
  newYork: AuthorizedRegulator;
  utah: AuthorizedRegulator;
  setting<Key extends keyof VenueSettings>(key: Key, value: VenueSettings[Key]): Promise<void>;
  created(change?: Parameters<typeof draft>[0]): Promise<string>;
}

/** A venue with two organisations, an administrator and the regulators of two states, who can each be written to. */
export async function runningVenue(clock: Clock): Promise<RunningVenue> {
  const fresh = await freshDatabase();
  const { db } = fresh;
  await seedAreas(db, clock.now());
  const people = testDeps(db, clock);
  const { deps, seen, tree } = await raffleDeps(db, clock);
  const [organisationId, other] = [await organisation(db, "LPL"), await organisation(db, "MFS")];
  const own = await member(people, "own@example.org", [{ kind: "organisation", organisationId }]);
  const foreign = await member(people, "foreign@example.org", [{ kind: "organisation", organisationId: other }]);
  const admin = authoriseAdministrator(await member(people, "admin@example.org", [{ kind: "administrator" }]));
  const newYork = await member(people, "ny@example.org", [{ kind: "regulator", areaId: "US-NY" }]);
  const utah = await member(people, "ut@example.org", [{ kind: "regulator", areaId: "US-UT" }]);
  const setting = { db, clock, publishSnapshot: async () => {} };
  const venue: RunningVenue = {
    fresh,
    db,
    people,
    deps,
    seen,
    organisationId,
    own: authoriseOrganiser(own, organisationId),
    foreign: authoriseOrganiser(foreign, other),
    admin,
    newYork: authoriseRegulator(newYork, "US-NY", tree),
    utah: authoriseRegulator(utah, "US-UT", tree),
    setting: (key, value) => setVenueSetting(setting, admin, key, value),
    async created(change = {}) {
      const answer = await createRaffle(deps, venue.own, draft(change));
      if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
      return answer.raffleId;
    },
  };
  return venue;
}

export const codeOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "done",
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
