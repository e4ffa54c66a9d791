import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { changesOf, partsOf } from "@/server/games/syndicates/correction";
import { findOpenDebts, lockWallets } from "@/server/games/syndicates/debt-store";
import { type NoticeJob, sendNotice } from "@/server/games/syndicates/notices";
import { findPayouts } from "@/server/games/syndicates/payout-store";
import { payDebts } from "@/server/games/syndicates/settle-debt";
import { newId } from "@/server/kernel/ids";
import type { Mail } from "@/server/kernel/mail";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import { claimPrize } from "@/server/lotteries/claim-prizes";
import type { Actor } from "@/server/people/authority";
import { readWallet } from "@/server/wallets/read-wallet";
import { readWayOut } from "@/server/wallets/read-withdrawals";
import { requestWithdrawal } from "@/server/wallets/request-withdrawal";
import { DRAW, openWorld, refusal, START, type World } from "./world";

let world: World;
let manager: Actor;
let member: Actor;
beforeAll(async () => {
  world = await openWorld({ poolSize: 12, lottery: { reclaims: true } });
});
beforeEach(async () => {
  world.clock.set(START);
  manager = await world.member();
  member = await world.member();
});
afterAll(() => world.close());

const AFTER = new Date("2026-11-22T05:00:00Z");
const publish = async (main: number[], bonus: number[]) => {
  world.clock.advanceSeconds(3600);
  world.lottery.book.publish("us-powerball", DRAW, { main, bonus });
  await world.work();
  await world.work();
};
/** Three of the first line with the bonus: $100. Without it: $7. Nothing at all. */
const HIGH = () => publish([4, 8, 19, 60, 61], [10]);
const LOW = () => publish([4, 8, 19, 60, 61], [26]);
const NOTHING = () => publish([60, 61, 62, 63, 64], [26]);
const owed = async (who: Actor) =>
  (await findOpenDebts(world.db, { memberId: who.memberId })).map(({ owedMinor, settledMinor }) => [
    owedMinor,
    settledMinor,
  ]);
/** Shares of $1.34, $1.33 and $1.33: one the manager's, two the member's. */
async function playing(): Promise<string> {
  const id = await world.offer(manager);
  await world.take(manager, id);
  await world.take(member, id, 2);
  world.clock.set(AFTER);
  return id;
}
/** Leaves so much in a wallet. */
async function spendDownTo(who: Actor, leftMinor: number): Promise<void> {
  const here = world.clock.now();
  world.clock.set(START);
  const amount = (await world.wallet(who)) - leftMinor;
  // A hundred lines at $2.
  const other = await world.offer(await world.member(), {
    entries: Array.from({ length: 100 }, (_, n) => ({ main: [1, 2, 3, 4 + (n % 2), 6 + (n >> 1)], bonus: [6] })),
    weights: [amount / 100, 200 - amount / 100],
    draws: ["2026-11-28"],
  });
  const [share] = await world.shares(other);
  expect(share!.priceMinor).toBe(amount);
  await world.take(who, other, 0, { numbers: [1] });
  world.clock.set(here);
}

/** An identity that was confirmed, and a bank account that is named. */
async function mayWithdraw({ memberId }: Actor): Promise<void> {
  const { givenName, familyName, birthDate } = await world.db.member.findUniqueOrThrow({ where: { id: memberId } });
  const [id, at] = [newId(), world.clock.now()];
  await world.db.identityCheck.create({
    data: {
      ...{ id, memberId, state: "open", checker: "documents", documentKind: "passport" },
      ...{ givenName, familyName, birthDate, requestedAt: at },
    },
  });
  const decided = { state: "approved", decidedAt: at, decidedBy: manager.memberId };
  await world.db.identityCheck.update({ where: { id }, data: decided });
  const account = { accountId: `acct_${memberId}`, ready: true, bank: "Bank" };
  await world.db.walletPayee.create({ data: { memberId, ...account, createdAt: at, updatedAt: at } });
}

test("S8 a result corrected down after payment: the difference goes back, share by share, exactly", async () => {
  const id = await playing();
  const before = [await world.wallet(manager), await world.wallet(member)];
  await HIGH();
  expect([await world.wallet(manager), await world.wallet(member)]).toEqual([before[0]! + 3334, before[1]! + 6666]);
  await LOW();
  const payouts = await findPayouts(world.db, id);
  expect(payouts.map(({ amountMinor, paidUntilMinor }) => [amountMinor, paidUntilMinor])).toEqual([
    [10_000, 10_000],
    [-9_300, 700],
  ]);
  // What stays is what $7 divides to: $2.34, $2.33, $2.33.
  expect([await world.wallet(manager), await world.wallet(member)]).toEqual([before[0]! + 234, before[1]! + 466]);
  await Promise.all([world.work(), world.work()]);
  expect(await findPayouts(world.db, id)).toHaveLength(2);
  expect(await owed(member)).toEqual([]);
  await NOTHING();
  expect([await world.wallet(manager), await world.wallet(member)]).toEqual(before);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("M1 what was spent already is owed: a receivable, told, set against a later prize, and paid from the wallet", async () => {
  const id = await playing();
  await HIGH();
  const receivable = await world.balance("members:receivable:USD");
  await spendDownTo(member, 1_000);
  await NOTHING();
  expect(await world.wallet(member)).toBe(0);
  expect(await owed(member)).toEqual([[5_666, 0]]);
  expect(await owed(manager)).toEqual([]);
  expect((await world.balance("members:receivable:USD")) - receivable).toBe(5_666);
  // What comes later settles it first, and no cent reaches the wallet before.
  await LOW();
  expect(await world.wallet(member)).toBe(0);
  expect(await owed(member)).toEqual([[5_666, 466]]);
  expect(await refusal(payDebts(world.deps, member, id))).toBe("insufficientBalance");
  await world.fund(member.memberId, 1_000);
  expect(await payDebts(world.deps, member, id)).toMatchObject({ paidMinor: 1_000, owedMinor: 4_200 });
  await world.fund(member.memberId, 9_000);
  await Promise.allSettled([payDebts(world.deps, member, id), payDebts(world.deps, member, id)]);
  expect(await world.wallet(member)).toBe(4_800);
  expect(await refusal(payDebts(world.deps, member, id))).toBe("notFound");
  expect(await world.balance("members:receivable:USD")).toBe(receivable);
  const letters = (await world.db.outbox.findMany({ where: { kind: "syndicates.notice" } }))
    .map(({ payload }) => payload as unknown as NoticeJob)
    .filter((job) => job.syndicateId === id && job.notice === "corrected");
  expect(letters.map(({ to }) => to)).toEqual(
    expect.arrayContaining([{ memberId: member.memberId }, { memberId: manager.memberId }]),
  );
  const sent: string[] = [];
  const mail = { send: async (letter: { text: string }) => void sent.push(letter.text) } as unknown as Mail;
  const deps = { db: world.db, mail, appUrl: "https://venue.example", venueSecret: "x", now: () => AFTER };
  const job = letters.find(({ to }) => "memberId" in to && to.memberId === member.memberId)!;
  await sendNotice({ ...deps, words: wordsOf }, job, "delivery");
  expect(sent[0]).toContain("$56.66");
  expect(sent[0]).toContain("/members");
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("M5 what is owed since a prize was corrected cannot be withdrawn, and the refusal says so", async () => {
  const id = await playing();
  await HIGH();
  await spendDownTo(member, 1_000);
  await NOTHING();
  expect(await owed(member)).toEqual([[5_666, 0]]);
  await world.fund(member.memberId, 9_000);
  await mayWithdraw(member);
  const way = () => readWayOut(world.db, member, "USD", world.clock.now());
  expect(await way()).toMatchObject({ availableMinor: 3_334, owed: { depositsMinor: 0, prizesMinor: 5_666 } });
  expect(await readWallet(world.db, member, "USD")).toMatchObject({ balanceMinor: 9_000, availableMinor: 3_334 });
  const ask = (amountMinor: number) =>
    requestWithdrawal({ db: world.db, clock: world.clock }, member, {
      requestKey: newId(),
      amountMinor,
      currency: "USD",
    });
  await expect(ask(3_335)).rejects.toMatchObject({
    code: "insufficientBalance",
    params: { availableMinor: 3_334, prizesMinor: 5_666 },
  });
  for (const locale of ["en", "es"] as const) {
    const say = await wordsOf(locale);
    const fill = { most: "$33.34", owed: "$56.66" };
    expect(say("withdrawals.refused.insufficientBalance", { ...fill, owes: "prizes" })).toContain("$56.66");
    expect(say("withdrawals.refused.insufficientBalance", { ...fill, owes: "no" })).not.toContain("$56.66");
  }
  // Of several at once no more goes than is free.
  const asked = await Promise.all([1, 2, 3, 4].map(() => refusal(ask(1_000))));
  expect(asked.sort()).toEqual(["insufficientBalance", "no error", "no error", "no error"]);
  // Paid, it is in nobody's way.
  await payDebts(world.deps, member, id);
  expect(await way()).toMatchObject({ availableMinor: 334, owed: { prizesMinor: 0 } });
  await ask(334);
  expect(await world.wallet(member)).toBe(0);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("M1 a correction while the money is being spent: every cent is in a wallet, in escrow, or owed", async () => {
  const id = await playing();
  await HIGH();
  world.lottery.book.publish("us-powerball", DRAW, { main: [60, 61, 62, 63, 64], bonus: [26] });
  const had = await world.wallet(member);
  const others = await Promise.all(
    Array.from({ length: 6 }, async () => {
      world.clock.set(START);
      const other = await world.offer(await world.member(), {
        entries: Array.from({ length: 10 }, (_, n) => ({ main: [1, 2, 3, 4, 5 + n], bonus: [6] })),
        weights: [3, 1],
        draws: ["2026-11-23"],
      });
      return other;
    }),
  );
  world.clock.set(new Date(AFTER.getTime() + 8 * 3_600_000));
  const [purchase] = await world.db.lotteryPurchase.findMany({ where: { subject: `syndicate:${id}` } });
  await claimPrize(world.deps.agent, purchase!.id, DRAW);
  const spent = await Promise.all([
    world.work().then(() => 0),
    ...others.map((other) =>
      world.take(member, other, 0, { numbers: [1] }).then(
        ({ amountMinor }) => amountMinor,
        () => 0,
      ),
    ),
  ]);
  await world.work();
  const debts = await owed(member);
  const owedMinor = debts.reduce((sum, [minor]) => sum + minor!, 0);
  const out = spent.reduce((sum, one) => sum + one, 0);
  expect(await world.wallet(member)).toBe(had - out - 6_666 + owedMinor);
  expect((await findPayouts(world.db, id)).map(({ amountMinor }) => amountMinor)).toEqual([10_000, -10_000]);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});

test("M1 whoever takes back holds the wallet first: what is spent at the same moment waits, and finds what is left", async () => {
  const spender = await world.member(400);
  const id = await world.offer(await world.member(), { draws: ["2026-11-30"] });
  const wallet = walletAccount(spender.memberId, "USD");
  const bank = { key: "test:bank:USD", kind: "asset" as const, guarded: false };
  let isSpent = false;
  let spending: Promise<string> = Promise.resolve("");
  await world.db.transaction(async (tx) => {
    const had = (await lockWallets(tx, [wallet.key])).get(wallet.key)!;
    expect(had).toBe(400);
    spending = refusal(world.take(spender, id, 3)).finally(() => {
      isSpent = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(isSpent).toBe(false);
    const line = { debit: wallet, credit: bank, amountMinor: had };
    const head = { cause: "prize" as const, causeId: id, key: `test-back:${id}`, currency: "USD" };
    await postMovement(tx, { ...head, postedAt: world.clock.now(), lines: [line] });
  });
  expect(await spending).toBe("insufficientBalance");
  expect(await world.wallet(spender)).toBe(0);
});

test("L2 a lottery that pays less without a newer result is not believed", async () => {
  const id = await playing();
  await HIGH();
  const [purchase] = await world.db.lotteryPurchase.findMany({ where: { subject: `syndicate:${id}` } });
  const less = world.with({
    claim: async (wish) => ({ ...(await world.client.claim(wish)), paidMinor: 1 }),
  });
  expect(await claimPrize(less.agent, purchase!.id, DRAW)).toMatchObject({ state: "requested", paidMinor: 10_000 });
  await expect(
    world.db.query({
      text: "update lottery_claim set paid_minor = 1 where purchase_id = $1::uuid",
      values: [purchase!.id],
    }),
  ).rejects.toThrow(/cannot shrink/);
  expect((await findPayouts(world.db, id)).map(({ amountMinor }) => amountMinor)).toEqual([10_000]);
});

test("M7 whatever the lottery pays and takes back, the parts add up and nobody gives back more than they got", () => {
  const weights = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 2, maxLength: 20 });
  fc.assert(
    fc.property(weights, fc.array(fc.nat(100_000), { minLength: 1, maxLength: 8 }), (parts, totals) => {
      const shares = parts.map((weight, at) => ({ number: at + 1, weight }));
      const got = new Map(shares.map(({ number }) => [number, 0]));
      let paid = 0;
      for (const until of totals) {
        const change = partsOf(shares, got, paid, until);
        expect(change.reduce((sum, one) => sum + one, 0)).toBe(until - paid);
        for (const [at, { number }] of shares.entries()) got.set(number, got.get(number)! + change[at]!);
        paid = until;
        expect(Math.min(...got.values())).toBeGreaterThanOrEqual(0);
      }
    }),
  );
  fc.assert(
    fc.property(fc.integer({ min: -9_000, max: 9_000 }), fc.nat(9_000), fc.nat(9_000), (amountMinor, balance, debt) => {
      const [change] = changesOf([{ memberId: "a", amountMinor }], new Map([["a", balance]]), new Map([["a", debt]]));
      expect(change!.walletMinor - change!.owedMinor).toBe(amountMinor);
      expect(balance + change!.walletMinor).toBeGreaterThanOrEqual(0);
      expect(debt + change!.owedMinor).toBeGreaterThanOrEqual(0);
    }),
  );
});
