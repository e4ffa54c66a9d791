import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { holdTickets } from "@/server/tickets/hold-tickets";
import { type StartCheckoutDeps, startCheckout } from "@/server/tickets/start-checkout";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
/** By the machine's clock, as the application runs. */
let deps: StartCheckoutDeps;

beforeAll(async () => {
  venue = await openTestVenue();
  deps = { ...venue.deps, clock: systemClock, databaseClock: "own" };
});
afterAll(() => venue.close());

type Buyer = Awaited<ReturnType<TestVenue["buyer"]>>;

const freeRaffle = (over: Parameters<TestVenue["raffle"]>[0] = {}) =>
  venue.raffle({
    cap: null,
    priceMinor: 0,
    game: { opensAt: new Date(Date.now() - 3_600_000), closesAt: new Date(Date.now() + 86_400_000) },
    ...over,
  });

const hold = async (buyer: Buyer, raffleId: string, quantity = 1) =>
  (
    await holdTickets(deps, buyer.actor, {
      ...{ raffleId, quantity, shortfall: "none", idempotencyKey: newId(), presence: null },
    })
  ).orderId;

const pay = (buyer: Buyer, orderId: string, over: Partial<Parameters<typeof startCheckout>[2]> = {}) =>
  startCheckout(deps, buyer.actor, {
    ...{ orderId, rulesVersion: 1, signedAs: "Test Member", donationMinor: 0, coverFee: false, presence: null },
    ...over,
  });

const buyers = (count: number) => Promise.all(Array.from({ length: count }, () => venue.buyer()));

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "paid",
    (error: { code?: string }) => error.code ?? String(error),
  );

test("T5 P7 thirty who confirm at once have numbers 1 to 30 without a gap, each with signature, evidence and receipt", async () => {
  const raffleId = await freeRaffle();
  const people = await buyers(30);
  const orders = await Promise.all(people.map((one) => hold(one, raffleId)));
  await Promise.all(people.map((one, at) => pay(one, orders[at]!)));

  const tickets = await venue.db.ticket.findMany({ where: { raffleId }, orderBy: { issueOrder: "asc" } });
  expect(tickets.map((ticket) => Number(ticket.issueOrder))).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
  expect(tickets.map((ticket) => ticket.sequence)).toEqual(tickets.map((ticket) => Number(ticket.issueOrder)));
  expect(new Set(tickets.map((ticket) => ticket.number)).size).toBe(30);
  expect(new Set(tickets.map((ticket) => ticket.validationCode)).size).toBe(30);
  expect(tickets.every((ticket) => ticket.state === "valid" && ticket.pricePaidMinor === 0)).toBe(true);
  expect(await venue.db.raffleSales.findUnique({ where: { raffleId } })).toMatchObject({
    ...{ issued: 30, uncaptured: 0, nextSequence: 31, nextIssueOrder: 31n },
  });
  for (const [at, { memberId }] of people.entries()) {
    const order = await venue.db.ticketOrder.findUniqueOrThrow({ where: { id: orders[at]! } });
    expect(order).toMatchObject({ state: "captured", memberId, quantity: 1, totalMinor: 0 });
    const signature = await venue.db.agreementSignature.findUniqueOrThrow({ where: { id: order.agreementId! } });
    expect(signature).toMatchObject({ memberId, signedAs: "Test Member", text: "The rules.", version: 1 });
    const evidence = await venue.db.decisionEvidence.findMany({
      ...{ where: { orderId: order.id }, orderBy: { purpose: "asc" } },
    });
    expect(evidence.map((one) => [one.purpose, one.memberId, one.decision])).toEqual([
      ["checkout", memberId, "open"],
      ["issue", memberId, "open"],
    ]);
    expect(await venue.db.outbox.count({ where: { dedupeKey: `receipt:${order.id}` } })).toBe(1);
    expect(tickets.filter((ticket) => ticket.orderId === order.id && ticket.holderId === memberId)).toHaveLength(1);
  }
});

test("P7 whoever confirms in a group has the same order, ticket and evidence as whoever takes the long way", async () => {
  const shapeOf = async (orderId: string) => {
    const { id, raffleId, memberId, agreementId, idempotencyKey, inputHash, ...order } =
      await venue.db.ticketOrder.findUniqueOrThrow({ where: { id: orderId } });
    const times = [order.createdAt, order.updatedAt, order.issuedAt, order.capturedAt, order.holdExpiresAt];
    const tickets = await venue.db.ticket.findMany({ where: { orderId }, orderBy: { issueOrder: "asc" } });
    const evidence = await venue.db.decisionEvidence.findMany({ where: { orderId }, orderBy: { purpose: "asc" } });
    const letters = await venue.db.outbox.findMany({ where: { dedupeKey: { endsWith: orderId } } });
    return {
      order: { ...order, ...{ createdAt: 0, updatedAt: 0, issuedAt: 0, capturedAt: 0, holdExpiresAt: 0 } },
      known: [agreementId !== null, ...times.map((time) => time !== null)],
      tickets: tickets.map(
        ({ state, issueOrder, sequence, origin, pricePaidMinor, poolId, pickedNumber, sellerId }) => ({
          ...{ state, issueOrder, sequence, origin, pricePaidMinor, poolId, pickedNumber, sellerId },
        }),
      ),
      evidence: evidence.map(({ purpose, input, decision, reasons }) => ({ purpose, input, decision, reasons })),
      letters: letters.map(({ kind, payload }) => [kind, Object.keys(payload as object)]),
    };
  };
  for (const over of [
    {},
    { cap: 50 },
    { numbering: "at_close" as const },
    { raffle: { ticketNumberPart: "record" } },
  ]) {
    const [group, alone] = [await freeRaffle(over), await freeRaffle(over)];
    const one = await venue.buyer();
    const first = await hold(one, group, 3);
    await pay(one, first, { shortfall: "remaining" });
    const second = await hold(one, alone, 3);
    // A limit that never bites is reason enough for the long way.
    await venue.db.raffle.update({ where: { gameId: alone }, data: { perPersonMaximum: 1_000 } });
    await pay(one, second, { shortfall: "remaining" });
    expect(await shapeOf(first)).toEqual(await shapeOf(second));
    const sales = async (raffleId: string) => {
      const { raffleId: _, ...rest } = await venue.db.raffleSales.findUniqueOrThrow({ where: { raffleId } });
      return rest;
    };
    expect(await sales(group)).toEqual(await sales(alone));
  }
});

test("T1 P7 fourteen confirm at once where ten tickets are left: ten are issued, four are told that none is left", async () => {
  const raffleId = await freeRaffle({ cap: 10 });
  const people = await buyers(14);
  // KV has lost the holds, so that only the database stands between them.
  const orders: string[] = [];
  for (const one of people) {
    orders.push(await hold(one, raffleId));
    venue.kvStandIn.store.execute(["FLUSHALL"]);
  }
  await Promise.all(people.map((one, at) => pay(one, orders[at]!)));
  const states = await venue.db.ticketOrder.groupBy({ by: ["state", "reason"], where: { raffleId }, _count: true });
  expect(states.map(({ state, reason, _count }) => [state, reason, _count]).sort()).toEqual([
    ["captured", null, 10],
    ["lost", "soldOut", 4],
  ]);
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(10);
});

test("P7 one bad request in a group harms no other, and each is told its own reason", async () => {
  const raffleId = await freeRaffle({ cap: 100 });
  const people = await buyers(12);
  const orders = await Promise.all(people.map((one) => hold(one, raffleId)));
  await venue.db.member.update({ where: { id: people[2]!.memberId }, data: { status: "suspended" } });
  await venue.db.member.update({
    where: { id: people[5]!.memberId },
    data: { excludedUntil: new Date(Date.now() + 86_400_000) },
  });
  const answers = await Promise.all(
    people.map((one, at) => codeOf(pay(one, orders[at]!, at === 8 ? { rulesVersion: 7 } : {}))),
  );
  // The eleventh is confirmed by two clicks at once.
  const twice = await Promise.all([codeOf(pay(people[11]!, orders[11]!)), codeOf(pay(people[11]!, orders[11]!))]);
  expect(answers.filter((answer) => answer === "paid")).toHaveLength(9);
  expect(answers[2]).not.toBe("paid");
  expect(answers[5]).toBe("selfExcluded");
  expect(answers[8]).toBe("rulesChanged");
  expect(twice).toEqual(["orderOver", "orderOver"]);
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(9);
});

test("M4 P7 the same order confirmed by many clicks at once is issued once", async () => {
  const raffleId = await freeRaffle({ cap: 5 });
  const [one] = await buyers(1);
  const orderId = await hold(one!, raffleId, 2);
  const answers = await Promise.all(Array.from({ length: 8 }, () => codeOf(pay(one!, orderId))));
  expect(answers.filter((answer) => answer === "paid").length).toBeGreaterThan(0);
  expect(answers.every((answer) => answer === "paid" || answer === "orderOver")).toBe(true);
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(2);
});

test("J2 P7 what was decided under older rules is not issued by them, and holds up nobody else of the group", async () => {
  const raffleId = await freeRaffle();
  const people = await buyers(6);
  const orders = await Promise.all(people.map((one) => hold(one, raffleId)));
  // As if the rules had changed between decision and issue.
  const stopping: StartCheckoutDeps = {
    ...deps,
    decideEntry: async (reader, entry) => ({ ...(await deps.decideEntry(reader, entry)), rulesVersion: 1n }),
  };
  const late = startCheckout(stopping, people[0]!.actor, {
    ...{ orderId: orders[0]!, rulesVersion: 1, signedAs: "Test Member", donationMinor: 0, coverFee: false },
    presence: null,
  });
  await Promise.all([late, ...people.slice(1).map((one, at) => pay(one, orders[at + 1]!))]);
  const decided = await venue.db.decisionEvidence.findMany({ where: { orderId: { in: orders }, purpose: "issue" } });
  const { version } = await venue.db.rulesVersion.findUniqueOrThrow({ where: { id: 1 } });
  // What was decided under an old version is not issued by it.
  expect(decided.filter((one) => one.orderId !== orders[0]).map((one) => one.rulesVersion)).toEqual(
    Array.from({ length: 5 }, () => version),
  );
  expect(decided.filter((one) => one.orderId === orders[0] && one.rulesVersion === 1n)).toEqual([]);
});

test("P17 a group whose connection is cut is issued whole or not at all, and can be confirmed again", async () => {
  const raffleId = await freeRaffle({ cap: 40 });
  const people = await buyers(8);
  const orders = await Promise.all(people.map((one) => hold(one, raffleId)));
  const holder = await venue.db.pool.connect();
  let cut = 0;
  try {
    // Somebody holds the raffle; the group waits behind it and is ended there.
    await holder.query("begin");
    await holder.query("select 1 from raffle_sales where raffle_id = $1 for update", [raffleId]);
    const answers = Promise.all(people.map((one, at) => codeOf(pay(one, orders[at]!))));
    for (let tries = 0; tries < 200 && cut === 0; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      const [row] = await venue.db.query<{ n: number }>({
        text: `select count(pg_terminate_backend(pid))::int as n from pg_stat_activity
                where datname = current_database() and wait_event_type = 'Lock' and query like '%issue_free_orders(%'`,
      });
      cut = row?.n ?? 0;
    }
    await holder.query("rollback");
    const told = await answers;
    const captured = await venue.db.ticketOrder.count({ where: { raffleId, state: "captured" } });
    expect(captured).toBe(told.filter((answer) => answer === "paid").length);
    expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(captured);
  } finally {
    holder.release();
  }
  expect(cut).toBeGreaterThan(0);
  const again = await Promise.all(people.map((one, at) => codeOf(pay(one, orders[at]!))));
  expect(again.every((answer) => answer === "paid" || answer === "orderOver")).toBe(true);
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(8);
  expect(await venue.db.ticketOrder.count({ where: { raffleId, state: "captured" } })).toBe(8);
});

test("P7 holds that arrive together are each their own, and a bad one harms no other", async () => {
  const raffleId = await freeRaffle({ cap: null, priceMinor: 500 });
  const people = await buyers(10);
  const at = new Date();
  await venue.db.playLimit.create({
    data: {
      ...{ memberId: people[4]!.memberId, kind: "loss", period: "day", currency: "USD", amount: 100 },
      changedAt: at,
    },
  });
  const answers = await Promise.all(
    people.map((one) =>
      hold(one, raffleId).then(
        () => "held",
        (error: { code?: string }) => error.code ?? String(error),
      ),
    ),
  );
  expect(answers.filter((answer) => answer === "held")).toHaveLength(9);
  expect(answers[4]).toBe("lossLimit");
  expect(await venue.db.ticketOrder.count({ where: { raffleId, state: "held" } })).toBe(9);
});
