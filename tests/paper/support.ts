import { newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { authoriseOrganiser } from "@/server/people/authority";
import type { PeopleDeps } from "@/server/people/ports";
import type { EnterTicketsDeps, Entry } from "@/server/tickets/paper/enter-tickets";
import type { LawOfPaper } from "@/server/tickets/paper/ports";
import { makeMember } from "@/tests/support/fixtures";
import { actorOf, openTestVenue, type TestVenue } from "@/tests/support/venue";

export interface PaperVenue extends TestVenue {
  by: AuthorizedOrganiser;
  paper: EnterTicketsDeps;
  /** What the law says of paper; tests change it. */
  said: LawOfPaper;
  /** What the venue has set. */
  set: { manualEntry: "allowed" | "on-request" | "off"; ticketLaw: "raffle" | "organisation" | "residence" };
}

const POSTAL = {
  "14202": {
    code: "14202",
    name: "Buffalo",
    areas: [
      { id: "US-36029", tier: "county", name: "Erie County", parents: ["US-NY"] },
      { id: "US-3611000", tier: "municipality", name: "Buffalo city", parents: ["US-36029"] },
    ],
  },
  "14127": {
    code: "14127",
    name: "Orchard Park",
    areas: [
      { id: "US-36029", tier: "county", name: "Erie County", parents: ["US-NY"] },
      { id: "US-36055", tier: "county", name: "Monroe County", parents: ["US-NY"] },
      { id: "US-3655266", tier: "municipality", name: "Orchard Park village", parents: ["US-36029"] },
      { id: "US-3602955277", tier: "municipality", name: "Orchard Park town", parents: ["US-36029"] },
    ],
  },
  "84101": {
    code: "84101",
    name: "Salt Lake City",
    areas: [{ id: "US-49035", tier: "county", name: "Salt Lake County", parents: ["US-UT"] }],
  },
} as const;

/** A venue with an organisation that sells on paper, and somebody who acts for it. */
export async function openPaperVenue(): Promise<PaperVenue> {
  const venue = await openTestVenue();
  const staff = await makeMember(venue.db, { email: "office@example.test" });
  await venue.db.memberRole.create({
    data: {
      id: newId(),
      memberId: staff,
      kind: "organisation",
      organisationId: venue.organisationId,
      createdAt: venue.clock.now(),
    },
  });
  const actor = actorOf(staff, [
    { id: newId(), kind: "organisation", organisationId: venue.organisationId, areaId: null, status: "active" },
  ]);
  const by = authoriseOrganiser(actor, venue.organisationId);
  const people: PeopleDeps = {
    db: venue.db,
    clock: venue.clock,
    kv: null,
    venueSecret: "a secret of tests alone, which is long enough",
    areas: {
      isWithin: (area, above) => area === above,
      resolvePostalCode: async (code) => (POSTAL as unknown as Record<string, never>)[code] ?? null,
      areaName: async (area) => area,
    },
    ages: {
      ofResidence: async (residence, birthDate, now) =>
        now.getTime() - birthDate.getTime() > 18 * 365.25 * 86_400_000
          ? { minimumAge: 18, areaName: "New York", reached: true }
          : { minimumAge: 18, areaName: residence.subdivisionId, reached: false },
    },
    holds: { reviewAfterResidenceChange: async () => 0 },
    fallbackMinimumAge: 18,
  };
  const said: LawOfPaper = {
    areaName: "New York",
    minimumAge: 18,
    ticketText: "Ticket holders need not be present to win.",
    helpLineText: null,
    elements: [],
    manualEntry: null,
    books: null,
  };
  const set = { manualEntry: "allowed", ticketLaw: "raffle" } as PaperVenue["set"];
  return {
    ...venue,
    by,
    said,
    set,
    paper: {
      people,
      decideEntry: venue.deps.decideEntry,
      law: { of: async () => said },
      settings: async () => set,
      board: venue.deps.board,
      databaseClock: "given",
    },
  };
}

let counter = 0;

/** Somebody with a stub in the box: a new address each time. */
export function person(over: Partial<Entry["person"]> = {}): Entry["person"] {
  counter += 1;
  return {
    email: `stub-${counter}@example.test`,
    givenName: "Paper",
    familyName: "Buyer",
    birthDate: "1980-02-03",
    phone: "",
    street: `${counter} Elm Street`,
    city: "Buffalo",
    postalCode: "14202",
    county: "",
    municipality: "",
    ...over,
  };
}

export function entry(over: Partial<Entry> = {}): Entry {
  return {
    person: person(),
    quantity: 2,
    paidMinor: null,
    paidBy: "cash",
    sellerId: null,
    printed: "",
    picks: [],
    poolId: null,
    ...over,
  };
}
