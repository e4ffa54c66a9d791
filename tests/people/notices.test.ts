import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { sendDrawLetter } from "@/server/draws/send-draw-letter";
import { sendFriendLetter } from "@/server/games/raffles/news/send-friend-letter";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import type { Mail } from "@/server/kernel/mail";
import { changeProfile } from "@/server/people/change-account";
import { changeNotices, readNotices, wantLettersAgain } from "@/server/people/change-notices";
import { NOTICE_KINDS, wantsNotice } from "@/server/people/notices";
import { sendConnectionLetter } from "@/server/people/send-connection-letter";
import { unsubscribe, unsubscribeToken } from "@/server/people/unsubscribe";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW } from "@/tests/support/fixtures";
import { actorOf } from "@/tests/support/venue";
import { seedAreas, testDeps } from "./support";

const ALL = { draws: true, reminders: true, invitations: true, organisations: true, news: true };
const SECRET = "a secret of the tests alone";

let fresh: FreshDatabase;
const sent: string[] = [];
const mail: Mail = {
  send: async ({ text }) => {
    sent.push(text);
    return { id: String(sent.length) };
  },
};
const deps = () => testDeps(fresh.db, fixedClock(NOW));
const mails = () => sent.splice(0);

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, NOW);
});
afterAll(() => fresh.drop());

test("U11 each kind is switched by itself, news must be asked for, and what is stored may be anything", async () => {
  expect(wantsNotice({}, "draws")).toBe(true);
  expect(wantsNotice({}, "news")).toBe(false);
  expect(wantsNotice(null, "reminders")).toBe(true);
  expect(wantsNotice({ draws: "no" }, "draws")).toBe(true);
  expect(wantsNotice({ draws: false }, "draws")).toBe(false);
  await fc.assert(
    fc.asyncProperty(fc.record(Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, fc.boolean()]))), async (wish) => {
      const me = actorOf(await makeMember(fresh.db));
      const wanted = wish as typeof ALL;
      if (wanted.news && !wanted.organisations) {
        await expect(changeNotices(deps(), me, wanted)).rejects.toMatchObject({ code: "newsAreLetters" });
        return;
      }
      await changeNotices(deps(), me, wanted);
      await changeNotices(deps(), me, wanted);
      expect((await readNotices(deps(), me)).notices).toEqual(wanted);
    }),
    { numRuns: 12 },
  );
});

test("U11 a change leaves a line in the audit log, and a change of the profile leaves letters as they are", async () => {
  const me = actorOf(await makeMember(fresh.db));
  await changeNotices(deps(), me, { ...ALL, draws: false, reminders: false });
  await changeProfile(deps(), me, { phone: "", locale: "es", showWinnerAs: "area" });
  expect((await readNotices(deps(), me)).notices).toEqual({ ...ALL, draws: false, reminders: false });
  const [entry] = await fresh.db.auditEntry.findMany({
    where: { action: "change-notices", subject: `member:${me.memberId}` },
  });
  expect(entry).toMatchObject({ actorId: me.memberId, after: { draws: false, news: true } });
});

test("U11 letters of one organisation, ended by a link in them, are taken up again by their member alone", async () => {
  const [organisation, me, other] = [
    await makeOrganisation(fresh.db),
    await makeMember(fresh.db),
    await makeMember(fresh.db),
  ];
  const link = unsubscribeToken(me, organisation, SECRET);
  await unsubscribe({ db: fresh.db, clock: fixedClock(NOW), venueSecret: SECRET }, link, "organisation", "one-click");
  expect((await readNotices(deps(), actorOf(me))).ended).toMatchObject([{ organisationId: organisation }]);
  await expect(wantLettersAgain(deps(), actorOf(other), organisation)).rejects.toMatchObject({ code: "notFound" });
  await expect(wantLettersAgain(deps(), actorOf(me), "nonsense")).rejects.toMatchObject({ code: "notFound" });
  await wantLettersAgain(deps(), actorOf(me), organisation);
  expect((await readNotices(deps(), actorOf(me))).ended).toEqual([]);
});

test("U11 lists and results of draws are not sent to whom does not want them; prizes and changes are, to everybody", async () => {
  const raffleId = await makeRaffle(fresh.db, { organisationId: await makeOrganisation(fresh.db) });
  const drawingId = newId();
  await fresh.db.drawing.create({ data: { id: drawingId, raffleId, drawAt: NOW, state: "planned" } });
  const quiet = await makeMember(fresh.db, { notify: { draws: false } });
  const usual = await makeMember(fresh.db);
  const tell = (memberId: string, letter: "drawn" | "won" | "missed" | "called") =>
    sendDrawLetter({ db: fresh.db, mail, appUrl: "https://venue.example" }, { letter, drawingId, memberId }, newId());
  await tell(quiet, "drawn");
  expect(mails()).toEqual([]);
  await tell(usual, "drawn");
  expect(mails()).toEqual([expect.stringContaining("https://venue.example/account/notifications")]);
  for (const letter of ["won", "missed", "called"] as const) await tell(quiet, letter);
  const always = mails();
  expect(always).toHaveLength(3);
  expect(always.join()).not.toContain("/account/notifications");
});

test("U11 a question to connect waits on the page of whom wants no invitations by mail", async () => {
  const [asker, quiet, usual] = [
    await makeMember(fresh.db),
    await makeMember(fresh.db, { notify: { invitations: false } }),
    await makeMember(fresh.db),
  ];
  const ask = async (otherId: string) => {
    const id = newId();
    const { email } = await fresh.db.member.findUniqueOrThrow({ where: { id: otherId } });
    await fresh.db.connection.create({
      data: { id, askerId: asker, otherId, email, state: "asked", via: "email", askedAt: NOW },
    });
    await sendConnectionLetter({ db: fresh.db, mail, appUrl: "https://venue.example" }, { connectionId: id }, id);
  };
  await ask(quiet);
  expect(mails()).toEqual([]);
  await ask(usual);
  expect(mails()).toHaveLength(1);
});

test("U11 a raffle that a friend shows does not reach the address of a member who wants no invitations", async () => {
  const raffleId = await makeRaffle(fresh.db, { organisationId: await makeOrganisation(fresh.db) });
  const [senderId, quiet, usual] = [
    await makeMember(fresh.db),
    await makeMember(fresh.db, { email: "quiet@example.test", notify: { invitations: false } }),
    await makeMember(fresh.db, { email: "usual@example.test" }),
  ];
  expect(quiet).not.toBe(usual);
  const show = (address: string) =>
    sendFriendLetter(
      { db: fresh.db, mail, words: wordsOf, appUrl: "https://venue.example", venueSecret: SECRET },
      { raffleId, senderId, address, locale: "en" },
      newId(),
    );
  await show("Quiet@example.test");
  expect(mails()).toEqual([]);
  await show("usual@example.test");
  await show("nobody@example.test");
  expect(mails()).toHaveLength(2);
});
