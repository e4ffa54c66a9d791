import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";

/** Small pieces of a world for service tests. Everything is invented; times are relative to `NOW`. */
export const NOW = new Date("2026-11-20T17:00:00Z");

const hours = (count: number) => new Date(NOW.getTime() + count * 3_600_000);

let counter = 0;

/** New York with Erie and Monroe, Utah with Salt Lake, and a village inside a town. */
export async function seedAreas(db: Database): Promise<void> {
  const areas: Array<[string, string, string, string[]]> = [
    ["US", "country", "United States", []],
    ["US-NY", "subdivision", "New York", ["US"]],
    ["US-UT", "subdivision", "Utah", ["US"]],
    ["US-36029", "county", "Erie County", ["US-NY"]],
    ["US-36055", "county", "Monroe County", ["US-NY"]],
    ["US-49035", "county", "Salt Lake County", ["US-UT"]],
    ["US-3611000", "municipality", "Buffalo city", ["US-36029"]],
    ["US-3655266", "municipality", "Orchard Park village", ["US-36029"]],
    ["US-3602955277", "municipality", "Orchard Park town", ["US-36029"]],
    ["US-3663000", "municipality", "Rochester city", ["US-36055"]],
  ];
  await db.area.createMany({ data: areas.map(([id, tier, name]) => ({ id, tier, name })) });
  await db.areaParent.createMany({
    data: areas.flatMap(([childId, , , parents]) => parents.map((parentId) => ({ childId, parentId }))),
  });
  await db.postalCode.createMany({
    data: [
      { code: "14202", areaId: "US-36029", permille: 1000 },
      { code: "14202", areaId: "US-3611000", permille: 1000 },
      { code: "14614", areaId: "US-36055", permille: 1000 },
      { code: "84101", areaId: "US-49035", permille: 1000 },
    ],
  });
}

export async function makeOrganisation(db: Database, over: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  const letters = counter++;
  const code = `T${String.fromCharCode(65 + (letters % 26))}${String.fromCharCode(65 + (Math.floor(letters / 26) % 26))}${String.fromCharCode(65 + (Math.floor(letters / 676) % 26))}`;
  await db.organisation.create({
    data: {
      id,
      code,
      name: `Testing Charity ${code}`,
      governingAreaId: "US-NY",
      areaIds: ["US-NY", "US-36029"],
      gatewayAccount: `acct_${id}`,
      gatewayReady: true,
      createdAt: NOW,
      ...over,
    },
  });
  return id;
}

/** A participant of 36 years in Buffalo, Erie County. */
export async function makeMember(db: Database, over: Record<string, unknown> = {}): Promise<string> {
  const id = newId();
  await db.member.create({
    data: {
      id,
      email: `member-${id}@example.test`,
      emailVerifiedAt: NOW,
      givenName: "Test",
      familyName: "Member",
      birthDate: new Date("1990-01-01"),
      street: `${counter++} Example Street`,
      city: "Buffalo",
      postalCode: "14202",
      subdivisionId: "US-NY",
      countyIds: ["US-36029"],
      municipalityIds: ["US-3611000"],
      createdAt: NOW,
      ...over,
    },
  });
  return id;
}

export interface RaffleOptions {
  organisationId: string;
  cap?: number | null;
  priceMinor?: number;
  numbering?: "at_issue" | "at_close";
  game?: Record<string, unknown>;
  raffle?: Record<string, unknown>;
  permissions?: Array<{ areaId: string; coverage: "wide" | "not_required" | "local" }>;
  exclusions?: string[];
}

/** An active raffle, on sale from an hour before NOW until a day after, permitted in New York. */
export async function makeRaffle(db: Database, options: RaffleOptions): Promise<string> {
  const id = newId();
  const number = ++counter;
  await db.game.create({
    data: {
      id,
      number,
      slug: `raffle-${number}`,
      organisationId: options.organisationId,
      governingAreaId: "US-NY",
      minimumAge: 18,
      state: "active",
      activatedAt: hours(-2),
      lockedAt: hours(-2),
      opensAt: hours(-1),
      closesAt: hours(24),
      createdAt: NOW,
      updatedAt: NOW,
      permissions: { create: options.permissions ?? [{ areaId: "US-NY", coverage: "wide" }] },
      exclusions: { create: (options.exclusions ?? []).map((areaId) => ({ areaId })) },
      raffle: {
        create: {
          title: `Raffle ${number}`,
          priceMinor: options.priceMinor ?? 500,
          ticketCap: options.cap === undefined ? 100 : options.cap,
          numbering: options.numbering ?? "at_issue",
          rulesText: "The rules.",
          drawAt: hours(25),
          ...options.raffle,
        },
      },
      ...options.game,
    },
  });
  return id;
}

/** An order for which the money is authorised, so that it may be issued. */
export async function makeAuthorisedOrder(
  db: Database,
  order: { raffleId: string; memberId: string; quantity?: number; unitPriceMinor?: number } & Record<string, unknown>,
): Promise<string> {
  const { raffleId, memberId, quantity = 1, unitPriceMinor = 500, ...over } = order;
  const id = newId();
  const ticketsMinor = quantity * unitPriceMinor;
  await db.ticketOrder.create({
    data: {
      id,
      raffleId,
      memberId,
      state: "authorised",
      wanted: quantity,
      quantity,
      unitPriceMinor,
      ticketsMinor,
      totalMinor: ticketsMinor,
      venueFeeMinor: Math.floor((ticketsMinor * 300 + 5000) / 10_000),
      feeBasisPoints: 300,
      residence: {},
      residenceRevision: 1,
      rulesVersion: 1,
      idempotencyKey: id,
      inputHash: id,
      holdExpiresAt: hours(1),
      createdAt: NOW,
      updatedAt: NOW,
      ...over,
    },
  });
  return id;
}

/** The version under which an issue has to be decided. */
export async function rulesVersion(db: Database): Promise<bigint> {
  return (await db.rulesVersion.findUniqueOrThrow({ where: { id: 1 } })).version;
}
