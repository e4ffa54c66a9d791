import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { readDonation } from "@/server/tickets/donation";
import { holdTickets } from "@/server/tickets/hold-tickets";
import { priceOrder, samePostalCode } from "@/server/tickets/price";
import { sweepOrders } from "@/server/tickets/sweep-orders";
import { NOW } from "@/tests/support/fixtures";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(NOW));
afterEach(() => {
  venue.kvStandIn.faults.failing = false;
});
afterAll(() => venue.close());

type Wish = Partial<Parameters<typeof holdTickets>[2]> & { raffleId: string };

async function hold(wish: Wish, buyer?: Awaited<ReturnType<TestVenue["buyer"]>>) {
  const { actor } = buyer ?? (await venue.buyer());
  return holdTickets(venue.deps, actor, {
    quantity: 1,
    shortfall: "none",
    idempotencyKey: newId(),
    presence: null,
    ...wish,
  });
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: "no error", params: {} }),
    (error: { code: string; params: object }) => ({ code: error.code, params: error.params }),
  );

test("T2 fifty buyers at once hold exactly what there is, and not one ticket more", async () => {
  const raffleId = await venue.raffle({ cap: 20 });
  const buyers = await Promise.all(Array.from({ length: 50 }, () => venue.buyer()));
  const answers = await Promise.all(buyers.map((buyer) => refusal(hold({ raffleId }, buyer))));
  expect(answers.filter((answer) => answer.code === "no error")).toHaveLength(20);
  expect(answers.filter((answer) => answer.code === "allSetAside")).toHaveLength(30);
});

test("T2 all or none refuses and says how many are left; whatever remains takes them", async () => {
  const raffleId = await venue.raffle({ cap: 5 });
  await hold({ raffleId, quantity: 3 });
  expect(await refusal(hold({ raffleId, quantity: 4 }))).toEqual({ code: "fewerLeft", params: { left: 2 } });
  expect(await hold({ raffleId, quantity: 4, shortfall: "remaining" })).toMatchObject({ quantity: 2, wanted: 4 });
  expect((await refusal(hold({ raffleId }))).code).toBe("allSetAside");
});

test("T3 a hold lasts ten minutes and then its tickets are anybody's", async () => {
  const raffleId = await venue.raffle({ cap: 1 });
  const first = await hold({ raffleId });
  expect(first.holdExpiresAt.getTime() - NOW.getTime()).toBe(600_000);
  venue.clock.advanceSeconds(599);
  expect((await refusal(hold({ raffleId }))).code).toBe("allSetAside");
  venue.clock.advanceSeconds(2);
  expect((await hold({ raffleId })).quantity).toBe(1);
  await sweepOrders(venue.deps);
  expect(await venue.db.ticketOrder.findUnique({ where: { id: first.orderId } })).toMatchObject({
    state: "expired",
    reason: "holdEnded",
  });
});

test("M4 the same click twice, even at once, is one hold; the same key for another wish is refused", async () => {
  const raffleId = await venue.raffle({ cap: 10 });
  const buyer = await venue.buyer();
  const idempotencyKey = newId();
  const both = await Promise.all([
    hold({ raffleId, quantity: 4, idempotencyKey }, buyer),
    hold({ raffleId, quantity: 4, idempotencyKey }, buyer),
  ]);
  expect(both[0].orderId).toBe(both[1].orderId);
  expect((await hold({ raffleId, quantity: 6 })).quantity).toBe(6);
  expect((await refusal(hold({ raffleId, quantity: 2, idempotencyKey }, buyer))).code).toBe("idempotencyConflict");
});

test("T2 losing KV loses holds and sells nothing twice", async () => {
  const raffleId = await venue.raffle({ cap: 1 });
  venue.kvStandIn.faults.failing = true;
  // Nobody can be kept apart without KV: both may go on to pay …
  const [first, second] = [await venue.buyer(), await venue.buyer()];
  const one = await venue.toGateway(first.actor, raffleId, 1);
  const other = await venue.toGateway(second.actor, raffleId, 1);
  await venue.type(one.orderId);
  await venue.type(other.orderId);
  // … and the database decides who gets the ticket.
  expect([await venue.settle(one.orderId), await venue.settle(other.orderId)]).toEqual(["captured", "lost"]);
  expect(await venue.atGateway(other.orderId)).toMatchObject({ status: "cancelled", receivedMinor: 0 });
  expect((await refusal(hold({ raffleId }))).code).toBe("soldOut");
});

test("T2 refuses no tickets, parts of tickets, ten thousand, and keys that are none", async () => {
  const raffleId = await venue.raffle();
  for (const quantity of [0, -3, 1.5, 10_000, Number.NaN, Number.POSITIVE_INFINITY]) {
    expect((await refusal(hold({ raffleId, quantity }))).code).toBe("badQuantity");
  }
  expect((await refusal(hold({ raffleId, idempotencyKey: "x'; drop table" }))).code).toBe("badIdempotencyKey");
});

test("J10 a closed raffle is refused with the reason before anything else about it is told", async () => {
  const raffleId = await venue.raffle({ permissions: [{ areaId: "US-36055", coverage: "wide" }] });
  await venue.db.game.update({ where: { id: raffleId }, data: { state: "suspended" } });
  const answer = await refusal(hold({ raffleId }));
  expect(answer.code).toBe("entryClosed");
  expect(answer.params).toMatchObject({ reason: "It is closed where you live." });
});

test("T3 not before the start, not after the end, not when suspended, not a draft", async () => {
  const raffleId = await venue.raffle();
  const game = await venue.db.game.findUniqueOrThrow({ where: { id: raffleId } });
  venue.clock.set(new Date(game.opensAt.getTime() - 1));
  expect((await refusal(hold({ raffleId }))).code).toBe("raffleNotOpenYet");
  venue.clock.set(game.closesAt);
  expect((await refusal(hold({ raffleId }))).code).toBe("raffleClosed");
  venue.clock.set(NOW);
  await venue.db.game.update({ where: { id: raffleId }, data: { state: "suspended" } });
  expect((await refusal(hold({ raffleId }))).code).toBe("raffleSuspended");
  await venue.db.game.update({ where: { id: raffleId }, data: { state: "draft" } });
  expect((await refusal(hold({ raffleId }))).code).toBe("raffleNotFound");
  expect((await refusal(hold({ raffleId: newId() }))).code).toBe("raffleNotFound");
});

test("B12 staff, the excluded, the suspended, and whoever has reached the limit are refused", async () => {
  const raffleId = await venue.raffle({ raffle: { perPersonMaximum: 2 } });
  const staff = await venue.buyer();
  await venue.db.memberRole.create({
    data: {
      id: newId(),
      memberId: staff.memberId,
      kind: "organisation",
      organisationId: venue.organisationId,
      createdAt: NOW,
    },
  });
  expect((await refusal(hold({ raffleId }, staff))).code).toBe("staffBarred");
  const excluded = await venue.buyer({ excludedUntil: new Date(NOW.getTime() + 1000) });
  expect((await refusal(hold({ raffleId }, excluded))).code).toBe("selfExcluded");
  expect((await refusal(hold({ raffleId }, await venue.buyer({ status: "suspended" })))).code).toBe("accountSuspended");
  expect(await refusal(hold({ raffleId, quantity: 3 }))).toMatchObject({ code: "personLimit", params: { maximum: 2 } });
});

test("B16 a gift and the covered fee stand beside the tickets and are exact", () => {
  const order = { quantity: 7, unitPriceMinor: 333, donationMinor: 250, coverFee: true, feeBasisPoints: 275 };
  // 2331 × 2.75 % = 64.1025 cents, rounded half up once an order
  expect(priceOrder(order)).toEqual({
    ticketsMinor: 2331,
    donationMinor: 250,
    feeCoverMinor: 64,
    totalMinor: 2645,
    venueFeeMinor: 64,
  });
  expect(() => priceOrder({ ...order, donationMinor: -1 })).toThrow("badDonation");
  expect(() => priceOrder({ ...order, donationMinor: 0.5 })).toThrow("badDonation");
});

test("P9 a gift is read as people type it, and what is no amount is no gift", () => {
  const typed: Array<[string, number | null]> = [
    ["", 0],
    ["25", 2500],
    ["$25.50", 2550],
    ["1,000", 100_000],
    ["25,5", 2550],
    ["0.01", 1],
    ["10000", 1_000_000],
    ["10000.01", null],
    ["-5", null],
    ["5.001", null],
    ["five", null],
    ["１０", null],
    ["1e3", null],
  ];
  for (const [text, minor] of typed) expect(readDonation(text), text).toBe(minor);
});

test("J11 postal codes are the same without spaces, case and the last four digits, and never when empty", () => {
  expect(samePostalCode("14202-1234", "14202")).toBe(true);
  expect(samePostalCode(" k1a 0b1", "K1A0B1")).toBe(true);
  expect(samePostalCode("14202", "14203")).toBe(false);
  expect(samePostalCode("", "")).toBe(false);
  expect(samePostalCode(null, "14202")).toBe(false);
});
