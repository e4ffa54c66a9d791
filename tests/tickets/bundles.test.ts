import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { priceOrder, pricePerTicket } from "@/server/tickets/price";
import { readChoices } from "@/server/tickets/read-choices";
import { readOrder } from "@/server/tickets/read-order";
import { sendReceipt } from "@/server/tickets/send-order-letter";
import { settleOrderRow, takeBackRow, voidTicketRows } from "@/server/tickets/store";
import { makeAuthorisedOrder, NOW, rulesVersion } from "@/tests/support/fixtures";
import { ledgerSum, openTestVenue, type TestVenue } from "@/tests/support/venue";
import { refusal, waysToBuy } from "@/tests/support/ways";

let venue: TestVenue;
const { addLevel, hold, issue, pay, ticketsOf } = waysToBuy(() => venue);

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(NOW));
afterAll(() => venue.close());

test("B1 a bundle's tickets know what they cost, odd cents to the first, and the receipt says the bundle", async () => {
  const raffleId = await venue.raffle({ cap: 100 });
  const priceLevelId = await addLevel(raffleId, 3, 1_000, null);
  const buyer = await venue.buyer();
  const held = await hold({ raffleId, quantity: 2, priceLevelId }, buyer);
  expect(held).toMatchObject({ quantity: 6, wanted: 6, totalMinor: 2_000 });
  await pay(held.orderId, buyer);
  await venue.type(held.orderId);
  expect(await venue.settle(held.orderId)).toBe("captured");
  const tickets = await ticketsOf(held.orderId);
  expect(tickets.map((ticket) => ticket.pricePaidMinor)).toEqual([334, 334, 333, 333, 333, 333]);
  expect(await venue.db.priceLevel.findUnique({ where: { id: priceLevelId } })).toMatchObject({ sold: 2 });
  expect(await readOrder(venue.db, buyer.actor, held.orderId)).toMatchObject({ bundle: { count: 3, bundles: 2 } });
  const letters = {
    db: venue.db,
    mail: venue.mail,
    appUrl: "http://x.test",
    words: (await import("@/i18n/words")).wordsOf,
  };
  await sendReceipt(letters, { orderId: held.orderId }, newId());
  expect(venue.mails.at(-1)?.text).toContain("2 bundles of 3 tickets");
  expect(await ledgerSum(venue.db)).toBe(0n);
});

test("B1 a sale of a bundle does not move the rules' version, and a change of its price does", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0 });
  const priceLevelId = await addLevel(raffleId, 2, 0, 5);
  const before = await rulesVersion(venue.db);
  const buyer = await venue.buyer();
  await pay((await hold({ raffleId, priceLevelId }, buyer)).orderId, buyer);
  expect(await venue.db.priceLevel.findUnique({ where: { id: priceLevelId } })).toMatchObject({ sold: 1 });
  expect(await rulesVersion(venue.db)).toBe(before);
  await venue.db.priceLevel.update({ where: { id: priceLevelId }, data: { priceMinor: 1 } });
  expect(await rulesVersion(venue.db)).toBeGreaterThan(before);
});

test("B1 a bundle's own stock: held, refused with what is left, or as many as remain", async () => {
  const raffleId = await venue.raffle({ cap: 100 });
  const priceLevelId = await addLevel(raffleId, 5, 2_000, 3);
  await hold({ raffleId, quantity: 2, priceLevelId });
  expect(await refusal(hold({ raffleId, quantity: 2, priceLevelId }))).toEqual({
    code: "fewerBundlesLeft",
    params: { left: 1, count: 5 },
  });
  const rest = await hold({ raffleId, quantity: 2, priceLevelId, shortfall: "remaining" });
  expect(rest).toMatchObject({ quantity: 5, wanted: 10, totalMinor: 2_000 });
  expect((await refusal(hold({ raffleId, priceLevelId }))).code).toBe("bundleSoldOut");
  expect((await hold({ raffleId, quantity: 3 })).quantity).toBe(3);
  expect((await refusal(hold({ raffleId, priceLevelId: newId() }))).code).toBe("unknownPriceLevel");
});

test("B1 fewer remain at the issue: whole bundles that fit, at their price; none of it for all or none", async () => {
  const raffleId = await venue.raffle({ cap: 8 });
  const priceLevelId = await addLevel(raffleId, 3, 1_000, null);
  const { memberId } = await venue.buyer();
  const bundle = { raffleId, memberId, quantity: 9, unitPriceMinor: 1_000, priceLevelId, bundles: 3 };
  const amounts = { ticketsMinor: 3_000, totalMinor: 3_000, venueFeeMinor: 90 };
  const none = await makeAuthorisedOrder(venue.db, { ...bundle, ...amounts });
  expect(await issue(none)).toMatchObject({ outcome: "sold-out", remaining: 8 });
  const rest = await makeAuthorisedOrder(venue.db, { ...bundle, ...amounts, shortfall: "remaining" });
  expect(await issue(rest)).toMatchObject({ outcome: "issued", issued_count: 6, remaining: 2 });
  expect(await venue.db.ticketOrder.findUnique({ where: { id: rest } })).toMatchObject({
    bundles: 2,
    quantity: 6,
    ticketsMinor: 2_000,
    venueFeeMinor: 60,
  });
  // Taken back, its bundles are for sale again.
  await venue.db.transaction((tx) => takeBackRow(tx, rest, "test", NOW));
  expect(await venue.db.priceLevel.findUnique({ where: { id: priceLevelId } })).toMatchObject({ sold: 0 });
});

test("B1 a voided ticket of a bundle returns what it cost, and the stock stays sold (T9)", async () => {
  const raffleId = await venue.raffle({ cap: 100 });
  const priceLevelId = await addLevel(raffleId, 3, 1_000, 1);
  const { memberId } = await venue.buyer();
  const orderId = await makeAuthorisedOrder(venue.db, {
    ...{ raffleId, memberId, quantity: 3, unitPriceMinor: 1_000, priceLevelId },
    ...{ ticketsMinor: 1_000, totalMinor: 1_000, venueFeeMinor: 30 },
  });
  await issue(orderId);
  await settleOrderRow(venue.db, orderId, NOW);
  const [first, ...others] = await ticketsOf(orderId);
  const one = await venue.db.transaction((tx) => voidTicketRows(tx, orderId, [first!.id], "test", NOW));
  expect(one).toMatchObject({ voided_count: 1, amount_minor: 334 });
  const rest = await venue.db.transaction((tx) => voidTicketRows(tx, orderId, null, "test", NOW));
  expect(rest.amount_minor).toBe(others.reduce((sum, ticket) => sum + ticket.pricePaidMinor, 0));
  expect(one.amount_minor + rest.amount_minor).toBe(1_000);
  expect(await venue.db.priceLevel.findUnique({ where: { id: priceLevelId } })).toMatchObject({ sold: 1 });
});

test("B1 64 buyers race for ten bundles: exactly ten, where a naive check oversells", async () => {
  const raffleId = await venue.raffle({ cap: null });
  const priceLevelId = await addLevel(raffleId, 3, 1_000, 10);
  const { memberId } = await venue.buyer();
  const orders = await Promise.all(
    Array.from({ length: 64 }, () =>
      makeAuthorisedOrder(venue.db, {
        ...{ raffleId, memberId, quantity: 3, unitPriceMinor: 1_000, priceLevelId },
        ...{ ticketsMinor: 1_000, totalMinor: 1_000, venueFeeMinor: 30 },
      }),
    ),
  );
  const answers = await Promise.all(orders.map(issue));
  expect(answers.filter((answer) => answer.outcome === "issued")).toHaveLength(10);
  expect(answers.filter((answer) => answer.outcome === "level-sold-out")).toHaveLength(54);
  expect(await venue.db.priceLevel.findUnique({ where: { id: priceLevelId } })).toMatchObject({ sold: 10 });

  // The control looks first and counts afterwards, without the lock: it must sell more than there are.
  await venue.db.query({ text: "create table naive_level (sold int not null)" });
  await venue.db.query({ text: "insert into naive_level values (0)" });
  await venue.db.query({ text: "create table naive_sale (n int)" });
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      const [row] = await venue.db.query<{ n: number }>({ text: "select count(*)::int as n from naive_sale" });
      if ((row?.n ?? 0) < 10) await venue.db.query({ text: "insert into naive_sale values (1)" });
    }),
  );
  const [sold] = await venue.db.query<{ n: number }>({ text: "select count(*)::int as n from naive_sale" });
  expect(sold?.n).toBeGreaterThan(10);
});

test("B1 prices: what tickets cost sums to the order, differs by a cent at most, and falls from first to last", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000), fc.integer({ min: 1, max: 500 }), (minor, count) => {
      const each = pricePerTicket(minor, count);
      expect(each.reduce((sum, one) => sum + one, 0)).toBe(minor);
      expect(each[0]! - each.at(-1)!).toBeLessThanOrEqual(1);
      expect(each.every((one, at) => at === 0 || one <= each[at - 1]!)).toBe(true);
    }),
  );
});

test("B16 the gift beside tickets never changes what they cost, and the parts sum to the total", () => {
  const money = fc.nat(1_000_000);
  fc.assert(
    fc.property(
      fc.record({ quantity: fc.integer({ min: 1, max: 500 }), unitPriceMinor: fc.nat(100_000) }),
      fc.record({ donationMinor: money, coverFee: fc.boolean(), feeBasisPoints: fc.nat(10_000) }),
      (tickets, extras) => {
        const price = priceOrder({ ...tickets, ...extras });
        const bare = priceOrder({
          ...tickets,
          donationMinor: 0,
          coverFee: false,
          feeBasisPoints: extras.feeBasisPoints,
        });
        expect(price.ticketsMinor).toBe(bare.ticketsMinor);
        expect(price.venueFeeMinor).toBe(bare.venueFeeMinor);
        expect(price.totalMinor).toBe(price.ticketsMinor + price.donationMinor + price.feeCoverMinor);
      },
    ),
  );
});

test("B1 a level of one ticket at the raffle's own price is no bundle to choose from", async () => {
  const raffleId = await venue.raffle({ priceMinor: 500 });
  const { memberId } = await venue.buyer();
  const levels = async () =>
    (await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW }))?.levels.map(({ count }) => count);
  await addLevel(raffleId, 1, 500, null);
  expect(await levels()).toEqual([]);
  await addLevel(raffleId, 3, 1_200, 7);
  expect(await levels()).toEqual([3]);
});
