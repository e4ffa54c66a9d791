import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import { claimLetters } from "@/server/games/raffles/news/campaign-store";
import { addressHash, blockToken, friendAddresses, readBlockToken } from "@/server/games/raffles/news/friend-letter";
import { sendCampaigns } from "@/server/games/raffles/news/send-campaigns";
import { sendFriendLetter } from "@/server/games/raffles/news/send-friend-letter";
import { blockFriendLetters, tellFriends } from "@/server/games/raffles/news/tell-friends";
import {
  discardCampaign,
  releaseCampaign,
  saveCampaign,
  stopCampaign,
  viewCampaign,
  type WriteCampaignDeps,
} from "@/server/games/raffles/news/write-campaign";
import { fixedClock } from "@/server/kernel/clock";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { MailMessage } from "@/server/kernel/mail";
import { changeNotices } from "@/server/people/change-notices";
import { readLetterChoice, resubscribe, unsubscribe, unsubscribeToken } from "@/server/people/unsubscribe";
import { makeAuthorisedOrder, makeMember, rulesVersion } from "@/tests/support/fixtures";
import { actorOf } from "@/tests/support/venue";
import { codeOf, type RunningVenue, runningVenue } from "./support";

const START = new Date("2026-11-20T12:00:00Z");
const clock = fixedClock(START);
const SECRET = "a secret of the tests alone";
let venue: RunningVenue;
let mails: MailMessage[] = [];
let failing: AppError | null = null;
let deps: WriteCampaignDeps;

beforeAll(async () => {
  venue = await runningVenue(clock);
  deps = {
    db: venue.db,
    clock,
    kv: null,
    mail: {
      send: async (message) => {
        if (failing) throw failing;
        // As the vendor does: the same key sends once.
        if (!mails.some(({ idempotencyKey }) => idempotencyKey === message.idempotencyKey)) mails.push(message);
        return { id: String(mails.length) };
      },
    },
    words: wordsOf,
    appUrl: "https://venue.example",
    venueSecret: SECRET,
  };
});
afterAll(() => venue.fresh.drop());
beforeEach(async () => {
  mails = [];
  failing = null;
  clock.set(new Date(clock.now().getTime() + 120_000));
  await venue.db.campaign.deleteMany();
  await venue.db.mailOptOut.deleteMany();
  await venue.db.rateLimit.deleteMany();
});

async function ticket(raffleId: string, memberId: string): Promise<void> {
  const orderId = await makeAuthorisedOrder(venue.db, { raffleId, memberId });
  const version = await rulesVersion(venue.db);
  const [row] = await venue.db.query<{ outcome: string }>({
    text: `select outcome from issue_tickets($1::uuid, $2::bigint, '{"input": {}, "decision": "open"}'::jsonb, $3::timestamptz)`,
    values: [orderId, version, new Date("2026-11-20T13:00:00Z")],
  });
  if (row?.outcome !== "issued") throw new Error(`not issued: ${row?.outcome}`);
}

async function sendAll(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) {
    await sendCampaigns(deps);
    if ((await venue.db.campaign.count({ where: { state: { in: ["collecting", "sending"] } } })) === 0) return;
    clock.set(new Date(clock.now().getTime() + 2000));
  }
}

const words = (change = {}) => ({
  kind: "message" as const,
  raffleIds: [] as string[],
  everyRaffle: true,
  subject: "Thank you",
  body: "The roof is paid for.\n\nCome and see it.",
  repliesToMe: false,
  ...change,
});

async function written(change = {}): Promise<string> {
  const answer = await saveCampaign(deps, venue.own, null, words(change));
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  return answer.id;
}

const sentTo = () => mails.map(({ to }) => to.split("@")[0]).sort();

async function person(name: string, over: Record<string, unknown> = {}) {
  return makeMember(venue.db, { email: `${name}-${newId().slice(-6)}@example.test`, givenName: name, ...over });
}

test("R11 on activation those who asked for news and to whom it is open are told, each once, from its start on", async () => {
  const news = { notify: { news: true } };
  const utah = { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [] };
  await Promise.all([
    person("reads", news),
    person("spanish", { ...news, locale: "es" }),
    person("quiet"),
    person("abroad", { ...news, ...utah }),
    person("young", { ...news, birthDate: new Date("2015-01-01") }),
    person("unproven", { ...news, emailVerifiedAt: null }),
    person("excluded", { ...news, excludedUntil: new Date("2030-01-01") }),
    person("suspended", { ...news, status: "suspended" }),
  ]);
  const out = await person("out", news);
  await unsubscribe(
    { ...deps, db: venue.db },
    unsubscribeToken(out, venue.organisationId, SECRET),
    "organisation",
    "page",
  );
  const opensAt = new Date(clock.now().getTime() + 3_600_000);
  const id = await venue.created({ opensAt });
  await requestActivation(venue.deps, venue.own, id);
  await sendCampaigns(deps);
  expect(mails, "nobody sees it before its start").toEqual([]);
  clock.set(new Date(opensAt.getTime() + 1000));
  // Several workers, one of which dies between its steps: the claims and the key keep it at one letter each.
  await Promise.all([sendCampaigns(deps), sendCampaigns(deps)]);
  await sendAll();
  expect(mails.map(({ to }) => to.split("-")[0] ?? "").sort()).toEqual(["reads", "spanish"]);
  expect(mails.find(({ to }) => to.startsWith("spanish"))?.subject).toMatch(/^Rifa nueva/);
  expect(mails[0]?.headers?.["List-Unsubscribe-Post"]).toBe("List-Unsubscribe=One-Click");
  expect(await venue.db.campaign.findFirst({ where: { raffleId: id } })).toMatchObject({ state: "done" });
  await venue.db.member.updateMany({ data: { notify: {} } });
});

test("R12 a letter to several raffles reaches each person once, and says who may not be reached", async () => {
  const [one, two] = [await venue.created(), await venue.created()];
  for (const id of [one, two]) await requestActivation(venue.deps, venue.own, id);
  await venue.db.campaign.deleteMany();
  clock.set(new Date(clock.now().getTime() + 60_000));
  const both = await person("both");
  const first = await person("first");
  const out = await person("out");
  const unproven = await person("unproven", { emailVerifiedAt: null });
  for (const member of [both, first, out, unproven]) await ticket(one, member);
  await ticket(two, both);
  await unsubscribe(deps, unsubscribeToken(out, venue.organisationId, SECRET), "all", "one-click");
  const id = await written({ everyRaffle: false, raffleIds: [one, two], repliesToMe: true });
  const view = await viewCampaign(deps, venue.own, id, "en");
  expect(view.audience).toEqual({ reached: 2, "opted-out": 1, unproven: 1 });
  expect(view.letter.text).toContain("The roof is paid for.");
  expect(await codeOf(viewCampaign(deps, venue.foreign, id, "en"))).toBe("notFound");
  expect(await codeOf(releaseCampaign(deps, venue.foreign, id))).toBe("notFound");
  await Promise.all([releaseCampaign(deps, venue.own, id), releaseCampaign(deps, venue.own, id)]);
  await sendAll();
  expect(sentTo().map((to) => (to ?? "").split("-")[0])).toEqual(["both", "first"]);
  expect(mails.every(({ replyTo }) => replyTo === "own@example.org")).toBe(true);
  const { progress, campaign } = await viewCampaign(deps, venue.own, id, "en");
  expect(campaign.state).toBe("done");
  expect(progress).toMatchObject({
    sent: 2,
    waiting: 0,
    skipped: [
      { reason: "opted-out", count: 1 },
      { reason: "unproven", count: 1 },
    ],
  });
  expect(await codeOf(saveCampaign(deps, venue.own, id, words()))).toBe("changedMeanwhile");
  // What the law makes it tell reaches them too, and carries no way to switch it off.
  mails = [];
  const notice = await written({ kind: "notice", everyRaffle: false, raffleIds: [one] });
  await releaseCampaign(deps, venue.own, notice);
  await sendAll();
  expect(mails).toHaveLength(4);
  expect(mails.every(({ headers }) => headers === undefined)).toBe(true);
});

test("R12 letters go on where a dead worker left them, within the rate, and what fails is tried again", async () => {
  const raffle = await venue.created();
  await requestActivation(venue.deps, venue.own, raffle);
  await venue.db.campaign.deleteMany();
  clock.set(new Date(clock.now().getTime() + 60_000));
  for (let at = 0; at < 5; at++) await ticket(raffle, await person(`p${at}`));
  const id = await written({ everyRaffle: false, raffleIds: [raffle] });
  await releaseCampaign(deps, venue.own, id);
  failing = new AppError("mail_unavailable", 502);
  await sendCampaigns(deps);
  await sendCampaigns(deps);
  expect(await venue.db.campaignRecipient.count({ where: { campaignId: id, state: "waiting" } })).toBe(5);
  failing = null;
  // A worker claimed two and died: they come back when the claim runs out.
  await venue.db.campaignRecipient.updateMany({
    where: { campaignId: id },
    data: { claimedAt: clock.now(), nextAt: new Date(clock.now().getTime() + 120_000) },
  });
  await sendCampaigns(deps);
  expect(mails).toEqual([]);
  clock.set(new Date(clock.now().getTime() + 121_000));
  // Several workers at once stay within what a minute allows together.
  const claims = await Promise.all([1, 2, 3].map(() => claimLetters(venue.db, clock.now(), 5, 2)));
  expect(claims.flat()).toHaveLength(2);
  clock.set(new Date(clock.now().getTime() + 121_000));
  await sendAll();
  expect(mails).toHaveLength(5);
  // One that the mail refuses for good is not tried for ever.
  const refused = await written({ everyRaffle: false, raffleIds: [raffle] });
  await releaseCampaign(deps, venue.own, refused);
  failing = new AppError("mail_refused", 422);
  await sendAll();
  expect((await viewCampaign(deps, venue.own, refused, "en")).progress).toMatchObject({ failed: 5, sent: 0 });
});

test("R12 a letter that was stopped sends no more, a draft can be thrown away, and nothing empty is sent", async () => {
  const raffle = await venue.created();
  await requestActivation(venue.deps, venue.own, raffle);
  await venue.db.campaign.deleteMany();
  clock.set(new Date(clock.now().getTime() + 60_000));
  await ticket(raffle, await person("one"));
  const id = await written({ everyRaffle: false, raffleIds: [raffle] });
  await releaseCampaign(deps, venue.own, id);
  await stopCampaign(deps, venue.own, id);
  await sendAll();
  expect(mails).toEqual([]);
  expect(await codeOf(discardCampaign(deps, venue.own, id))).toBe("changedMeanwhile");
  const draft = await written();
  await discardCampaign(deps, venue.own, draft);
  expect(await codeOf(viewCampaign(deps, venue.own, draft, "en"))).toBe("notFound");
  const empty = await written({ everyRaffle: false, raffleIds: [await venue.created()] });
  expect(await codeOf(releaseCampaign(deps, venue.own, empty))).toBe("nobodyReached");
  const foreign = await codeOf(
    saveCampaign(deps, venue.foreign, null, words({ everyRaffle: false, raffleIds: [raffle] })),
  );
  expect(foreign).toBe("notFound");
  const faulty = await saveCampaign(
    deps,
    venue.own,
    null,
    words({ subject: "a\nBcc: x", body: " ", everyRaffle: false }),
  );
  expect(faulty).toMatchObject({ ok: false, faults: [{ code: "lineBreak" }, { field: "body" }, { field: "raffles" }] });
});

test("R12 a link out of letters works once made here, for its person alone, and can be taken back", async () => {
  const me = await person("me", { notify: { news: true } });
  const token = unsubscribeToken(me, venue.organisationId, SECRET);
  const other = await person("other");
  const [, organisation, mac] = token.split(".");
  for (const forged of ["", "x.y.z", `${other}.${organisation}.${mac}`, token.slice(0, -1), `${token}a`]) {
    expect(await codeOf(unsubscribe(deps, forged, "all", "page")), forged).toBe("linkOver");
  }
  expect(await readLetterChoice(deps, token)).toMatchObject({ organisation: true, all: true });
  await unsubscribe(deps, token, "organisation", "one-click");
  await unsubscribe(deps, token, "organisation", "one-click");
  expect(await readLetterChoice(deps, token)).toMatchObject({ organisation: false, all: true });
  await unsubscribe(deps, token, "all", "page");
  expect((await venue.db.member.findUniqueOrThrow({ where: { id: me } })).notify).toEqual({ news: false });
  await resubscribe(deps, token);
  expect(await readLetterChoice(deps, token)).toMatchObject({ organisation: true, all: true });
  // Who asks for them again in the account gets letters again.
  await unsubscribe(deps, token, "all", "page");
  const all = { draws: true, reminders: true, invitations: true, organisations: true, news: true };
  await changeNotices(venue.people, actorOf(me), all);
  expect(await readLetterChoice(deps, token)).toMatchObject({ all: true });
});

test("R6 a raffle is shown to friends by mail: no words of the sender, once an address, few in all, none to who wants none", async () => {
  const raffle = await venue.created();
  await requestActivation(venue.deps, venue.own, raffle);
  clock.set(new Date(clock.now().getTime() + 60_000));
  const { slug } = await venue.db.game.findUniqueOrThrow({ where: { id: raffle } });
  const sender = await person("ada", { givenName: "Ada<script>" });
  const place = {
    source: "residence" as const,
    alternatives: [[["US"], ["US-NY"], ["US-36029"], []]],
    label: "",
    ageAtLeast: 40,
    revision: 1,
  };
  const from = { actor: actorOf(sender), emailVerified: true, locale: "en", origin: "", place };
  await venue.db.outbox.deleteMany();
  expect(await codeOf(tellFriends(deps, { ...from, emailVerified: false }, slug, "a@b.example"))).toBe(
    "addressUnproven",
  );
  expect(await codeOf(tellFriends(deps, from, slug, "  "))).toBe("noAddress");
  expect(await codeOf(tellFriends(deps, from, slug, "a@b.example, nonsense"))).toBe("malformed");
  expect(await codeOf(tellFriends(deps, from, slug, [1, 2, 3, 4, 5, 6].map((n) => `f${n}@b.example`).join(",")))).toBe(
    "tooManyAddresses",
  );
  const away = { ...place, alternatives: [[["US"], ["US-UT"], ["US-49035"], []]] };
  expect(await codeOf(tellFriends(deps, { ...from, place: away }, slug, "a@b.example"))).toBe("notFound");
  expect(await tellFriends(deps, from, slug, "A@b.example; a@b.example c@d.example")).toEqual({ count: 2 });
  expect(await tellFriends(deps, from, slug, "a@b.example")).toEqual({ count: 1 });
  const jobs = await venue.db.outbox.findMany({ where: { kind: "raffles.friend-letter" } });
  expect(jobs).toHaveLength(2);
  for (const job of jobs) await sendFriendLetter(deps, job.payload as never, job.id);
  expect(sentTo()).toEqual(["a", "c"]);
  const raw = mails[0]!;
  expect(raw.text).not.toContain("Plover");
  expect(raw.html).not.toContain("<script>");
  const hash = addressHash("a@b.example", SECRET);
  expect(await codeOf(blockFriendLetters(deps, `${hash}.forged`))).toBe("linkOver");
  expect(readBlockToken(blockToken(hash, SECRET), SECRET)).toBe(hash);
  await blockFriendLetters(deps, blockToken(hash, SECRET));
  mails = [];
  for (const job of jobs) await sendFriendLetter(deps, job.payload as never, newId());
  expect(sentTo()).toEqual(["c"]);
  let limited = "";
  for (let turn = 0; turn < 25 && limited !== "tooManyAttempts"; turn++) {
    limited = await codeOf(tellFriends(deps, from, slug, `n${turn}@b.example`));
  }
  expect(limited).toBe("tooManyAttempts");
  expect(friendAddresses("x@y.zz\nX@Y.zz bad@ <a@b.cc>").unread).toEqual(["bad@", "<a@b.cc>"]);
});
