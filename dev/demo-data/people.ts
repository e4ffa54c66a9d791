import { createHmac } from "node:crypto";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { type Actor, proveActor } from "@/server/people/authority";
import { hashPassword } from "@/server/people/password";

/** Printed with the address, so that whoever runs the demonstration can log in. */
export const DEMO_PASSWORD = "walk-over-the-bridge";

export interface DemoPerson {
  role: string;
  email: string;
  givenName: string;
  familyName: string;
  birthDate: string;
  street: string;
  city: string;
  postalCode: string;
  subdivisionId: string;
  countyId: string;
  locale?: "en" | "es";
  /** What they act for: the code of a charity, an area, or the venue. */
  acts?: { kind: "organisation"; code: string } | { kind: "regulator"; areaId: string } | { kind: "administrator" };
}

const erie = { city: "Buffalo", postalCode: "14202", subdivisionId: "US-NY", countyId: "US-36029" };
const albany = { city: "Albany", postalCode: "12207", subdivisionId: "US-NY", countyId: "US-36001" };
const name = (givenName: string, familyName: string, birthDate: string, street: string) => ({
  givenName,
  familyName,
  birthDate,
  street,
});

/** Who can log in. */
export const people: DemoPerson[] = [
  {
    role: "participant in Erie County, New York",
    email: "ada@demo.example",
    ...name("Ada", "Fennimore", "1984-03-03", "118 Larkspur Street"),
    ...erie,
  },
  {
    role: "participant in Monroe County, New York",
    email: "ben@demo.example",
    ...name("Ben", "Okafor", "1979-11-02", "9 Mill Lane"),
    city: "Rochester",
    postalCode: "14614",
    subdivisionId: "US-NY",
    countyId: "US-36055",
  },
  {
    role: "participant in Utah, where nothing is open",
    email: "cora@demo.example",
    ...name("Cora", "Lindqvist", "1990-06-21", "40 Poplar Avenue"),
    city: "Salt Lake City",
    postalCode: "84101",
    subdivisionId: "US-UT",
    countyId: "US-49035",
  },
  {
    role: "participant of twenty in Ohio",
    email: "dan@demo.example",
    ...name("Dan", "Abernathy", "2006-05-14", "77 Quarry Road"),
    city: "Cleveland",
    postalCode: "44113",
    subdivisionId: "US-OH",
    countyId: "US-39035",
  },
  {
    role: "participant in Colorado, in Spanish",
    email: "elena@demo.example",
    ...name("Elena", "Quintana", "1988-09-09", "12 Canyon Road"),
    city: "Boulder",
    postalCode: "80302",
    subdivisionId: "US-CO",
    countyId: "US-08013",
    locale: "es",
  },
  {
    role: "staff of Lantern Point Lifeboat Society",
    email: "lifeboat@demo.example",
    ...name("Fay", "Hollis", "1971-01-30", "2 Harbor Row"),
    ...erie,
    acts: { kind: "organisation", code: "LPL" },
  },
  {
    role: "staff of Millbrook Food Shelf",
    email: "foodshelf@demo.example",
    ...name("Gus", "Tillman", "1968-12-12", "31 Church Street"),
    city: "Rochester",
    postalCode: "14614",
    subdivisionId: "US-NY",
    countyId: "US-36055",
    acts: { kind: "organisation", code: "MFS" },
  },
  {
    role: "regulator of New York",
    email: "newyork@demo.example",
    ...name("Hana", "Brightwell", "1975-07-07", "5 State Street"),
    ...albany,
    acts: { kind: "regulator", areaId: "US-NY" },
  },
  {
    role: "regulator of Erie County",
    email: "erie@demo.example",
    ...name("Ivo", "Marchetti", "1982-02-17", "90 Court Street"),
    ...erie,
    acts: { kind: "regulator", areaId: "US-36029" },
  },
  {
    role: "administrator",
    email: "admin@demo.example",
    ...name("June", "Castellan", "1977-04-04", "1 Drawbridge Way"),
    ...albany,
    acts: { kind: "administrator" },
  },
  {
    role: "administrator, the second of two",
    email: "admin2@demo.example",
    ...name("Kit", "Rowan", "1980-10-10", "3 Drawbridge Way"),
    ...albany,
    acts: { kind: "administrator" },
  },
];

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The second factor's secret of somebody, the same at every start of the same venue. */
export function totpSecretOf(email: string, venueSecret: string): string {
  const bytes = createHmac("sha256", venueSecret).update(`demo-totp:${email}`).digest().subarray(0, 20);
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join("");
}

let sharedHash: Promise<string> | undefined;

/** Adds somebody with all they may do. Everybody of the demonstration has the same password. */
export async function addPerson(
  db: Database,
  person: DemoPerson,
  options: { now: Date; venueSecret: string; organisations: ReadonlyMap<string, string> },
): Promise<string> {
  sharedHash ??= hashPassword(DEMO_PASSWORD);
  const id = newId(options.now.getTime());
  const { acts } = person;
  const municipalities = await db.postalCode.findMany({
    where: { code: person.postalCode, areaId: { startsWith: `${person.countyId}P` } },
    take: 2,
  });
  const role = (kind: "participant" | "organisation" | "regulator" | "administrator", over: object = {}) => ({
    id: newId(options.now.getTime()),
    kind,
    createdAt: options.now,
    ...over,
  });
  await db.member.create({
    data: {
      id,
      email: person.email,
      emailVerifiedAt: options.now,
      passwordHash: await sharedHash,
      givenName: person.givenName,
      familyName: person.familyName,
      birthDate: new Date(person.birthDate),
      locale: person.locale ?? "en",
      street: person.street,
      city: person.city,
      postalCode: person.postalCode,
      subdivisionId: person.subdivisionId,
      countyIds: [person.countyId],
      municipalityIds: municipalities.length === 1 ? [municipalities[0]!.areaId] : [],
      ...(acts ? { totpSecret: totpSecretOf(person.email, options.venueSecret), totpConfirmedAt: options.now } : {}),
      createdAt: options.now,
      roles: {
        create: [
          role("participant"),
          ...(acts?.kind === "organisation"
            ? [role("organisation", { organisationId: options.organisations.get(acts.code) })]
            : []),
          ...(acts?.kind === "regulator" ? [role("regulator", { areaId: acts.areaId })] : []),
          ...(acts?.kind === "administrator" ? [role("administrator")] : []),
        ],
      },
    },
  });
  return id;
}

/** An actor of the demonstration's own, for the use cases that fill the venue. */
export async function actFor(db: Database, memberId: string): Promise<Actor> {
  const member = await db.member.findUniqueOrThrow({ where: { id: memberId }, include: { roles: true } });
  return proveActor({
    memberId: member.id,
    sessionId: newId(),
    email: member.email,
    givenName: member.givenName,
    roles: member.roles.map(({ id, kind, organisationId, areaId }) => ({
      ...{ id, kind, organisationId, areaId },
      status: "active" as const,
    })),
    secondFactor: true,
  });
}
