import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { sharpImages } from "@/server/games/raffles/images/adapters/sharp";
import { findOpenDebts } from "@/server/games/syndicates/debt-store";
import { type NoticeJob, sendNotice } from "@/server/games/syndicates/notices";
import { payInPrize, settleHandTickets } from "@/server/games/syndicates/pay-in-prize";
import { findPayouts } from "@/server/games/syndicates/payout-store";
import { recordTicket } from "@/server/games/syndicates/record-ticket";
import { payDebts } from "@/server/games/syndicates/settle-debt";
import { newId } from "@/server/kernel/ids";
import type { Mail } from "@/server/kernel/mail";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import { handAnswer } from "@/server/lotteries/record-hand-ticket";
import type { Actor } from "@/server/people/authority";
import { DRAW, openWorld, refusal, START, type World } from "./world";

let world: World;
let picture: Parameters<typeof recordTicket>[2]["picture"];
beforeAll(async () => {
  world = await openWorld();
  await world.db.areaRule.create({
    data: {
      ...{ id: newId(), areaId: "US-NY", version: 1, minimumAge: 18, source: "", confidence: "unverified" },
      ...{ rules: { handBoughtTicketsAllowed: true }, validFrom: new Date("2026-01-01"), createdAt: START },
    },
  });
  const slip = await sharp({ create: { width: 400, height: 500, channels: 3, background: "#fbf8f0" } })
    .jpeg()
    .toBuffer();
  picture = await sharpImages.clean(new Uint8Array(slip), "jpeg");
});
afterAll(() => world.close());

const publish = async (main: number[], bonus: number[]) => {
  world.clock.advanceSeconds(3600);
  world.lottery.book.publish("us-powerball", DRAW, { main, bonus });
  await world.work();
  await settleHandTickets(world.deps);
};
/** Three of the first line with the bonus: $100. Without it: $7. Nothing at all. */
const HIGH = () => publish([4, 8, 19, 60, 61], [10]);
const LOW = () => publish([4, 8, 19, 60, 61], [26]);
const NOTHING = () => publish([60, 61, 62, 63, 64], [26]);

interface Bought {
  id: string;
  manager: Actor;
  members: Actor[];
  /** In wallets: the manager's, then each member's. */
  wallets(): Promise<number[]>;
  pay(amountMinor: number): Promise<string>;
}

/** A ticket bought by hand for three shares of $1.34, $1.33 and $1.33, on the day after its draw. The manager has none of them. */
async function bought(): Promise<Bought> {
  world.clock.set(START);
  const manager = await world.member(20_000);
  const id = await world.offer(manager, { buyer: "manager", leadMinutes: 360 });
  const members = [await world.member(), await world.member(), await world.member()];
  for (const member of members) await world.take(member, id);
  const reference = `ab-${id.slice(-8)}`;
  await recordTicket(world.deps, manager, { syndicateId: id, reference, picture, entries: world.draft().entries });
  world.clock.set(new Date("2026-11-22T06:00:00Z"));
  return {
    ...{ id, manager, members },
    wallets: () => Promise.all([manager, ...members].map((one) => world.wallet(one))),
    pay: (amountMinor) => refusal(payInPrize(world.deps, manager, { syndicateId: id, date: DRAW, amountMinor })),
  };
}
const amounts = async (id: string) => (await findPayouts(world.db, id)).map(({ amountMinor }) => amountMinor);
const changes = (before: number[], after: number[]) => after.map((sum, at) => sum - before[at]!);
const lottery = () => world.balance("venue:lottery:USD");
/** Takes all that somebody has out of the wallet. */
const empty = async (who: Actor) => {
  const debit = walletAccount(who.memberId, "USD");
  const credit = { key: "test:bank:USD", kind: "asset" as const, guarded: false };
  const lines = [{ debit, credit, amountMinor: await world.wallet(who) }];
  const head = { cause: "withdrawal" as const, causeId: who.memberId, key: `test-out:${newId()}`, currency: "USD" };
  await world.db.transaction((tx) => postMovement(tx, { ...head, postedAt: world.clock.now(), lines }));
  expect(await world.wallet(who)).toBe(0);
};

test("S8 a result corrected down before it is paid in: the manager owes less, or nothing at all", async () => {
  const one = await bought();
  await HIGH();
  expect(await one.pay(700)).toBe("handAmount");
  await LOW();
  expect(await one.pay(10_000)).toBe("handAmount");
  const before = await one.wallets();
  expect(await one.pay(700)).toBe("no error");
  expect(changes(before, await one.wallets())).toEqual([-700, 234, 233, 233]);
  expect(await world.state(one.id)).toBe("settled");

  const none = await bought();
  await HIGH();
  expect(await world.state(none.id)).toBe("playing");
  expect(await refusal(world.offer(none.manager, { buyer: "manager", leadMinutes: 360, draws: ["2026-11-25"] }))).toBe(
    "handPrizeOwed",
  );
  await NOTHING();
  expect(await world.state(none.id)).toBe("settled");
  expect(await none.pay(10_000)).toBe("handNothingOwed");
  expect(await refusal(world.offer(none.manager, { buyer: "manager", leadMinutes: 360, draws: ["2026-11-25"] }))).toBe(
    "no error",
  );
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("S8 M1 a result corrected down after it was paid in and divided: it goes back share by share, and then to the manager", async () => {
  const one = await bought();
  const [start, books] = [await one.wallets(), await lottery()];
  await HIGH();
  await one.pay(10_000);
  expect(changes(start, await one.wallets())).toEqual([-10_000, 3_334, 3_333, 3_333]);
  await LOW();
  expect(await amounts(one.id)).toEqual([10_000, -9_300]);
  expect(changes(start, await one.wallets())).toEqual([-700, 234, 233, 233]);
  // Whoever looks again, and at once, changes nothing.
  await Promise.all([settleHandTickets(world.deps), settleHandTickets(world.deps), world.work()]);
  expect(changes(start, await one.wallets())).toEqual([-700, 234, 233, 233]);
  expect(await settleHandTickets(world.deps)).toBe(0);
  // Up again: the rest is owed and paid in, and down to nothing: all of it goes back.
  await HIGH();
  expect(await one.pay(10_000)).toBe("handAmount");
  expect(await one.pay(9_300)).toBe("no error");
  expect(changes(start, await one.wallets())).toEqual([-10_000, 3_334, 3_333, 3_333]);
  await NOTHING();
  expect(changes(start, await one.wallets())).toEqual([0, 0, 0, 0]);
  expect(await amounts(one.id)).toEqual([10_000, -9_300, 9_300, -10_000]);
  expect(await lottery()).toBe(books);
  expect(await world.state(one.id)).toBe("settled");
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("M1 what a member has spent of it is owed, and reaches the manager when it is paid, not before", async () => {
  const one = await bought();
  const [first] = one.members;
  const books = [await lottery(), await world.balance("members:receivable:USD")];
  await HIGH();
  const start = await world.wallet(one.manager);
  await one.pay(10_000);
  await empty(first!);
  await NOTHING();
  const owed = await findOpenDebts(world.db, { syndicateId: one.id });
  expect(owed.map(({ memberId, owedMinor }) => [memberId, owedMinor])).toEqual([[first!.memberId, 3_334]]);
  expect((await world.wallet(one.manager)) - start).toBe(-3_334);
  const letters = (await world.db.outbox.findMany({ where: { kind: "syndicates.notice" } }))
    .map(({ payload }) => payload as unknown as NoticeJob)
    .filter((job) => job.syndicateId === one.id && job.notice === "paid-back");
  expect(letters).toMatchObject([
    { to: { memberId: one.manager.memberId }, fill: { amountMinor: 6_666, owedMinor: 3_334 } },
  ]);
  const sent: string[] = [];
  const mail = { send: async ({ text }: { text: string }) => void sent.push(text) } as unknown as Mail;
  const by = {
    db: world.db,
    mail,
    appUrl: "https://venue.example",
    venueSecret: "x",
    now: () => START,
    words: wordsOf,
  };
  await sendNotice(by, letters[0]!, "delivery");
  expect(sent[0]).toMatch(/\$66\.66.*\$33\.34/s);

  await world.fund(first!.memberId, 1_000);
  await Promise.allSettled([payDebts(world.deps, first!, one.id), payDebts(world.deps, first!, one.id)]);
  expect((await world.wallet(one.manager)) - start).toBe(-2_334);
  await world.fund(first!.memberId, 5_000);
  await payDebts(world.deps, first!, one.id);
  expect((await world.wallet(one.manager)) - start).toBe(0);
  expect(await world.wallet(first!)).toBe(2_666);
  expect([await lottery(), await world.balance("members:receivable:USD")]).toEqual(books);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("M1 a manager who has shares as well owes nobody what comes back to themselves", async () => {
  world.clock.set(START);
  const manager = await world.member(13_000);
  const member = await world.member();
  const id = await world.offer(manager, { buyer: "manager", leadMinutes: 360 });
  await world.take(manager, id, 2);
  await world.take(member, id);
  const entries = world.draft().entries;
  await recordTicket(world.deps, manager, { syndicateId: id, reference: `own-${id.slice(-8)}`, picture, entries });
  world.clock.set(new Date("2026-11-22T06:00:00Z"));
  await HIGH();
  await payInPrize(world.deps, manager, { syndicateId: id, date: DRAW, amountMinor: 10_000 });
  await empty(manager);
  await NOTHING();
  // The two shares had $66.67; the manager's wallet had none of it left, and the member's $33.33 comes back to the manager.
  expect(await findOpenDebts(world.db, { syndicateId: id })).toEqual([]);
  expect(await world.wallet(manager)).toBe(3_333);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("S8 whatever results follow each other, what is written down and paid in comes to what the last one says", () => {
  const results = fc.array(fc.option(fc.nat(500), { nil: null }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(results, (won) => {
      let claim: { state: string | null; paidMinor: number } = { state: null, paidMinor: 0 };
      let [paidIn, paidBack] = [0, 0];
      for (const wonMinor of won) {
        const answer = handAnswer({ wonMinor, ...claim });
        if (answer === "owed") claim = { ...claim, state: "requested" };
        else if (answer) {
          expect(answer.paidMinor).toBeLessThanOrEqual(claim.paidMinor);
          paidBack += claim.paidMinor - answer.paidMinor;
          claim = { state: answer.paidMinor > 0 ? "paid" : "nothing", paidMinor: answer.paidMinor };
        }
        if (claim.state === "requested" && wonMinor !== null) {
          expect(wonMinor).toBeGreaterThan(claim.paidMinor);
          paidIn += wonMinor - claim.paidMinor;
          claim = { state: "paid", paidMinor: wonMinor };
        }
        if (wonMinor !== null) expect(paidIn - paidBack).toBe(wonMinor);
        // The same result again means nothing new.
        if (wonMinor !== null) expect(handAnswer({ wonMinor, ...claim })).toBeNull();
      }
    }),
  );
});
