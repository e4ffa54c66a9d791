import { readFileSync } from "node:fs";
import fc from "fast-check";
import sharp from "sharp";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  decideClaim,
  fileApprovedClaims,
  showClaimDocument,
  showTaxPersons,
} from "@/server/games/syndicates/claims/approve-claim";
import { CLAIM_MOVES, CLAIM_STATES, nextClaimant, winnersOf } from "@/server/games/syndicates/claims/claim";
import { findClaimsOf, findDocuments, findWinners } from "@/server/games/syndicates/claims/claim-store";
import {
  addClaimDocument,
  consentToClaim,
  declineClaim,
  giveTaxPerson,
  nameClaimant,
} from "@/server/games/syndicates/claims/keep-claim";
import { prizeTaxOn, taxOf } from "@/server/games/syndicates/claims/prize-tax";
import { removeOldClaimDocuments } from "@/server/games/syndicates/claims/remove-documents";
import { showClaims, waitingClaims } from "@/server/games/syndicates/claims/show-claims";
import type { NoticeJob } from "@/server/games/syndicates/notices";
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { findSlug } from "@/server/games/syndicates/store";
import { newId } from "@/server/kernel/ids";
import { lotteryUnavailable } from "@/server/lotteries/ports";
import { type Actor, authoriseAdministrator, proveActor } from "@/server/people/authority";
import { makeMember } from "@/tests/support/fixtures";
import { DRAW, openWorld, refusal, type World } from "./world";

let world: World;
let manager: Actor;
let member: Actor;
let third: Actor;
beforeEach(async () => {
  world = await openWorld({ poolSize: 12 });
  manager = await world.member();
  member = await world.member();
  third = await world.member();
});
afterEach(() => world.close());

const PERSON = { legalName: "Test Member Claimant", address: "1 Example Street, Albany NY", taxNumber: "123-45-6789" };
const administrator = async () => {
  const role = {
    id: newId(),
    kind: "administrator" as const,
    organisationId: null,
    areaId: null,
    status: "active" as const,
  };
  const memberId = await makeMember(world.db);
  const facts = { memberId, sessionId: newId(), email: "admin@example.org", givenName: "Admin", secondFactor: true };
  return authoriseAdministrator(proveActor({ ...facts, roles: [role] }));
};
const pictures = (deps: SyndicateDeps) => ({
  ...deps,
  cleanPicture: async (bytes: Uint8Array) => ({
    bytes: new Uint8Array(await sharp(bytes).webp().toBuffer()),
    contentType: "image/webp",
  }),
});
const picture = async () =>
  new Uint8Array(
    await sharp({ create: { width: 400, height: 300, channels: 3, background: "#fff" } })
      .png()
      .toBuffer(),
  );

/** $50,000: four and the bonus. Weights 2, 3, 1 of the manager, the member and a third. */
async function won(): Promise<{ id: string; claimId: string; slug: string }> {
  const id = await world.offer(manager, { weights: [2, 3, 1] });
  await world.take(manager, id, 0, { numbers: [1] });
  await world.take(member, id, 0, { numbers: [2] });
  await world.take(third, id, 0, { numbers: [3] });
  world.clock.set(new Date("2026-11-22T06:00:00Z"));
  world.lottery.book.publish("us-powerball", DRAW, { main: [4, 8, 19, 27, 61], bonus: [10] });
  await world.work();
  await world.work();
  const [claim] = await findClaimsOf(world.db, id);
  return { id, claimId: claim!.id, slug: await findSlug(world.db, id) };
}
const law = (areaId: string, version: number, rules: { claimDays: number }, validTo: Date | null = null) =>
  world.db.areaRule.create({
    data: {
      ...{ id: newId(), areaId, version, minimumAge: null, source: "", confidence: "unverified", rules, validTo },
      ...{ validFrom: new Date("2026-01-01T00:00:00Z"), createdAt: new Date("2026-01-01T00:00:00Z") },
    },
  });
const claimOf = async (id: string) => (await findClaimsOf(world.db, id))[0]!;
const send = async (claimId: string, who: Actor) =>
  addClaimDocument(pictures(world.deps), who, { claimId, kind: "identity", bytes: await picture() });
const letters = async (id: string) =>
  (await world.db.outbox.findMany({ where: { kind: "syndicates.notice" } }))
    .map(({ payload }) => payload as unknown as NoticeJob)
    .filter(({ syndicateId }) => syndicateId === id);

test("S8 B17 a prize for a named person: claimant, documents, tax parts, two people's word, the lottery's payment, then the split", async () => {
  const { id, claimId, slug } = await won();
  expect(await world.state(id)).toBe("playing");
  // The largest weight is asked first; everybody hears of it, and is reminded until it is claimed.
  expect(await claimOf(id)).toMatchObject({ state: "proposed", claimantId: member.memberId, amountMinor: 5_000_000 });
  const told = await letters(id);
  expect(told.filter(({ notice }) => notice === "claim-opened")).toHaveLength(3);
  expect(told.filter(({ notice }) => notice === "claim-asked").map(({ to }) => to)).toEqual([
    { memberId: member.memberId },
  ]);
  expect(told.filter(({ notice }) => notice === "claim-reminder")).toHaveLength(9);
  expect(await refusal(consentToClaim(world.deps, third, { claimId, person: PERSON }))).toBe("notFound");
  expect(await refusal(consentToClaim(world.deps, await world.member(), { claimId, person: PERSON }))).toBe("notFound");
  expect(await refusal(consentToClaim(world.deps, member, { claimId, person: { ...PERSON, taxNumber: "1" } }))).toBe(
    "taxPerson",
  );
  await consentToClaim(world.deps, member, { claimId, person: PERSON });
  await giveTaxPerson(world.deps, third, { claimId, person: { ...PERSON, legalName: "Third Member" } });

  const [first, second] = [await administrator(), await administrator()];
  expect(await refusal(decideClaim(world.deps, first, { claimId, word: "approve", reason: "" }))).toBe(
    "documentMissing",
  );
  await send(claimId, member);
  expect(await refusal(send(claimId, third))).toBe("notFound");
  const bad = { claimId, kind: "identity", bytes: new TextEncoder().encode("<script>") };
  expect(await refusal(addClaimDocument(pictures(world.deps), member, bad))).toBe("documentKindUnknown");
  expect(await decideClaim(world.deps, first, { claimId, word: "approve", reason: "" })).toBe("approved-once");
  expect(await refusal(decideClaim(world.deps, first, { claimId, word: "approve", reason: "" }))).toBe(
    "anotherPersonNeeded",
  );
  expect((await waitingClaims(world.deps, first)).map(({ mayDecide }) => mayDecide)).toEqual([false]);
  const before = await Promise.all([manager, member, third].map((who) => world.wallet(who)));
  // The lottery keeps 24 % back.
  const lottery = world.with({
    claim: async (wish) => {
      const answer = await world.client.claim(wish);
      return wish.claimant ? { ...answer, paidMinor: answer.paidMinor * 0.76 } : answer;
    },
  });
  expect(await decideClaim(lottery, second, { claimId, word: "approve", reason: "" })).toBe("approved");
  await world.work();
  expect(await world.state(id)).toBe("settled");
  expect(await claimOf(id)).toMatchObject({ state: "paid", paidMinor: 3_800_000 });
  const after = await Promise.all([manager, member, third].map((who) => world.wallet(who)));
  expect(after.map((now, at) => now - before[at]!)).toEqual([1_266_667, 1_900_000, 633_333]);
  const winners = await findWinners(world.db, claimId);
  expect(winners.map(({ amountMinor, netMinor, withheldMinor }) => [amountMinor, netMinor, withheldMinor])).toEqual([
    [1_666_667, 1_266_667, 400_000],
    [2_500_000, 1_900_000, 600_000],
    [833_333, 633_333, 200_000],
  ]);
  const [row] = await world.db.lotteryClaim.findMany({ where: { claimant: { not: null } } });
  expect(row!.claimant).toBe(PERSON.legalName);
  expect((await showClaims(world.deps, third, slug)).claims[0]!.tax).toMatchObject({ isReportable: true });
  expect(await refusal(showClaims(world.deps, await world.member(), slug))).toBe("notFound");
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("B17 what winners give for the tax and what they send is sealed, and opened by an administrator who is not in it, on record", async () => {
  const { claimId } = await won();
  await consentToClaim(world.deps, member, { claimId, person: PERSON });
  await send(claimId, member);
  const [stored] = await world.db.syndicateClaimWinner.findMany({ where: { sealed: { not: null } } });
  expect(Buffer.from(stored!.sealed!).includes("123-45")).toBe(false);
  const admin = await administrator();
  const persons = await showTaxPersons(world.deps, admin, claimId);
  expect(persons.get(member.memberId)).toEqual(PERSON);
  expect(persons.get(third.memberId)).toBe(null);
  const [document] = await findDocuments(world.db, claimId);
  const shown = await showClaimDocument(world.deps, admin, document!.id);
  expect((await sharp(shown.bytes).metadata()).format).toBe("webp");
  const looks = await world.db.auditEntry.findMany({ where: { actorId: admin.actor.memberId } });
  expect(looks.map(({ action }) => action).sort()).toEqual(["look-at-claim-document", "look-at-tax-persons"]);
  const role = {
    id: newId(),
    kind: "administrator" as const,
    organisationId: null,
    areaId: null,
    status: "active" as const,
  };
  const winner = authoriseAdministrator(proveActor({ ...third, roles: [role] }));
  expect(await refusal(showTaxPersons(world.deps, winner, claimId))).toBe("notFound");
  expect(await refusal(decideClaim(world.deps, winner, { claimId, word: "approve", reason: "" }))).toBe(
    "anotherPersonNeeded",
  );
  // A sealed part that is moved to somebody else does not open.
  const { sealed, nonce, keyVersion, givenAt } = stored!;
  await world.db.syndicateClaimWinner.updateMany({
    where: { claimId, memberId: third.memberId },
    data: { sealed, nonce, keyVersion, givenAt },
  });
  expect(await refusal(showTaxPersons(world.deps, admin, claimId))).toBe("documentUnreadable");
});

test("B17 who is asked may say no, the manager may name another, and an administrator may send it back", async () => {
  const { id, claimId } = await won();
  await declineClaim(world.deps, member, claimId);
  expect(await claimOf(id)).toMatchObject({ state: "proposed", claimantId: manager.memberId });
  expect(await refusal(nameClaimant(world.deps, third, { claimId, memberId: third.memberId }))).toBe("notFound");
  expect(await refusal(nameClaimant(world.deps, manager, { claimId, memberId: member.memberId }))).toBe(
    "claimDeclined",
  );
  await nameClaimant(world.deps, manager, { claimId, memberId: third.memberId });
  await consentToClaim(world.deps, third, { claimId, person: PERSON });
  expect(await refusal(nameClaimant(world.deps, manager, { claimId, memberId: manager.memberId }))).toBe("claimFixed");
  await declineClaim(world.deps, third, claimId);
  expect(await claimOf(id)).toMatchObject({ state: "proposed", claimantId: manager.memberId, consentedAt: null });
  await declineClaim(world.deps, manager, claimId);
  expect(await claimOf(id)).toMatchObject({ state: "open", claimantId: null });
  await world.db.syndicateClaimWinner.updateMany({ where: { memberId: third.memberId }, data: { declinedAt: null } });
  await nameClaimant(world.deps, manager, { claimId, memberId: third.memberId });
  await consentToClaim(world.deps, third, { claimId, person: PERSON });
  await send(claimId, third);
  const admin = await administrator();
  await decideClaim(world.deps, admin, { claimId, word: "approve", reason: "" });
  expect(await refusal(decideClaim(world.deps, await administrator(), { claimId, word: "refuse", reason: " " }))).toBe(
    "reasonNeeded",
  );
  await decideClaim(world.deps, await administrator(), { claimId, word: "refuse", reason: "The form is not signed." });
  expect(await claimOf(id)).toMatchObject({ state: "consented", approvedBy: null });
  expect((await letters(id)).filter(({ notice }) => notice === "claim-sent-back")).toHaveLength(2);
  // Nobody approves twice, and nobody approves their own: the database as well.
  const ways = [
    { state: "approved" },
    { state: "approved-once", approvedBy: third.memberId },
    { state: "paid", paidMinor: 1n },
  ];
  for (const data of ways) {
    await expect(world.db.syndicateClaim.updateMany({ where: { id: claimId }, data })).rejects.toThrow();
  }
});

test("B17 P27 two who approve at once are two people, and a lottery that does not answer is asked again, and pays once", async () => {
  const { id, claimId } = await won();
  await consentToClaim(world.deps, member, { claimId, person: PERSON });
  await send(claimId, member);
  const silent = world.with({ claim: () => Promise.reject(lotteryUnavailable(new Error("silence"))) });
  const admins = await Promise.all([administrator(), administrator(), administrator()]);
  const answers = await Promise.all(
    [...admins, ...admins].map((by) =>
      decideClaim(silent, by, { claimId, word: "approve", reason: "" }).catch((error: { code: string }) => error.code),
    ),
  );
  expect(answers.filter((answer) => answer === "approved-once")).toHaveLength(1);
  expect(answers.filter((answer) => answer === "approved")).toHaveLength(1);
  const claim = await claimOf(id);
  expect(claim.state).toBe("approved");
  expect(claim.approvedBy).not.toBe(claim.confirmedBy);
  const before = await world.wallet(member);
  expect(await fileApprovedClaims(world.deps)).toBe(0);
  world.clock.advanceSeconds(700);
  await Promise.all([world.work(), world.work()]);
  await world.work();
  expect(await world.wallet(member)).toBe(before + 2_500_000);
  expect(await world.state(id)).toBe("settled");
  // Its documents go when nobody asks about it any more.
  world.clock.advanceSeconds(89 * 86_400);
  expect(await removeOldClaimDocuments(world.deps)).toBe(0);
  world.clock.advanceSeconds(2 * 86_400);
  expect(await removeOldClaimDocuments(world.deps)).toBe(1);
  expect(await findDocuments(world.db, claimId)).toEqual([]);
  expect(await removeOldClaimDocuments(world.deps)).toBe(0);
});

test("S8 a result corrected before the claim is paid: another amount has to be approved anew, and none lapses", async () => {
  const { id, claimId } = await won();
  await consentToClaim(world.deps, member, { claimId, person: PERSON });
  await send(claimId, member);
  const admin = await administrator();
  await decideClaim(world.deps, admin, { claimId, word: "approve", reason: "" });
  // Five numbers: a million.
  world.clock.advanceSeconds(3600);
  world.lottery.book.publish("us-powerball", DRAW, { main: [4, 8, 19, 27, 34], bonus: [11] });
  await world.work();
  await world.work();
  expect(await claimOf(id)).toMatchObject({ state: "consented", approvedBy: null, amountMinor: 100_000_000 });
  expect((await findWinners(world.db, claimId)).map(({ amountMinor }) => amountMinor)).toEqual([
    33_333_333, 50_000_000, 16_666_667,
  ]);
  world.clock.advanceSeconds(3600);
  world.lottery.book.publish("us-powerball", DRAW, { main: [60, 61, 62, 63, 64], bonus: [11] });
  await world.work();
  await world.work();
  expect(await claimOf(id)).toMatchObject({ state: "lapsed" });
  expect(await world.state(id)).toBe("settled");
  expect(await world.balance("venue:lottery:USD")).toBe(-400);
});

test("B17 the moves of a claim are the database's own, and the claimant is the largest weight that has not said no", () => {
  const migration = readFileSync("prisma/migrations/20261121172000_syndicate_claims/migration.sql", "utf8");
  const listed = /ARRAY\[\s*('open>proposed'[\s\S]*?)\]\)/.exec(migration)![1]!;
  const moves = [...listed.matchAll(/'([a-z-]+>[a-z-]+)'/g)].map(([, move]) => move!);
  expect(moves.sort()).toEqual(CLAIM_STATES.flatMap((from) => CLAIM_MOVES[from].map((to) => `${from}>${to}`)).sort());
  const part = fc.record({
    shareNumber: fc.nat(30),
    weight: fc.integer({ min: 1, max: 9 }),
    memberId: fc.constantFrom("a", "b", "c"),
    amountMinor: fc.nat(999),
  });
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), fc.subarray(["a", "b", "c"]), (parts, declined) => {
      const winners = winnersOf(parts);
      const sum = (of: readonly { amountMinor: number }[]) => of.reduce((total, one) => total + one.amountMinor, 0);
      expect(sum(winners)).toBe(sum(parts));
      const candidates = winners.map((winner) => ({ ...winner, hasDeclined: declined.includes(winner.memberId) }));
      const chosen = nextClaimant(candidates);
      const left = candidates.filter(({ hasDeclined }) => !hasDeclined);
      if (left.length === 0) expect(chosen).toBe(null);
      else
        expect(left.find(({ memberId }) => memberId === chosen)!.weight).toBe(
          Math.max(...left.map(({ weight }) => weight)),
        );
    }),
  );
});

test("B9 B17 the figures for the tax hold from their date, name their source, and judge the whole prize", () => {
  const figures = prizeTaxOn("US", "USD", "2026-11-21")!;
  expect([figures.forms.shared, figures.source.length > 10]).toEqual(["5754", true]);
  expect(prizeTaxOn("US", "USD", "2025-12-31")).toBe(null);
  expect(prizeTaxOn("GB", "GBP", "2026-11-21")).toBe(null);
  expect(taxOf(figures, { amountMinor: 199_999, wagerMinor: 200 })).toEqual({ isReportable: false, withheldMinor: 0 });
  expect(taxOf(figures, { amountMinor: 200_000, wagerMinor: 400 })).toEqual({ isReportable: true, withheldMinor: 0 });
  expect(taxOf(figures, { amountMinor: 200_000, wagerMinor: 10_000 })).toEqual({
    isReportable: false,
    withheldMinor: 0,
  });
  expect(taxOf(figures, { amountMinor: 500_400, wagerMinor: 400 }).withheldMinor).toBe(0);
  expect(taxOf(figures, { amountMinor: 5_000_400, wagerMinor: 400 }).withheldMinor).toBe(1_200_000);
});

test("S8 B17 the last day to claim is as the law of the agent's area says, 180 days after the draw where nothing is on record", async () => {
  const lastDay = async () => {
    world.at("2026-11-20T12:00:00Z");
    const { id } = await won();
    return { id, claimBy: (await claimOf(id)).claimBy.toISOString() };
  };
  // What another state says counts for nothing.
  await law("US-UT", 1, { claimDays: 10 });
  expect((await lastDay()).claimBy).toBe("2027-05-20T00:00:00.000Z");
  // Nor does a law that has ended; then it is the country's.
  await law("US", 1, { claimDays: 90 });
  await law("US-NY", 1, { claimDays: 30 }, new Date("2026-06-01T00:00:00Z"));
  expect((await lastDay()).claimBy).toBe("2027-02-19T00:00:00.000Z");
  // The state's own comes before it.
  await law("US-NY", 2, { claimDays: 365 });
  const { id, claimBy } = await lastDay();
  expect(claimBy).toBe("2027-11-21T00:00:00.000Z");
  const reminders = await world.db.outbox.findMany({ where: { dedupeKey: { contains: `claim-reminder:` } } });
  const days = reminders
    .filter(({ payload }) => (payload as unknown as NoticeJob).syndicateId === id)
    .map(({ nextAt }) => nextAt.toISOString().slice(0, 10));
  expect([...new Set(days)].sort()).toEqual(["2027-10-22", "2027-11-14", "2027-11-20"]);
});
