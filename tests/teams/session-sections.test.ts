import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";
import { loadActor } from "@/server/people/load-actor";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeMember, makeOrganisation, seedAreas } from "../support/fixtures";

let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
});
afterAll(() => fresh.drop());

test("U4 whoever logs in has the sections of the team they were given, and no other", async () => {
  const { db } = fresh;
  const [organisationId, memberId, at] = [await makeOrganisation(db), await makeMember(db), new Date()];
  await db.memberRole.create({
    data: { ...{ id: newId(), memberId, kind: "organisation", organisationId, sections: ["sales"] }, createdAt: at },
  });
  const id = newId();
  const expiresAt = new Date(at.getTime() + 3_600_000);
  await db.session.create({ data: { id, memberId, createdAt: at, lastSeenAt: at, secondFactorAt: at, expiresAt } });
  const { actor } = (await loadActor({ db, clock: systemClock }, id))!;
  const seen = { ...actor, secondFactor: true } as typeof actor;
  expect(actor.roles.find((role) => role.kind === "organisation")?.sections).toEqual(["sales"]);
  expect(authoriseOrganiser(seen, organisationId, "sales").organisationId).toBe(organisationId);
  expect(() => authoriseOrganiser(seen, organisationId, "draws")).toThrow("sectionNotYours");
  expect(await loadActor({ db, clock: systemClock }, newId())).toBeNull();
});
