import { afterAll, beforeAll, expect, test } from "vitest";
import { readInbox } from "@/server/games/raffles/news/read-inbox";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW, seedAreas } from "@/tests/support/fixtures";
import { actorOf } from "@/tests/support/venue";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
});
afterAll(() => fresh.drop());

const deps = () => ({ db: fresh.db, clock: fixedClock(NOW) });

async function letter(
  organisationId: string,
  memberId: string,
  over: { kind?: string; raffleId?: string; subject?: string; state?: string; minutes?: number } = {},
): Promise<void> {
  const id = newId();
  const { kind = "message", raffleId = null, subject = "News of ours", state = "sent", minutes = 0 } = over;
  await fresh.db.campaign.create({
    data: {
      ...{ id, organisationId, kind, raffleId, state: "done", subject, body: "One.\n\nTwo." },
      createdBy: kind === "activation" ? null : memberId,
      ...{ createdAt: NOW, updatedAt: NOW, notBefore: NOW, startedAt: NOW, endedAt: NOW },
    },
  });
  const endedAt = state === "sent" ? new Date(NOW.getTime() + minutes * 60_000) : null;
  await fresh.db.campaignRecipient.create({ data: { campaignId: id, memberId, state, nextAt: NOW, endedAt } });
}

test("U8 a member reads again what organisations wrote to them, the newest first, and nobody else's letters", async () => {
  const organisation = await makeOrganisation(fresh.db);
  const [me, other] = [await makeMember(fresh.db), await makeMember(fresh.db)];
  await letter(organisation, me, { subject: "First" });
  await letter(organisation, me, { subject: "Second", minutes: 5, kind: "notice" });
  await letter(organisation, me, { subject: "Not sent yet", state: "waiting" });
  await letter(organisation, other, { subject: "Somebody else's" });
  const { letters, count } = await readInbox(deps(), actorOf(me), 1);
  expect(letters.map(({ subject, kind }) => [subject, kind])).toEqual([
    ["Second", "notice"],
    ["First", "message"],
  ]);
  expect(count).toBe(2);
  expect((await readInbox(deps(), actorOf(me), 2)).letters).toEqual([]);
});

test("U8 news name a raffle while it is open where the member lives, and not after they moved to where it is closed", async () => {
  const organisation = await makeOrganisation(fresh.db);
  const raffleId = await makeRaffle(fresh.db, { organisationId: organisation });
  const me = await makeMember(fresh.db);
  await letter(organisation, me, { kind: "activation", raffleId });
  const read = async () => (await readInbox(deps(), actorOf(me), 1)).letters[0]!.raffle;
  expect(await read()).toMatchObject({ slug: expect.stringContaining("raffle-") });
  await fresh.db.member.update({
    where: { id: me },
    data: { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [] },
  });
  expect(await read()).toBeNull();
});
