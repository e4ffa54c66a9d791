import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { type AccountRef, walletAccount } from "@/server/ledger/accounts";
import type { Movement } from "@/server/ledger/movement";
import { postMovement } from "@/server/ledger/post-movement";
import { admitStake, excludeMyself, readOwnLimits, setOwnLimits } from "@/server/people/limit-play";
import { FOR_GOOD } from "@/server/people/play-limit";
import { recheckOrders } from "@/server/tickets/recheck-orders";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";
import { type Buyer, refusal, waysToBuy } from "@/tests/support/ways";

// What is counted is counted by the database's clock, so here the venue's runs with it.
let venue: TestVenue;
const { hold, pay } = waysToBuy(() => venue);
const LOTTERY: AccountRef = { key: "venue:lottery-of-tests", kind: "asset", guarded: false };
const ESCROW: AccountRef = { key: "escrow:tests", kind: "liability", guarded: true };
const HOUR = 3_600_000;

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(new Date()));
afterAll(() => venue.close());

const raffle = (priceMinor = 500) => {
  const now = Date.now();
  const times = { opensAt: new Date(now - HOUR), closesAt: new Date(now + 24 * HOUR) };
  return venue.raffle({ priceMinor, game: times, raffle: { drawAt: new Date(now + 25 * HOUR) } });
};
const limit = (buyer: Buyer, amount: number | null, period: "day" | "week" | "month" = "day") =>
  setOwnLimits(venue.db, buyer.actor, "USD", [{ name: { kind: "loss", period }, amount }]);
const move = (memberId: string, cause: Movement["cause"], amountMinor: number) => {
  const wallet = walletAccount(memberId, "USD");
  const line = { share: [wallet, ESCROW], refund: [ESCROW, wallet] }[cause as "share"] ?? [LOTTERY, wallet];
  return (tx: Parameters<typeof postMovement>[0]) =>
    postMovement(tx, {
      ...{ cause, causeId: memberId, key: newId(), currency: "USD", postedAt: new Date() },
      lines: [{ debit: line[0]!, credit: line[1]!, amountMinor }],
    });
};
const post = (memberId: string, cause: Movement["cause"], amountMinor: number) =>
  venue.db.transaction(move(memberId, cause, amountMinor));
const stake = (memberId: string, amountMinor: number) =>
  venue.db.transaction(async (tx) => {
    await admitStake(tx, { memberId, currency: "USD", amountMinor });
    await move(memberId, "share", amountMinor)(tx);
  });
const lossOf = async (buyer: Buyer) => (await readOwnLimits(venue.db, buyer.actor, "USD")).limits[0]!.used;

test("S12 one limit counts tickets of every raffle and stakes, less refunds and prizes", async () => {
  const buyer = await venue.buyer();
  await post(buyer.memberId, "deposit", 10_000);
  await limit(buyer, 2_000);
  await hold({ raffleId: await raffle(), quantity: 2 }, buyer);
  await stake(buyer.memberId, 900);
  expect(await lossOf(buyer)).toBe(1_900);
  const next = await raffle();
  expect(await refusal(hold({ raffleId: next }, buyer))).toEqual({ code: "lossLimit", params: { period: "day" } });
  expect((await refusal(stake(buyer.memberId, 101))).code).toBe("lossLimit");
  await stake(buyer.memberId, 100);
  expect((await refusal(stake(buyer.memberId, 1))).code).toBe("lossLimit");
  await post(buyer.memberId, "refund", 300);
  await post(buyer.memberId, "prize", 200);
  expect(await lossOf(buyer)).toBe(1_500);
  await hold({ raffleId: next }, buyer);
  // A deposit and a withdrawal are no play.
  await post(buyer.memberId, "deposit", 5_000);
  expect(await lossOf(buyer)).toBe(2_000);
});

test("M5 a gift beside the tickets counts on the way to the gateway, and a hold that ran out does not", async () => {
  const buyer = await venue.buyer({ givenName: "Test", familyName: "Member" });
  await limit(buyer, 600);
  const now = Date.now();
  const times = { opensAt: new Date(now - HOUR), closesAt: new Date(now + 24 * HOUR) };
  const raffleId = await venue.raffle({
    game: times,
    raffle: { drawAt: new Date(now + 25 * HOUR), donationsAllowed: true },
  });
  const held = await hold({ raffleId }, buyer);
  expect((await refusal(pay(held.orderId, buyer, { donationMinor: 101 }))).code).toBe("lossLimit");
  expect((await refusal(hold({ raffleId }, buyer))).code).toBe("lossLimit");
  await venue.db.ticketOrder.update({ where: { id: held.orderId }, data: { holdExpiresAt: new Date(now - 1) } });
  await hold({ raffleId }, buyer);
});

test("S12 of 64 tickets and stakes at once exactly as many pass as the limit covers; without it too many do", async () => {
  const run = async (guarded: boolean) => {
    const buyer = await venue.buyer();
    await post(buyer.memberId, "deposit", 100_000);
    await limit(buyer, 5_000);
    const raffles = await Promise.all(Array.from({ length: 32 }, () => raffle()));
    const naive = async () => {
      if ((await lossOf(buyer)) + 500 > 5_000)
        throw Object.assign(new Error("over"), { code: "lossLimit", params: {} });
      await post(buyer.memberId, "share", 500);
    };
    const tries = raffles.flatMap((raffleId) =>
      guarded ? [hold({ raffleId }, buyer), stake(buyer.memberId, 500)] : [naive(), naive()],
    );
    const codes = (await Promise.all(tries.map(refusal))).map(({ code }) => code);
    expect(codes.filter((code) => code !== "no error" && code !== "lossLimit")).toEqual([]);
    return { passed: codes.filter((code) => code === "no error").length, loss: await lossOf(buyer) };
  };
  expect(await run(true)).toEqual({ passed: 10, loss: 5_000 });
  expect((await run(false)).loss).toBeGreaterThan(5_000);
}, 60_000);

test("M5 a lower limit holds at once, a higher one a day later, and the database keeps to it itself", async () => {
  const buyer = await venue.buyer();
  await limit(buyer, 2_000);
  await limit(buyer, 9_000);
  const read = async () => (await readOwnLimits(venue.db, buyer.actor, "USD")).limits[0]!;
  const raised = await read();
  expect(raised).toMatchObject({ amount: 2_000, wished: 9_000 });
  expect(raised.wishedFrom!.getTime() - Date.now()).toBeGreaterThan(24 * HOUR - 60_000);
  const where = { memberId: buyer.memberId };
  await expect(venue.db.playLimit.updateMany({ where, data: { amount: 9_000 } })).rejects.toThrow(/a day later/);
  await expect(venue.db.playLimit.updateMany({ where, data: { nextAt: new Date() } })).rejects.toThrow(/a day later/);
  await expect(venue.db.playLimit.deleteMany({ where })).rejects.toThrow(/removed at once/);
  await limit(buyer, 500);
  expect(await read()).toMatchObject({ amount: 500, wished: 500, wishedFrom: null });
  const raffleId = await raffle();
  expect((await refusal(hold({ raffleId, quantity: 2 }, buyer))).code).toBe("lossLimit");
  const audit = await venue.db.auditEntry.findMany({ where: { actorId: buyer.memberId, action: "set-play-limit" } });
  expect(audit).toHaveLength(3);
  expect((await refusal(limit(buyer, -1))).code).toBe("limitMalformed");
});

test("M5 a raise that has waited holds, by the database's clock", async () => {
  const buyer = await venue.buyer();
  const past = { nextAmount: 1_000, nextAt: new Date(Date.now() - 1), changedAt: new Date() };
  await venue.db.playLimit.create({
    data: { memberId: buyer.memberId, kind: "loss", period: "week", currency: "USD", amount: 0, ...past },
  });
  await hold({ raffleId: await raffle(), quantity: 2 }, buyer);
  expect(await refusal(hold({ raffleId: await raffle() }, buyer))).toMatchObject({ params: { period: "week" } });
});

test("M5 the time of a session counts where its owner limits it, and stops play when it is used up", async () => {
  const buyer = await venue.buyer();
  await setOwnLimits(venue.db, buyer.actor, "USD", [{ name: { kind: "time", period: "day" }, amount: 20 }]);
  const id = newId();
  const from = Date.now() - 40 * 60_000;
  const at = (minutes: number) => new Date(from + minutes * 60_000);
  await venue.db.session.create({
    data: { id, memberId: buyer.memberId, createdAt: at(0), lastSeenAt: at(0), expiresAt: at(10_000), device: "" },
  });
  const seen = (minutes: number) => venue.db.session.update({ where: { id }, data: { lastSeenAt: at(minutes) } });
  await seen(10);
  await seen(30); // twenty minutes of silence were an absence
  const used = async () => (await readOwnLimits(venue.db, buyer.actor, "USD")).limits.at(-1)!.used;
  expect(await used()).toBe(12);
  const raffleId = await raffle();
  await hold({ raffleId }, buyer);
  await seen(40);
  expect(await used()).toBe(22);
  expect((await refusal(hold({ raffleId }, buyer))).code).toBe("timeLimit");
  expect((await refusal(stake(buyer.memberId, 1))).code).toBe("timeLimit");
});

test("M5 who excludes themselves stops playing at once, holds and open pages end, prizes still arrive", async () => {
  const buyer = await venue.buyer({ givenName: "Test", familyName: "Member" });
  const raffleId = await raffle();
  const held = await hold({ raffleId }, buyer);
  const open = await venue.toGateway(buyer.actor, await raffle(), 1);
  const deps = { db: venue.db, endHolds: (memberId: string) => recheckOrders(venue.deps, memberId) };
  const until = await excludeMyself(deps, buyer.actor, "week");
  const orders = await venue.db.ticketOrder.findMany({ where: { id: { in: [held.orderId, open.orderId] } } });
  expect(orders.map(({ state, reason }) => [state, reason])).toEqual(Array(2).fill(["refused", "selfExcluded"]));
  expect((await venue.atGateway(open.orderId))?.status).toBe("expired");
  expect((await refusal(hold({ raffleId }, buyer))).code).toBe("selfExcluded");
  await post(buyer.memberId, "deposit", 1_000);
  expect((await refusal(stake(buyer.memberId, 1))).code).toBe("selfExcluded");
  await post(buyer.memberId, "prize", 700);
  const { memberId: id } = buyer;
  expect((await refusal(excludeMyself(deps, buyer.actor, "day"))).code).toBe("exclusionLonger");
  for (const excludedUntil of [null, new Date(until.getTime() - 1)]) {
    await expect(venue.db.member.update({ where: { id }, data: { excludedUntil } })).rejects.toThrow(/end early/);
  }
  expect(await excludeMyself(deps, buyer.actor, "for-good")).toEqual(FOR_GOOD);
  expect((await venue.db.auditEntry.findMany({ where: { actorId: id, action: "exclude-myself" } })).length).toBe(2);
});

test("M5 a card that is accepted after the exclusion, or over a limit lowered meanwhile, is given back", async () => {
  for (const [change, reason] of [
    [(buyer: Buyer) => excludeMyself({ db: venue.db, endHolds: async () => {} }, buyer.actor, "day"), "selfExcluded"],
    [(buyer: Buyer) => limit(buyer, 400), "lossLimit"],
  ] as const) {
    const buyer = await venue.buyer({ givenName: "Test", familyName: "Member" });
    const { orderId } = await venue.toGateway(buyer.actor, await raffle(), 1);
    await venue.type(orderId);
    await change(buyer);
    expect(await venue.settle(orderId)).toBe("refused");
    expect((await venue.db.ticketOrder.findUniqueOrThrow({ where: { id: orderId } })).reason).toBe(reason);
    expect(await venue.atGateway(orderId)).toMatchObject({ status: "cancelled", receivedMinor: 0 });
  }
});
