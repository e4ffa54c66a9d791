import { afterAll, beforeAll, expect, test } from "vitest";
import { holdsName } from "@/server/games/account-history/holds-name";
import { newId } from "@/server/kernel/ids";
import { changeName } from "@/server/people/change-name";
import { hashPassword } from "@/server/people/password";
import { testDeps } from "@/tests/people/support";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
let passwordHash: string;
beforeAll(async () => {
  venue = await openTestVenue();
  passwordHash = await hashPassword("a quiet harbour indeed");
});
afterAll(() => venue.close());

const deps = () => ({ ...testDeps(venue.db, venue.clock), holdsName });
const FORM = { givenName: " Ada  Mary ", familyName: "Lovell", present: "a quiet harbour indeed" };
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "none",
    (error: { code: string }) => error.code,
  );

test("U8 a member mends their name with their password, and it is logged before and after", async () => {
  const { actor, memberId } = await venue.buyer({ passwordHash });
  expect(await codeOf(changeName(deps(), actor, { ...FORM, present: "something else" }))).toBe("wrongPassword");
  expect(await changeName(deps(), actor, { ...FORM, givenName: " " })).toMatchObject({
    ok: false,
    faults: { givenName: "missing" },
  });
  expect(await changeName(deps(), actor, FORM)).toEqual({ ok: true });
  expect(await venue.db.member.findUniqueOrThrow({ where: { id: memberId } })).toMatchObject({
    givenName: "Ada Mary",
    familyName: "Lovell",
  });
  const [entry] = await venue.db.auditEntry.findMany({ where: { action: "change-name" } });
  expect(entry).toMatchObject({
    actorId: memberId,
    before: { givenName: "Test", familyName: "Member" },
    after: { givenName: "Ada Mary", familyName: "Lovell" },
  });
});

test("U8 the name stays while a ticket is to be drawn, until it is drawn and nothing was won", async () => {
  const { actor } = await venue.buyer({ passwordHash });
  const raffleId = await venue.raffle({ cap: 20 });
  const { orderId } = await venue.toGateway(actor, raffleId, 1);
  expect(await codeOf(changeName(deps(), actor, FORM))).toBe("nameInPlay"); // an order on its way
  await venue.type(orderId);
  expect(await venue.settle(orderId)).toBe("captured");
  expect(await codeOf(changeName(deps(), actor, FORM))).toBe("nameInPlay"); // no drawing planned yet
  const at = new Date(Date.now() - 60_000);
  await venue.db.drawing.create({
    data: {
      ...{
        id: newId(),
        raffleId,
        drawAt: at,
        state: "drawn",
        method: "hand",
        drawnAt: at,
        frozenAt: at,
        entryCount: 1,
      },
      ...{ listRoot: "0".repeat(64), seed: "0".repeat(64), certificate: {}, revealStartsAt: at, revealEndsAt: at },
    },
  });
  expect(await codeOf(changeName(deps(), actor, FORM))).toBe("none");
});

test("U8 a name that a document has shown is not changed by itself", async () => {
  const { actor, memberId } = await venue.buyer({ passwordHash });
  const check = {
    ...{ id: newId(), memberId, checker: "documents", givenName: "Test", familyName: "Member" },
    ...{ birthDate: new Date("1990-01-01"), requestedAt: venue.clock.now() },
  };
  await venue.db.identityCheck.create({ data: { ...check, state: "open" } });
  expect(await codeOf(changeName(deps(), actor, FORM))).toBe("nameProven");
});
