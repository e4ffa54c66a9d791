import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createSyndicate } from "@/server/games/syndicates/create-syndicate";
import { newId } from "@/server/kernel/ids";
import { postMovement } from "@/server/ledger/post-movement";
import type { LotteryServer } from "@/server/lotteries/ports";
import type { Actor } from "@/server/people/authority";
import { admitStake } from "@/server/people/limit-play";
import { depositDisputed } from "@/server/wallets/movements";
import { DRAW, openWorld, refusal, START, type World } from "./world";

let world: World;
let manager: Actor;
beforeAll(async () => {
  world = await openWorld({ poolSize: 12 });
});
beforeEach(async () => {
  world.clock.set(START);
  manager = await world.member();
});
afterAll(() => world.close());

test("S1 whoever offers a syndicate is registered as its manager, under the terms of then; a refused offer registers nobody", async () => {
  const utah = { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [], postalCode: "84101" };
  const elsewhere = await world.member(10_000, utah);
  expect(await refusal(world.offer(elsewhere))).toBe("entryClosed");
  const poor = await world.member(399);
  expect(await refusal(world.offer(poor, { mode: "bought-first" }))).toBe("insufficientBalance");
  const id = await world.offer(manager);
  await world.offer(manager);
  const rows = await world.db.syndicateManager.findMany({
    where: { memberId: { in: [elsewhere, poor, manager].map(({ memberId }) => memberId) } },
  });
  expect(rows.map(({ memberId, termsVersion }) => [memberId, termsVersion])).toEqual([[manager.memberId, 1]]);
  const signed = await world.db.syndicateSignature.findMany({ where: { syndicateId: id } });
  expect(signed.map(({ memberId, version }) => [memberId, version])).toEqual([[manager.memberId, 1]]);
  const strange = newId();
  await expect(
    world.db.syndicate.updateMany({ where: { gameId: id }, data: { managerId: strange } }),
  ).rejects.toThrow();
});

test("S1 the deposit is confirmed and in escrow before the lottery is asked for anything; money for one buys one", async () => {
  const held: number[] = [];
  const spy: Partial<LotteryServer> = {
    buy: async (wish) => {
      const id = wish.key && (await world.db.lotteryPurchase.findUniqueOrThrow({ where: { id: wish.key } })).subject;
      held.push(await world.balance(`escrow:${String(id).slice("syndicate:".length)}`));
      return world.client.buy(wish);
    },
  };
  const deps = world.with(spy);
  const offer = (who: Actor) =>
    createSyndicate(deps, who, { ...world.draft({ mode: "bought-first" }), requestKey: newId(), presence: null });
  const poor = await world.member(399);
  expect(await refusal(offer(poor))).toBe("insufficientBalance");
  expect(held).toEqual([]);
  // Four dollars, and six who want to spend them at the same moment.
  const one = await world.member(400);
  const answers = await Promise.all(Array.from({ length: 6 }, () => refusal(offer(one))));
  expect(answers.filter((answer) => answer === "no error")).toHaveLength(1);
  expect(new Set(answers)).toEqual(new Set(["no error", "insufficientBalance"]));
  expect(held).toEqual([400]);
  expect(await world.wallet(one)).toBe(0);
  expect(await world.db.lotteryPurchase.count({ where: { state: "confirmed" } })).toBe(1);
});

test("S1 S6 a manager who has excluded themselves meanwhile keeps no shares: nothing is bought, and everybody has their money back", async () => {
  const limits = { admitStake: (tx, stake) => admitStake(tx, { ...stake, written: true }) } as typeof world.deps.limits;
  const before = world.deps.limits.admitStake;
  Object.assign(world.deps.limits, limits);
  const member = await world.member();
  const id = await world.offer(manager, { unsoldRule: "keep" });
  await world.take(member, id);
  await world.db.member.update({
    where: { id: manager.memberId },
    data: { excludedUntil: new Date("2036-01-01T00:00:00Z") },
  });
  world.clock.set((await world.db.syndicate.findUniqueOrThrow({ where: { gameId: id } })).decideBy);
  await world.work();
  await world.work();
  Object.assign(world.deps.limits, { admitStake: before });
  expect(await world.state(id)).toBe("cancelled");
  expect([await world.wallet(manager), await world.wallet(member)]).toEqual([10_000, 10_000]);
  expect(await world.db.lotteryPurchase.count({ where: { subject: `syndicate:${id}` } })).toBe(0);
});

test("S5 M1 money that is reversed after it paid for a share: the share stays paid and plays, and the member owes the venue", async () => {
  const id = await world.offer(manager);
  const member = await world.member(267);
  await world.take(member, id, 2);
  const receivable = await world.balance("members:receivable:USD");
  // The card network takes the deposit back; nothing of it is in the wallet any more.
  const deposit = { depositId: newId(), memberId: member.memberId, currency: "USD", at: world.clock.now() };
  const dispute = { id: newId(), withdrawnMinor: 267, feeMinor: 0, fromWalletMinor: 0 };
  await world.db.transaction((tx) => postMovement(tx, depositDisputed(deposit, dispute)));
  expect((await world.balance("members:receivable:USD")) - receivable).toBe(267);
  expect(await world.balance(`escrow:${id}`)).toBe(267);
  expect(await refusal(world.take(member, id))).toBe("insufficientBalance");
  await world.take(manager, id);
  expect(await world.state(id)).toBe("playing");
  expect((await world.shares(id)).map(({ holderId }) => holderId)).toEqual([
    member.memberId,
    member.memberId,
    manager.memberId,
  ]);
  world.clock.set(new Date("2026-11-22T06:00:00Z"));
  world.lottery.book.publish("us-powerball", DRAW, { main: [4, 8, 19, 60, 61], bonus: [26] });
  await world.work();
  await world.work();
  // $7 by shares of 134, 133 and 133: nobody else gets less because of it.
  expect(await world.wallet(member)).toBe(234 + 233);
  expect(await world.sound()).toEqual({ balanced: true, faults: [] });
});
