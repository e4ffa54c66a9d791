import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { sendInvitation, sendSyndicateLetter } from "@/server/games/syndicates/letters";
import { newId } from "@/server/kernel/ids";
import { DRAW, openWorld, type World } from "@/tests/syndicates/world";

let world: World;
const sent: string[] = [];
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const deps = () => ({
  db: world.db,
  mail: {
    send: async ({ to }: { to: string }) => {
      sent.push(to);
      return { id: String(sent.length) };
    },
  },
  appUrl: "https://venue.example",
  venueSecret: "a secret for tests alone",
  now: () => world.clock.now(),
  words: wordsOf,
});

test("U11 reminders and results without a prize are not sent to whom does not want them; questions and money are", async () => {
  const quiet = await world.member(10_000, { notify: { draws: false, reminders: false } });
  const usual = await world.member();
  const id = await world.offer(quiet);
  const tell = async (memberId: string, letter: "reminder" | "deciding" | "cancelled" | "result") => {
    await sendSyndicateLetter(deps() as never, { syndicateId: id, memberId, letter, date: DRAW }, newId());
    return sent.splice(0).length;
  };
  expect(await tell(quiet.memberId, "reminder")).toBe(0);
  expect(await tell(usual.memberId, "reminder")).toBe(1);
  expect(await tell(quiet.memberId, "result")).toBe(0);
  expect(await tell(usual.memberId, "result")).toBe(1);
  expect(await tell(quiet.memberId, "deciding")).toBe(1);
  expect(await tell(quiet.memberId, "cancelled")).toBe(1);
});

test("U11 an invitation to a syndicate is not mailed to a member who wants none, and is to an address that is no member's", async () => {
  const manager = await world.member();
  const id = await world.offer(manager);
  const quiet = await world.member(0, { notify: { invitations: false } });
  const usual = await world.member(0);
  const invite = async (email: string, memberId: string | null) => {
    const invitationId = newId();
    const row = { id: invitationId, syndicateId: id, via: memberId ? "connection" : "email" };
    await world.db.syndicateInvitation.create({
      data: {
        ...row,
        ...(memberId ? {} : { tokenSeed: invitationId, tokenHash: invitationId }),
        email: memberId ? null : email,
        memberId,
        createdAt: world.clock.now(),
      },
    });
    await sendInvitation(deps() as never, { invitationId, syndicateId: id }, newId());
    return sent.splice(0);
  };
  expect(await invite("", quiet.memberId)).toEqual([]);
  expect(await invite("", usual.memberId)).toHaveLength(1);
  expect(await invite("somebody@else.example", null)).toEqual(["somebody@else.example"]);
});
