import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { holdTickets } from "@/server/tickets/hold-tickets";
import { quickPick, readPicks } from "@/server/tickets/picks";
import { checkPlacements, firstPlacements } from "@/server/tickets/placements";
import type { DecideEntry } from "@/server/tickets/ports";
import { priceOrder, pricePerTicket } from "@/server/tickets/price";
import { readChoices } from "@/server/tickets/read-choices";
import { readOrder } from "@/server/tickets/read-order";
import { readGivenTickets, readMyTickets, readTicket } from "@/server/tickets/read-tickets";
import { recordFreeEntry } from "@/server/tickets/record-free-entry";
import { sendGift, sendReceipt } from "@/server/tickets/send-order-letter";
import { startCheckout } from "@/server/tickets/start-checkout";
import { issueTickets, settleOrderRow, takeBackRow, voidTicketRows } from "@/server/tickets/store";
import { makeAuthorisedOrder, makeMember, NOW, type RaffleOptions, rulesVersion } from "@/tests/support/fixtures";
import { actorOf, balanceOf, decideSimply, ledgerSum, openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(NOW));
afterAll(() => venue.close());

type Buyer = Awaited<ReturnType<TestVenue["buyer"]>>;
type Wish = Partial<Parameters<typeof holdTickets>[2]> & { raffleId: string };

const evidence = { input: {}, decision: "open", reasons: [] };

async function hold(wish: Wish, buyer?: Buyer, decideEntry: DecideEntry = decideSimply) {
  const { actor } = buyer ?? (await venue.buyer());
  return holdTickets({ ...venue.deps, decideEntry }, actor, {
    quantity: 1,
    shortfall: "none",
    idempotencyKey: newId(),
    presence: null,
    ...wish,
  });
}

async function pay(orderId: string, buyer: Buyer, over: { donationMinor?: number } = {}) {
  return startCheckout(venue.deps, buyer.actor, {
    orderId,
    rulesVersion: 1,
    signedAs: "Test Member",
    donationMinor: 0,
    coverFee: false,
    presence: null,
    ...over,
  });
}

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: "no error", params: {} as Record<string, string | number> }),
    (error: { code: string; params: Record<string, string | number> }) => ({ code: error.code, params: error.params }),
  );

async function addLevel(raffleId: string, count: number, priceMinor: number, stock: number | null): Promise<string> {
  const id = newId();
  await venue.db.priceLevel.create({ data: { id, raffleId, count, priceMinor, stock } });
  return id;
}

async function addPools(raffleId: string, headings: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [at, heading] of headings.entries()) {
    const id = newId();
    await venue.db.drawing.create({
      data: {
        id,
        raffleId,
        kind: "pool",
        position: at + 1,
        drawAt: new Date(NOW.getTime() + 90_000_000),
        prizes: { create: [{ id: newId(), raffleId, groupPosition: 1, heading, valueMinor: 10_000 }] },
      },
    });
    ids.push(id);
  }
  return ids;
}

const board = (cap: number, over: Partial<RaffleOptions> = {}) =>
  venue.raffle({ cap, priceMinor: 0, ...over, raffle: { format: "number-board", ...over.raffle } });

async function issue(orderId: string) {
  return issueTickets(venue.db, { orderId, rulesVersion: await rulesVersion(venue.db), evidence, now: NOW });
}

const ticketsOf = (orderId: string) => venue.db.ticket.findMany({ where: { orderId }, orderBy: { issueOrder: "asc" } });

// ── bundles ──────────────────────────────────────────────────────────────────────────────────────────────────────────

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

// ── boards ───────────────────────────────────────────────────────────────────────────────────────────────────────────

test("B13 numbers are held like tickets: one that somebody else has is named, the others can be kept", async () => {
  const raffleId = await board(50);
  const first = await venue.buyer();
  expect(await hold({ raffleId, picks: [7, 21] }, first)).toMatchObject({ quantity: 2, picks: [7, 21] });
  expect(await refusal(hold({ raffleId, picks: [8, 21, 22] }))).toEqual({
    code: "numbersTaken",
    params: { numbers: "21", count: 1 },
  });
  const rest = await hold({ raffleId, picks: [8, 21, 22], shortfall: "remaining" });
  expect(rest).toMatchObject({ quantity: 2, wanted: 3, picks: [8, 22] });
  for (const picks of [[0], [51], [3, 3]]) {
    expect((await refusal(hold({ raffleId, picks }))).code).toBe("badPicks");
  }
  const held = await venue.db.ticketOrder.findMany({ where: { raffleId } });
  const { memberId } = first;
  const choices = await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW });
  expect(choices?.board).toMatchObject({ size: 50, sold: [] });
  expect(choices?.board?.held.toSorted((a, b) => a - b)).toEqual([7, 8, 21, 22]);
  await pay(held.find((order) => order.memberId === memberId)!.id, first);
  expect((await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW }))?.board?.sold).toEqual([
    7, 21,
  ]);
  expect((await refusal(hold({ raffleId, picks: [7] }))).params).toEqual({ numbers: "7", count: 1 });
});

test("B13 a hold that has ended gives its numbers back; with KV away the database decides who has one", async () => {
  const raffleId = await board(10);
  const [one, two] = [await venue.buyer(), await venue.buyer()];
  const first = await hold({ raffleId, picks: [4] }, one);
  venue.clock.advanceSeconds(601);
  const second = await hold({ raffleId, picks: [4] }, two);
  await pay(second.orderId, two);
  // The first one comes back too late: the number is gone, and the order ends with its name.
  expect(await refusal(pay(first.orderId, one))).toMatchObject({ code: "no error" });
  expect(await venue.db.ticketOrder.findUnique({ where: { id: first.orderId } })).toMatchObject({
    state: "lost",
    reason: "numbersTaken",
    reasonParams: { numbers: "4", count: 1 },
  });
});

test("B13 64 buyers want the same number: one has it, where a naive check gives it to several", async () => {
  const raffleId = await board(100);
  const { memberId } = await venue.buyer();
  const free = { unitPriceMinor: 0, ticketsMinor: 0, totalMinor: 0, venueFeeMinor: 0 };
  const orders = await Promise.all(
    Array.from({ length: 64 }, () => makeAuthorisedOrder(venue.db, { raffleId, memberId, ...free, picks: [13] })),
  );
  const answers = await Promise.all(orders.map(issue));
  expect(answers.filter((answer) => answer.outcome === "issued")).toHaveLength(1);
  expect(answers.filter((answer) => answer.outcome === "number-taken" && answer.taken?.[0] === 13)).toHaveLength(63);
  expect(await venue.db.ticket.count({ where: { raffleId, pickedNumber: 13 } })).toBe(1);

  await venue.db.query({ text: "create table naive_pick (n int not null)" });
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      const rows = await venue.db.query({ text: "select 1 from naive_pick where n = 13" });
      if (rows.length === 0) await venue.db.query({ text: "insert into naive_pick values (13)" });
    }),
  );
  const [had] = await venue.db.query<{ n: number }>({ text: "select count(*)::int as n from naive_pick" });
  expect(had?.n).toBeGreaterThan(1);
});

test("B13 without a wish free numbers are picked, until there are none", async () => {
  const raffleId = await board(12);
  await hold({ raffleId, picks: [1, 2, 3] });
  const picked = await hold({ raffleId, quantity: 5 });
  expect(picked.picks).toHaveLength(5);
  expect(picked.picks.every((number) => number > 3)).toBe(true);
  expect(await refusal(hold({ raffleId, quantity: 5 }))).toEqual({ code: "fewerLeft", params: { left: 4 } });
  expect((await hold({ raffleId, quantity: 5, shortfall: "remaining" })).quantity).toBe(4);
  expect((await refusal(hold({ raffleId }))).code).toBe("allSetAside");
});

test("B13 numbers as people type them", () => {
  expect(readPicks(" 7, 21;300\n5-8 ", 500)).toEqual([5, 6, 7, 8, 21, 300]);
  expect(readPicks("", 500)).toEqual([]);
  for (const typed of ["7a", "8-5", "-3", "1.5", "1234567"]) expect(readPicks(typed, 500)).toBeNull();
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.nat(300),
      fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
      (size, count, dice) => {
        const gone = new Set([1, 5, 9]);
        const picks = quickPick(size, gone, count, (below) => Math.floor((dice.next().value ?? 0) * below));
        expect(new Set(picks).size).toBe(picks.length);
        expect(picks.every((number) => number >= 1 && number <= size && !gone.has(number))).toBe(true);
        expect(picks).toHaveLength(
          Math.min(count, Array.from({ length: size }, (_, at) => at + 1).filter((n) => !gone.has(n)).length),
        );
      },
    ),
  );
});

// ── trays ────────────────────────────────────────────────────────────────────────────────────────────────────────────

test("B3 each ticket of a tray stands on the prize it was placed on, and the page counts them", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0, raffle: { format: "tricky-tray" } });
  const [quilt, basket] = (await addPools(raffleId, ["Quilt", "Basket"])) as [string, string];
  const buyer = await venue.buyer();
  const placements = [
    { drawingId: quilt, count: 2 },
    { drawingId: basket, count: 1 },
  ];
  expect((await refusal(hold({ raffleId, quantity: 3 }))).code).toBe("placementsNeeded");
  expect(await refusal(hold({ raffleId, quantity: 4, placements }))).toEqual({
    code: "placementsDiffer",
    params: { placed: 3, quantity: 4 },
  });
  const elsewhere = [{ drawingId: newId(), count: 1 }];
  expect((await refusal(hold({ raffleId, quantity: 1, placements: elsewhere }))).code).toBe("unknownPrize");
  const held = await hold({ raffleId, quantity: 3, placements }, buyer);
  await pay(held.orderId, buyer);
  expect((await ticketsOf(held.orderId)).map((ticket) => ticket.poolId)).toEqual([quilt, quilt, basket]);
  const { memberId } = buyer;
  const choices = await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW });
  expect(choices?.pools.map(({ heading, placed, oddsNow }) => [heading, placed, oddsNow?.oneIn])).toEqual([
    ["Quilt", 2, 3],
    ["Basket", 1, 2],
  ]);
  expect(await readOrder(venue.db, buyer.actor, held.orderId)).toMatchObject({
    placements: [
      { heading: "Quilt", count: 2 },
      { heading: "Basket", count: 1 },
    ],
  });
});

test("B3 a prize whose drawing is over takes no tickets: neither held nor issued", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0, raffle: { format: "tricky-tray" } });
  const [quilt] = (await addPools(raffleId, ["Quilt", "Basket"])) as [string, string];
  const buyer = await venue.buyer();
  const held = await hold({ raffleId, placements: [{ drawingId: quilt, count: 1 }] }, buyer);
  await venue.db.drawing.update({ where: { id: quilt }, data: { state: "cancelled", endedReason: "test" } });
  await pay(held.orderId, buyer);
  expect(await venue.db.ticketOrder.findUnique({ where: { id: held.orderId } })).toMatchObject({
    state: "refused",
    reason: "prizeGone",
  });
});

test("B3 placements are exact: as many as tickets, each prize once, and the first ones where fewer are left", () => {
  const placement = fc.record({ drawingId: fc.constantFrom("a", "b", "c"), count: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(placement, { maxLength: 8 }), fc.nat(60), (wished, kept) => {
      const total = wished.reduce((sum, one) => sum + one.count, 0);
      fc.pre(total > 0);
      const placed = checkPlacements(wished, ["a", "b", "c"], total);
      expect(placed.reduce((sum, one) => sum + one.count, 0)).toBe(total);
      expect(new Set(placed.map((one) => one.drawingId)).size).toBe(placed.length);
      const first = firstPlacements(placed, kept);
      expect(first.reduce((sum, one) => sum + one.count, 0)).toBe(Math.min(kept, total));
    }),
  );
});

// ── gifts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

test("B11 the one who is given tickets holds them and is told; both see them", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0, raffle: { giftsAllowed: true } });
  const buyer = await venue.buyer({ givenName: "Test", familyName: "Member" });
  const email = `given-${newId()}@example.test`;
  const recipientId = await makeMember(venue.db, { email, locale: "es" });
  const gift = { email: ` ${email.toUpperCase()} `, message: "Good luck" };
  const held = await hold({ raffleId, quantity: 2, gift }, buyer);
  await pay(held.orderId, buyer);
  const tickets = await ticketsOf(held.orderId);
  expect(tickets.map((ticket) => ticket.holderId)).toEqual([recipientId, recipientId]);
  const outbox = await venue.db.outbox.findMany({ where: { kind: "mail.gift" } });
  expect(outbox.some((row) => (row.payload as { orderId: string }).orderId === held.orderId)).toBe(true);
  const words = (await import("@/i18n/words")).wordsOf;
  await sendGift(
    { db: venue.db, mail: venue.mail, appUrl: "http://x.test", words },
    { orderId: held.orderId },
    newId(),
  );
  expect(venue.mails.at(-1)).toMatchObject({ to: email, subject: "Test Member le regaló 2 boletos de rifa" });
  expect(venue.mails.at(-1)?.text).toContain("Good luck");
  const recipient = actorOf(recipientId);
  expect((await readMyTickets(venue.db, recipient)).map((group) => group.count)).toEqual([2]);
  expect(await readMyTickets(venue.db, buyer.actor)).toEqual([]);
  expect(await readGivenTickets(venue.db, buyer.actor)).toMatchObject([{ to: email, count: 2 }]);
  expect(await readTicket(venue.db, recipient, tickets[0]!.id)).toMatchObject({ giftFrom: "Test Member" });
  // The giver learns no name from the address.
  expect(await readTicket(venue.db, buyer.actor, tickets[0]!.id)).toMatchObject({ holder: email, holderArea: "" });
  const third = await venue.buyer();
  expect((await refusal(readTicket(venue.db, third.actor, tickets[0]!.id))).code).toBe("ticketNotFound");
});

test("B11 every address to which nothing can be given answers alike, with an account or without", async () => {
  const raffleId = await venue.raffle({ raffle: { giftsAllowed: true, perPersonMaximum: 3 } });
  const addresses = { none: `nobody-${newId()}@example.test` } as Record<string, string>;
  const people: Record<string, Record<string, unknown>> = {
    elsewhere: { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [] },
    suspended: { status: "suspended" },
    excluded: { excludedUntil: new Date(NOW.getTime() + 1e9) },
    unverified: { emailVerifiedAt: null },
  };
  for (const [name, over] of Object.entries(people)) {
    addresses[name] = `${name}-${newId()}@example.test`;
    await makeMember(venue.db, { ...over, email: addresses[name] });
  }
  const answers = await Promise.all(
    Object.values(addresses).map((email) => refusal(hold({ raffleId, gift: { email, message: "" } }))),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify({ code: "giftNotPossible", params: {} })]),
  );
  const full = `full-${newId()}@example.test`;
  await makeMember(venue.db, { email: full });
  expect((await refusal(hold({ raffleId, quantity: 4, gift: { email: full, message: "" } }))).code).toBe(
    "giftNotPossible",
  );
  expect((await hold({ raffleId, quantity: 3, gift: { email: full, message: "" } })).quantity).toBe(3);
});

test("B11 whoever is given tickets passes the gate again when they are paid and when they are issued", async () => {
  const raffleId = await venue.raffle({ raffle: { giftsAllowed: true } });
  const email = `given-${newId()}@example.test`;
  const recipientId = await makeMember(venue.db, { email });
  const gift = { email, message: "" };
  const buyer = await venue.buyer();
  const one = await hold({ raffleId, gift }, buyer);
  const two = await hold({ raffleId, gift }, buyer);
  await pay(two.orderId, buyer);
  await venue.type(two.orderId);
  await venue.db.member.update({
    where: { id: recipientId },
    data: { excludedUntil: new Date(NOW.getTime() + 1e9) },
  });
  expect((await refusal(pay(one.orderId, buyer))).code).toBe("giftNotPossible");
  expect(await venue.settle(two.orderId)).toBe("refused");
  expect(await venue.atGateway(two.orderId)).toMatchObject({ receivedMinor: 0 });
  expect(await venue.db.ticketOrder.findUnique({ where: { id: two.orderId } })).toMatchObject({
    reason: "giftNotPossible",
  });
});

test("B11 gifts are refused where raffle or law do not offer them, and a law is named by its area", async () => {
  const gift = { email: `x-${newId()}@example.test`, message: "" };
  const plain = await venue.raffle();
  expect((await refusal(hold({ raffleId: plain, gift }))).code).toBe("giftsNotOffered");
  const raffleId = await venue.raffle({ raffle: { giftsAllowed: true } });
  const forbids: DecideEntry = async (reader, entry) => ({
    ...(await decideSimply(reader, entry)),
    law: {
      maximumPerPerson: null,
      maximumPerHousehold: null,
      giftsAllowed: { value: false, area: "New York" },
      donationsAllowed: null,
      freeEntryAllowed: null,
    },
  });
  expect(await refusal(hold({ raffleId, gift }, undefined, forbids))).toEqual({
    code: "giftsForbidden",
    params: { area: "New York" },
  });
  const buyer = await venue.buyer();
  const own = await venue.db.member.findUniqueOrThrow({ where: { id: buyer.memberId } });
  expect((await refusal(hold({ raffleId, gift: { email: own.email, message: "" } }, buyer))).code).toBe("giftToSelf");
});

// ── limits ───────────────────────────────────────────────────────────────────────────────────────────────────────────

test("B12 a household's limit is exact when its people buy at once, and is said before", async () => {
  const raffleId = await venue.raffle({ cap: null, raffle: { perHouseholdMaximum: 4 } });
  const home = { street: "12 Shared Lane", postalCode: "14202" };
  const family = await Promise.all([venue.buyer(home), venue.buyer({ ...home, street: "12 SHARED LANE" })]);
  const orders = await Promise.all(
    Array.from({ length: 12 }, (_, at) =>
      makeAuthorisedOrder(venue.db, { raffleId, memberId: family[at % 2]!.memberId, quantity: 1 }),
    ),
  );
  const answers = await Promise.all(orders.map(issue));
  expect(answers.filter((answer) => answer.outcome === "issued")).toHaveLength(4);
  expect(answers.filter((answer) => answer.outcome === "limit")).toHaveLength(8);
  expect(await refusal(hold({ raffleId }, family[0]))).toEqual({
    code: "householdLimit",
    params: { maximum: 4, held: 4 },
  });
  const { memberId } = family[0];
  expect(await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW })).toMatchObject({ mayHave: 0 });
});

test("B12 the law's own maximum holds where the raffle has none, at the hold and at the issue", async () => {
  const raffleId = await venue.raffle({ cap: null, priceMinor: 0 });
  const limited: DecideEntry = async (reader, entry) => ({
    ...(await decideSimply(reader, entry)),
    law: {
      maximumPerPerson: { value: 2, area: "New York" },
      maximumPerHousehold: null,
      giftsAllowed: null,
      donationsAllowed: null,
      freeEntryAllowed: null,
    },
  });
  const buyer = await venue.buyer();
  expect(await refusal(hold({ raffleId, quantity: 3 }, buyer, limited))).toEqual({
    code: "personLimit",
    params: { maximum: 2, held: 0 },
  });
  const one = await hold({ raffleId, quantity: 2 }, buyer, limited);
  const two = await hold({ raffleId, quantity: 2 }, buyer, limited);
  const deps = { ...venue.deps, decideEntry: limited };
  const form = { rulesVersion: 1, signedAs: "Test Member", donationMinor: 0, coverFee: false, presence: null };
  await startCheckout(deps, buyer.actor, { orderId: one.orderId, ...form });
  await startCheckout(deps, buyer.actor, { orderId: two.orderId, ...form });
  expect(await venue.db.ticket.count({ where: { raffleId, state: "valid" } })).toBe(2);
  expect(await venue.db.ticketOrder.findUnique({ where: { id: two.orderId } })).toMatchObject({
    reason: "personLimit",
  });
});

test("B12 staff and the self-excluded are barred at the issue itself", async () => {
  const raffleId = await venue.raffle();
  const { memberId } = await venue.buyer();
  const orderId = await makeAuthorisedOrder(venue.db, { raffleId, memberId });
  const organisationId = venue.organisationId;
  await venue.db.memberRole.create({
    data: { id: newId(), memberId, kind: "organisation", organisationId, status: "active", createdAt: NOW },
  });
  expect((await issue(orderId)).outcome).toBe("barred");
});

// ── other ways ───────────────────────────────────────────────────────────────────────────────────────────────────────

test("R7 what is sold on paper alone is not sold online, neither held nor issued", async () => {
  const raffleId = await venue.raffle({ raffle: { participation: "offline" } });
  expect((await refusal(hold({ raffleId }))).code).toBe("offlineOnly");
  const { memberId } = await venue.buyer();
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId, memberId }))).outcome).toBe("closed");
});

test("R13 a sale by hand is issued, settled and voided with the organisation's own money in the ledger", async () => {
  const raffleId = await venue.raffle({ raffle: { participation: "both" } });
  const { memberId } = await venue.buyer();
  const key = `org:${venue.organisationId}:offline`;
  const before = await balanceOf(venue.db, key);
  const manual = { origin: "manual", enteredBy: memberId, paidBy: "cash", venueFeeMinor: 0, unitPriceMinor: 500 };
  const orderId = await makeAuthorisedOrder(venue.db, { raffleId, memberId, quantity: 3, ...manual });
  expect((await issue(orderId)).outcome).toBe("issued");
  expect(await settleOrderRow(venue.db, orderId, NOW)).toBe(true);
  expect(await balanceOf(venue.db, key)).toBe(before - 1_500);
  expect(await venue.db.raffleSales.findUnique({ where: { raffleId } })).toMatchObject({ issued: 3, uncaptured: 0 });
  const [first] = await ticketsOf(orderId);
  await venue.db.transaction((tx) => voidTicketRows(tx, orderId, [first!.id], "test", NOW));
  expect(await balanceOf(venue.db, key)).toBe(before - 1_000);
  expect(await ledgerSum(venue.db)).toBe(0n);
});

test("R13 by hand: before activation for raffles sold online, which the first ticket locks; until close for the others", async () => {
  const { memberId } = await venue.buyer();
  const manual = { memberId, origin: "manual", enteredBy: memberId, paidBy: "cash", venueFeeMinor: 0 };
  const draft = { state: "draft", activatedAt: null, lockedAt: null };
  const online = await venue.raffle({ game: draft });
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId: online, ...manual }))).outcome).toBe("issued");
  expect((await venue.db.game.findUniqueOrThrow({ where: { id: online } })).lockedAt).not.toBeNull();
  const active = await venue.raffle();
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId: active, ...manual }))).outcome).toBe("closed");
  const closed = await venue.raffle({ raffle: { participation: "offline" }, game: { closesAt: NOW } });
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId: closed, ...manual }))).outcome).toBe("closed");
});

test("B6 a free entry lands on its prize and on a free number, within the limits", async () => {
  const by = { actor: actorOf(newId()), organisationId: venue.organisationId } as never;
  const email = `post-${newId()}@example.test`;
  const memberId = await makeMember(venue.db, { email });
  const entry = (raffleId: string, over: Record<string, unknown> = {}) =>
    recordFreeEntry(venue.deps, by, { raffleId, email, receivedAs: "post", idempotencyKey: newId(), ...over });
  const tray = await venue.raffle({ raffle: { format: "tricky-tray", freeEntryAllowed: true, perPersonMaximum: 1 } });
  const [quilt] = (await addPools(tray, ["Quilt"])) as [string];
  expect((await refusal(entry(tray))).code).toBe("placementsNeeded");
  await entry(tray, { drawingId: quilt });
  expect(await venue.db.ticket.findFirst({ where: { raffleId: tray } })).toMatchObject({
    poolId: quilt,
    holderId: memberId,
    origin: "free",
    pricePaidMinor: 0,
  });
  expect((await refusal(entry(tray, { drawingId: quilt }))).code).toBe("personLimit");
  const numbers = await board(9, { raffle: { freeEntryAllowed: true } });
  await hold({ raffleId: numbers, picks: [1] });
  await entry(numbers, { pick: 5 });
  await entry(numbers);
  const picked = await venue.db.ticket.findMany({ where: { raffleId: numbers }, orderBy: { issueOrder: "asc" } });
  expect(picked.map((ticket) => ticket.pickedNumber)).toEqual([5, 1]);
});

test("T5 the last part of a number is the raffle's sequence, the participant's count or the record", async () => {
  const { memberId } = await venue.buyer();
  const other = await venue.buyer();
  const lasts = async (part: string) => {
    const raffleId = await venue.raffle({ raffle: { ticketNumberPart: part } });
    const orders = [
      await makeAuthorisedOrder(venue.db, { raffleId, memberId: other.memberId, quantity: 2 }),
      await makeAuthorisedOrder(venue.db, { raffleId, memberId, quantity: 2 }),
    ];
    await issue(orders[0]!);
    await issue(orders[1]!);
    await venue.db.transaction((tx) => takeBackRow(tx, orders[0]!, "test", NOW));
    const third = await makeAuthorisedOrder(venue.db, { raffleId, memberId, quantity: 1 });
    await issue(third);
    const rows = await venue.db.ticket.findMany({
      where: { raffleId, state: "issued" },
      orderBy: { issueOrder: "asc" },
    });
    return rows.map((row) => row.number?.split("-").at(-1));
  };
  expect(await lasts("sequence")).toEqual(["0003", "0004", "0001"]);
  expect(await lasts("participant")).toEqual(["0001", "0002", "0003"]);
  expect(await lasts("record")).toEqual(["0003", "0004", "0005"]);
});
