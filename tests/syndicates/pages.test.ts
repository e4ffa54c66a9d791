import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import type { RequestContext } from "@/server/api/context";
import { appRouter } from "@/server/api/root";
import { createCaller } from "@/server/api/trpc";
import { announceSyndicate, syndicateChannel } from "@/server/games/syndicates/announce";
import { chooseDisplay } from "@/server/games/syndicates/choose-display";
import { slugOf } from "@/server/games/syndicates/create-syndicate";
import { initials, readOwnName, shownName } from "@/server/games/syndicates/display";
import { drawShareImage } from "@/server/games/syndicates/draw-share-image";
import { historyOf } from "@/server/games/syndicates/history";
import { inviteConnections, listGuests, makeInvitationLink } from "@/server/games/syndicates/invite";
import { printEntryForm } from "@/server/games/syndicates/print-entry-form";
import { showSyndicate, watchSyndicate } from "@/server/games/syndicates/show-syndicates";
import { findSlug } from "@/server/games/syndicates/store";
import { sendMessage, writeToMembers } from "@/server/games/syndicates/write-to-members";
import { newId } from "@/server/kernel/ids";
import type { MailMessage } from "@/server/kernel/mail";
import type { Actor } from "@/server/people/authority";
import { openWorld, refusal, START, type World } from "./world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const seen = (state: string, county: string) => ({
  ...{ source: "chosen", label: "", ageAtLeast: null, revision: 0 },
  alternatives: [[["US"], [state], [county], null]],
});
const onlooker = (place: ReturnType<typeof seen> | null) => ({
  place: place && ({ alternatives: place.alternatives } as never),
  age: null,
});
const ERIE = seen("US-NY", "US-36029");
const UTAH = seen("US-UT", "US-49035");
const view = (slug: string, actor: Actor | null, place: ReturnType<typeof seen> | null = ERIE) =>
  showSyndicate(world.deps, slug, { actor, onlooker: onlooker(place), invitation: null });

test("S10 nobody reads a member's name but as the member chose, and a manager's given name until they choose", async () => {
  const [manager, member, stranger] = [
    await world.member(10_000, { givenName: "Ines", familyName: "Carvalho" }),
    await world.member(10_000, { givenName: "Maud", familyName: "Ellery" }),
    await world.member(),
  ];
  const id = await world.offer(manager);
  const slug = await findSlug(world.db, id);
  await world.take(member, id);
  const names = async () => (await view(slug, null)).names;
  expect([...(await names())]).toEqual([[manager.memberId, "Ines"]]);
  for (const [shows, expected] of [
    ["given-name", "Maud"],
    ["initials", "M. E."],
    ["own", "Harbour Maud"],
    ["nothing", undefined],
  ] as const) {
    await chooseDisplay(world.deps, member, { syndicateId: id, shows, name: " Harbour  Maud " });
    expect((await names()).get(member.memberId)).toBe(expected);
  }
  const wish = { syndicateId: id, shows: "own", name: "x" } as const;
  expect(await refusal(chooseDisplay(world.deps, member, wish))).toBe("displayName");
  expect(await refusal(chooseDisplay(world.deps, stranger, { ...wish, name: "Somebody" }))).toBe("notFound");
  expect(JSON.stringify([...(await view(slug, null)).names])).not.toContain("Ellery");
});

test("S10 a name of one's own is one line without an address in it, whatever is typed", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (typed) => {
      const name = readOwnName(typed);
      if (name === null) return;
      expect(name).toBe(name.trim());
      expect(name.length).toBeLessThanOrEqual(30);
      expect(name).not.toMatch(/[\n\r<>@]/);
    }),
  );
  expect(readOwnName("see www.example.test")).toBeNull();
  expect(initials({ givenName: "Åsa", familyName: "de Vries" })).toBe("Å. D.");
  const person = { givenName: "A", familyName: "B", shows: null, ownName: null };
  expect([shownName(person, true), shownName(person, false)]).toEqual(["A", null]);
});

test("S10 an open page learns that a share was taken, under the page's own guards", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager);
  const slug = await findSlug(world.db, id);
  const watch = (place: ReturnType<typeof seen> | null) =>
    watchSyndicate(world.deps, slug, { actor: null, onlooker: onlooker(place), invitation: null });
  const before = await watch(ERIE);
  expect(before).toMatchObject({ taken: 0, count: 3 });
  expect(before.version).toBe((await view(slug, null)).version);
  world.clock.advanceSeconds(1);
  await world.take(member, id);
  const after = await watch(ERIE);
  expect(after.taken).toBe(1);
  expect(after.version).not.toBe(before.version);
  expect(await refusal(watch(UTAH))).toBe("syndicateNotHere");
  expect(await refusal(watch(null))).toBe("syndicateNotHere");
  // What is published says nothing but that there is something to ask for; and a realtime service that is away breaks nothing.
  const sent: unknown[] = [];
  const realtime = { publish: async (...all: unknown[]) => void sent.push(all), authorise: () => ({ auth: "" }) };
  await announceSyndicate(realtime, id);
  expect(sent).toEqual([[syndicateChannel(id), "moved", {}]]);
  const away = { ...realtime, publish: () => Promise.reject(new Error("realtime_unavailable")) };
  await announceSyndicate(away, id);
});

test("S10 the history tells what happened with its figures, and names nobody", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager);
  await world.take(member, id, 2);
  const { history } = await view(await findSlug(world.db, id), null);
  expect(history.map(({ what, fill }) => [what, fill])).toEqual([
    ["taken", { count: 2 }],
    ["offered", { count: 3 }],
  ]);
  const told = historyOf([{ id: "1", at: START, action: "something-else", after: { memberId: member.memberId } }]);
  expect(told).toEqual([]);
});

test("A1 S4 the share image shows the syndicate where its page would be shown, and nothing of it anywhere else", async () => {
  const manager = await world.member();
  const id = await world.offer(manager, { name: "Ferry & Sons <3>" });
  const slug = await findSlug(world.db, id);
  const words = { locale: "en", say: await wordsOf("en") };
  const draw = (name: string, place: ReturnType<typeof seen> | null) =>
    drawShareImage(world.deps, name, { actor: null, onlooker: onlooker(place), invitation: null }, words);
  const open = await draw(slug, ERIE);
  const { format, width, height } = await sharp(open).metadata();
  expect([format, width, height]).toEqual(["png", 1200, 630]);
  const closed = await draw(slug, UTAH);
  expect(closed.equals(open)).toBe(false);
  // The same picture as for what does not exist: nothing can be learnt from it.
  expect(closed.equals(await draw("no-such-thing-1", ERIE))).toBe(true);
  expect(closed.equals(await draw(slug, null))).toBe(true);
});

test("S2 the entry form has the conditions, every line, room to sign, and a code only where it is bought by hand", async () => {
  const manager = await world.member();
  const id = await world.offer(manager);
  const slug = await findSlug(world.db, id);
  const say = await wordsOf("es");
  const pdf = await printEntryForm(
    await view(slug, manager),
    { locale: "es", slug, appUrl: "https://venue.test" },
    say,
  );
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.byteLength).toBeGreaterThan(10_000);
});

test("S4 the manager chooses among connections; whoever is no manager sees none", async () => {
  const [manager, friend, other, stranger] = [
    await world.member(10_000, { givenName: "Ada", familyName: "F" }),
    await world.member(10_000, { givenName: "Ben", familyName: "O" }),
    await world.member(10_000, { givenName: "Cleo", familyName: "P" }),
    await world.member(),
  ];
  for (const one of [friend, other]) {
    await world.db.connection.create({
      data: {
        ...{ id: newId(), askerId: manager.memberId, otherId: one.memberId, via: "email", email: one.email },
        ...{ state: "accepted", askedAt: START, answeredAt: START },
      },
    });
  }
  const id = await world.offer(manager, { isPublic: false });
  expect((await listGuests(world.deps, manager, id)).map(({ name, isInvited }) => [name, isInvited])).toEqual([
    ["Ben O", false],
    ["Cleo P", false],
  ]);
  await inviteConnections(world.deps, manager, id, [friend.memberId, stranger.memberId]);
  const guests = await listGuests(world.deps, manager, id);
  expect(guests.map(({ name, isInvited }) => [name, isInvited])).toEqual([
    ["Ben O", true],
    ["Cleo P", false],
  ]);
  expect(await listGuests(world.deps, friend, id)).toEqual([]);
});

test("S4 the manager writes to the members by mail, a few times a day, and nobody else does", async () => {
  const [manager, member] = [await world.member(10_000, { givenName: "Ines" }), await world.member()];
  const id = await world.offer(manager);
  const write = (actor: Actor, text = "Shares are nearly gone.\n\nTell a friend.") =>
    writeToMembers(world.deps, actor, { syndicateId: id, text });
  expect(await refusal(write(manager))).toBe("messageNobody");
  await world.take(member, id);
  expect(await refusal(write(member))).toBe("notFound");
  expect(await refusal(write(manager, " "))).toBe("messageText");
  expect(await write(manager)).toBe(1);
  const row = await world.db.outbox.findFirstOrThrow({ where: { kind: "syndicates.message" } });
  const mails: MailMessage[] = [];
  const mail = { send: async (message: MailMessage) => ({ id: String(mails.push(message)) }) };
  const deps = { db: world.db, mail, appUrl: "https://venue.test", venueSecret: "x", now: () => START, words: wordsOf };
  await sendMessage(deps, row.payload as never, "delivery");
  expect(mails.map(({ to }) => to)).toEqual([member.email]);
  expect(mails[0]!.subject).toContain("Ines");
  expect(mails[0]!.text).toContain("Tell a friend.");
  expect(mails[0]!.text).not.toContain(manager.email);
  for (let more = 0; more < 4; more++) await write(manager);
  expect(await refusal(write(manager))).toBe("messageTooOften");
});

test("S10 a syndicate's address is its name in plain letters: accents go, and what is around them stays together", () => {
  expect(slugOf("Peña Azul — Crème brûlée")).toBe("pena-azul-creme-brulee");
  expect(slugOf("漢字")).toBe("syndicate");
});

test("P29 S10 the API reads syndicates under the same guards as the pages", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const open = await world.offer(manager, { name: "Router Row" });
  const hidden = await world.offer(manager, { name: "Router Quiet", isPublic: false });
  await world.take(member, open);
  const slug = await findSlug(world.db, open);
  const at = (place: ReturnType<typeof seen> | null, actor: Actor | null) =>
    createCaller(appRouter)({
      ...{ db: world.db, actor, seenPlace: place, correlationId: "test", headers: new Headers() },
      environment: { APP_URL: "https://venue.test" },
    } as unknown as RequestContext).syndicates;
  // The pages' clock is the database's; the world's draw may be over by it, and then the list is rightly empty.
  expect((await at(UTAH, null).browse({ words: "Router" })).length).toBe(0);
  for (const odd of ["\0", `${slug}\0`, "", slug.toUpperCase()])
    await expect(at(ERIE, member).show({ slug: odd })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const shown = await at(ERIE, member).show({ slug });
  expect(shown.shares.map(({ isFree, isMine, owner }) => [isFree, isMine, owner])).toEqual([
    [false, true, null],
    [true, false, null],
    [true, false, null],
  ]);
  await expect(at(UTAH, null).show({ slug })).rejects.toMatchObject({ message: "syndicateNotHere" });
  const quiet = await findSlug(world.db, hidden);
  await expect(at(ERIE, member).show({ slug: quiet })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const invitation = await makeInvitationLink(world.deps, manager, hidden);
  expect((await at(ERIE, member).show({ slug: quiet, invitation })).name).toBe("Router Quiet");
  expect((await at(ERIE, member).own()).map(({ name }) => name)).toEqual(["Router Row"]);
  await expect(at(ERIE, null).own()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});
