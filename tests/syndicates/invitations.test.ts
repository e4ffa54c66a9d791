import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { inviteByEmail, inviteConnections, makeInvitationLink } from "@/server/games/syndicates/invite";
import { type LetterJob, sendInvitation, sendSyndicateLetter } from "@/server/games/syndicates/letters";
import { listOwnSyndicates, listSyndicates, showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { findSlug } from "@/server/games/syndicates/store";
import { newId } from "@/server/kernel/ids";
import type { MailMessage } from "@/server/kernel/mail";
import type { Actor } from "@/server/people/authority";
import { openWorld, refusal, type World } from "./world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const ERIE = { alternatives: [[["US"], ["US-NY"], ["US-36029"], ["US-3611000"]]] };
const UTAH = { alternatives: [[["US"], ["US-UT"], ["US-49035"], []]] };
const here = { place: ERIE, age: 36 };
const mails: MailMessage[] = [];
const letters = () => ({
  db: world.db,
  mail: { send: async (mail: MailMessage) => ({ id: String(mails.push(mail)) }) },
  appUrl: "http://venue.test",
  venueSecret: world.deps.venueSecret,
  now: () => world.clock.now(),
  words: wordsOf,
});
const connect = (a: Actor, b: Actor) =>
  world.db.connection.create({
    data: {
      id: newId(),
      askerId: a.memberId,
      otherId: b.memberId,
      state: "accepted",
      via: "email",
      email: b.email,
      askedAt: world.clock.now(),
      answeredAt: world.clock.now(),
    },
  });

test("S4 a link lets in whoever has it; a new one ends the one before", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager, { isPublic: false });
  const slug = await findSlug(world.db, id);
  const see = (actor: Actor | null, invitation: string | null) =>
    refusal(showSyndicate(world.deps, slug, { actor, onlooker: here, invitation }));
  expect(await see(member, null)).toBe("notFound");
  expect(await refusal(makeInvitationLink(world.deps, member, id))).toBe("notFound");
  const first = await makeInvitationLink(world.deps, manager, id);
  expect(await see(null, first)).toBe("no error");
  const second = await makeInvitationLink(world.deps, manager, id);
  expect(await see(member, first)).toBe("notFound");
  expect(await refusal(world.take(member, id, 1, { invitation: first }))).toBe("notFound");
  await world.take(member, id, 1, { invitation: second });
  expect(await see(member, null)).toBe("no error");
});

test("S4 an invitation by email is for that address alone, and shows nothing where the law does not let it be offered", async () => {
  const [manager, member, thief] = [await world.member(), await world.member(), await world.member()];
  const id = await world.offer(manager, { isPublic: false, name: "By Letter" });
  expect(await refusal(inviteByEmail(world.deps, manager, id, "no address"))).toBe("malformed");
  await inviteByEmail(world.deps, manager, id, member.email);
  await inviteByEmail(world.deps, manager, id, member.email.toUpperCase());
  const jobs = await world.db.outbox.findMany({ where: { kind: "syndicates.invitation" } });
  const own = jobs
    .map(({ payload }) => payload as { invitationId: string; syndicateId: string })
    .filter((job) => job.syndicateId === id);
  expect(own).toHaveLength(1);
  await sendInvitation(letters(), own[0]!, "d1");
  expect(mails.at(-1)).toMatchObject({ to: member.email, subject: "Test invites you to By Letter" });
  const token = /invitation=([\w-]+)/.exec(mails.at(-1)!.text)![1]!;
  expect(await refusal(world.take(thief, id, 1, { invitation: token }))).toBe("notFound");
  const slug = await findSlug(world.db, id);
  const abroad = { actor: null, onlooker: { place: UTAH, age: null }, invitation: token };
  expect(await refusal(showSyndicate(world.deps, slug, abroad))).toBe("syndicateNotHere");
  await world.take(member, id, 1, { invitation: token });
  expect((await listOwnSyndicates(world.deps, member)).map(({ name, ownShares }) => [name, ownShares])).toEqual([
    ["By Letter", 1],
  ]);
});

test("S4 S12 all connections are invited once, and nobody who has excluded themselves", async () => {
  const [manager, friend, resting] = [await world.member(), await world.member(), await world.member()];
  await connect(manager, friend);
  await connect(resting, manager);
  const later = new Date(world.clock.now().getTime() + 86_400_000);
  await world.db.member.update({ where: { id: resting.memberId }, data: { excludedUntil: later } });
  const id = await world.offer(manager, { isPublic: false });
  expect(await inviteConnections(world.deps, manager, id, "all")).toBe(2);
  expect(await inviteConnections(world.deps, manager, id, "all")).toBe(2);
  const rows = await world.db.syndicateInvitation.findMany({ where: { syndicateId: id } });
  expect(rows.map(({ memberId }) => memberId)).toEqual([friend.memberId]);
  await world.take(friend, id);
  expect(await refusal(world.take(resting, id))).toBe("notFound");
});

test("J9 S4 the list shows public syndicates that are open where the reader is, and nothing without a place", async () => {
  const manager = await world.member();
  const shown = await world.offer(manager, { name: "Everybody" });
  const hidden = await world.offer(manager, { name: "Everybody else", isPublic: false });
  const ids = async (place: typeof ERIE | null, words = "") =>
    (await listSyndicates(world.deps, { place: place as never, age: 36 }, words)).map(({ id }) => id);
  expect(await ids(ERIE)).toContain(shown);
  expect(await ids(ERIE)).not.toContain(hidden);
  expect(await ids(ERIE, "nothing of the kind")).toEqual([]);
  // A sign that the database takes in no text is no reason to fail.
  expect(await ids(ERIE, "Every\0body")).toContain(shown);
  expect(await ids(UTAH)).toEqual([]);
  expect(await ids(null)).toEqual([]);
  await world.db.gameStop.create({
    data: {
      id: newId(),
      gameId: shown,
      areaId: "US-36029",
      reason: "Test",
      stoppedBy: manager.memberId,
      stoppedAt: world.clock.now(),
    },
  });
  expect(await ids(ERIE)).not.toContain(shown);
});

test("S7 letters are written in the member's language, and say what was won", async () => {
  const manager = await world.member();
  const member = await world.member(10_000, { locale: "es", givenName: "Marisol" });
  const id = await world.offer(manager, { name: "Cartas" });
  await world.take(member, id, 3);
  const job: LetterJob = { syndicateId: id, memberId: member.memberId, letter: "playing" };
  await sendSyndicateLetter(letters(), job, "d2");
  expect(mails.at(-1)).toMatchObject({ to: member.email, subject: "Cartas juega" });
  expect(mails.at(-1)!.text).toContain("Hola, Marisol:");
  for (const letter of ["open", "deciding", "cancelled", "failed", "result"] as const) {
    await sendSyndicateLetter(letters(), { ...job, letter, date: "2026-11-21" }, `d-${letter}`);
  }
  const before = mails.length;
  // A reminder whose time is over says nothing.
  await sendSyndicateLetter(letters(), { ...job, letter: "reminder" }, "d3");
  expect(mails).toHaveLength(before);
});
