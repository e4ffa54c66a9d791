import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { loadActor } from "@/server/people/load-actor";
import { residenceAges, residenceAreas } from "@/server/people/look-up-residence";
import type { PeopleDeps } from "@/server/people/ports";
import type { RegistrationForm } from "@/server/people/registration";
import { startSession } from "@/server/people/start-session";

const AREAS: Array<[id: string, tier: string, name: string, parents: string[]]> = [
  ["US", "country", "United States", []],
  ["US-NY", "subdivision", "New York", ["US"]],
  ["US-UT", "subdivision", "Utah", ["US"]],
  ["US-36029", "county", "Erie County", ["US-NY"]],
  ["US-36055", "county", "Monroe County", ["US-NY"]],
  ["US-49035", "county", "Salt Lake County", ["US-UT"]],
  ["US-3602955277", "municipality", "Orchard Park town", ["US-36029"]],
  ["US-3655266", "municipality", "Orchard Park village", ["US-36029"]],
  ["US-3663000", "municipality", "Rochester city", ["US-36055"]],
];
const POSTAL: Array<[code: string, areaId: string]> = [
  ["14127", "US-36029"],
  ["14127", "US-3602955277"],
  ["14127", "US-3655266"],
  ["14604", "US-36055"],
  ["14604", "US-3663000"],
  ["14001", "US-36029"],
  ["14001", "US-36055"],
  ["84101", "US-49035"],
];

/** A few areas of New York and Utah, three postal codes that leave a choice or none, and New York's age figure, 18. */
export async function seedAreas(db: Database, now: Date): Promise<void> {
  await db.area.createMany({ data: AREAS.map(([id, tier, name]) => ({ id, tier, name })) });
  await db.areaParent.createMany({
    data: AREAS.flatMap(([childId, , , parents]) => parents.map((parentId) => ({ childId, parentId }))),
  });
  await db.postalCode.createMany({ data: POSTAL.map(([code, areaId]) => ({ code, areaId })) });
  await db.areaRule.create({
    data: {
      id: newId(),
      areaId: "US-NY",
      version: 1,
      minimumAge: 18,
      validFrom: new Date("2020-01-01T00:00:00Z"),
      createdAt: now,
    },
  });
}

export const scope = {
  isWithin(areaId: string, aboveId: string): boolean {
    if (areaId === aboveId) return true;
    const parents = AREAS.find(([id]) => id === areaId)?.[3] ?? [];
    return parents.some((parent) => scope.isWithin(parent, aboveId));
  },
};

export function testDeps(db: Database, clock: Clock, reviewed: string[] = []): PeopleDeps {
  return {
    db,
    clock,
    kv: null,
    venueSecret: "a secret of the tests alone",
    areas: residenceAreas(db, scope),
    ages: residenceAges(db),
    holds: {
      reviewAfterResidenceChange: async (memberId) => {
        reviewed.push(memberId);
        return 0;
      },
    },
    fallbackMinimumAge: 18,
  };
}

export function registration(change: Partial<RegistrationForm> = {}): RegistrationForm {
  return {
    title: "",
    givenName: "Ada",
    familyName: "Lovell",
    birthDate: "1990-05-04",
    email: "ada@example.org",
    phone: "",
    password: "a quiet harbour",
    street: "12 Thorn Avenue",
    city: "Orchard Park",
    postalCode: "14127",
    countyId: "",
    municipalityIds: ["US-3602955277"],
    signature: "Ada Lovell",
    agreementVersion: "1",
    notifyDraws: "on",
    notifyNews: "",
    locale: "en",
    ...change,
  };
}

/** A member written straight into the database, with roles, and a session that has shown the second factor or not. */
export async function member(
  deps: PeopleDeps,
  email: string,
  roles: Array<{ kind: "organisation" | "regulator" | "administrator"; organisationId?: string; areaId?: string }> = [],
  secondFactor = true,
) {
  const now = deps.clock.now();
  const id = newId();
  await deps.db.member.create({
    data: {
      id,
      email,
      givenName: "Test",
      familyName: email.split("@")[0]!,
      birthDate: new Date("1980-01-01"),
      street: "1 Main Street",
      city: "Buffalo",
      postalCode: "14127",
      subdivisionId: "US-NY",
      countyIds: ["US-36029"],
      municipalityIds: ["US-3602955277"],
      totpSecret: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
      totpConfirmedAt: now,
      createdAt: now,
      roles: { create: roles.map((role) => ({ id: newId(), createdAt: now, ...role })) },
    },
  });
  const { sessionId } = await deps.db.transaction((tx) => startSession(tx, id, "", now));
  if (secondFactor) await deps.db.session.update({ where: { id: sessionId }, data: { secondFactorAt: now } });
  const found = await loadActor(deps, sessionId);
  if (!found) throw new Error("The member of this test has no session.");
  return found.actor;
}
