import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { refreshPayment } from "@/server/payments/refresh-payment";
import { authoriseOrganiser } from "@/server/people/authority";
import { followWholeRefund, refundVoided, voidTickets } from "@/server/tickets/void-tickets";
import { actorOf, ledgerSum, openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

async function organiser() {
  const { memberId } = await venue.buyer();
  const role = {
    id: newId(),
    kind: "organisation",
    organisationId: venue.organisationId,
    areaId: null,
    status: "active",
  };
  return authoriseOrganiser(actorOf(memberId, [role as never]), venue.organisationId);
}

/** Sends the refunds that were promised, twice, as an outbox may. */
async function sendRefunds(orderId: string): Promise<void> {
  const jobs = await venue.db.outbox.findMany({ where: { kind: "payment.refund" } });
  for (const job of jobs.filter((each) => (each.payload as { orderId: string }).orderId === orderId)) {
    await refundVoided(venue.deps, job.payload as never);
    await refundVoided(venue.deps, job.payload as never);
  }
}

async function bought(quantity: number, over = {}) {
  const raffleId = await venue.raffle({ cap: 20 });
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, quantity, over);
  await venue.type(orderId);
  expect(await venue.settle(orderId)).toBe("captured");
  const tickets = await venue.db.ticket.findMany({ where: { orderId }, orderBy: { sequence: "asc" } });
  return { raffleId, orderId, ids: tickets.map((ticket) => ticket.id) };
}

test("T9 M8 tickets voided one after the other return their price each once, and the rest of the order with the last", async () => {
  const by = await organiser();
  const { raffleId, orderId, ids } = await bought(3, { donationMinor: 700, coverFee: true });
  const one = (ticketIds: string[]) => voidTickets(venue.deps, by, { orderId, ticketIds, reason: "byRequest" });
  expect(await one([ids[0]!])).toEqual({ voidedCount: 1, refundMinor: 500 });
  expect(await one([ids[0]!])).toEqual({ voidedCount: 0, refundMinor: 0 });
  // naming the first again beside the second returns the second alone
  expect(await one([ids[0]!, ids[1]!])).toEqual({ voidedCount: 1, refundMinor: 500 });
  await sendRefunds(orderId);
  expect(await venue.atGateway(orderId)).toMatchObject({ receivedMinor: 2245, refundedMinor: 1000 });
  expect(await one(ids)).toEqual({ voidedCount: 1, refundMinor: 1245 });
  await sendRefunds(orderId);
  expect(await venue.atGateway(orderId)).toMatchObject({ refundedMinor: 2245 });
  const order = await venue.db.ticketOrder.findUniqueOrThrow({ where: { id: orderId } });
  expect(order.state).toBe("refunded");
  expect(await venue.db.raffleSales.findUniqueOrThrow({ where: { raffleId } })).toMatchObject({ issued: 3, voided: 3 });
  expect(await ledgerSum(venue.db)).toBe(0n);
});

test("T9 several people voiding at once return each ticket's price once", async () => {
  const by = await organiser();
  const { orderId, ids } = await bought(4);
  const answers = await Promise.all(
    ids.flatMap((id) => [
      voidTickets(venue.deps, by, { orderId, ticketIds: [id], reason: "byRequest" }),
      voidTickets(venue.deps, by, { orderId, ticketIds: ids, reason: "byRequest" }),
    ]),
  );
  expect(answers.reduce((sum, answer) => sum + answer.refundMinor, 0)).toBe(2000);
  expect(answers.reduce((sum, answer) => sum + answer.voidedCount, 0)).toBe(4);
  await sendRefunds(orderId);
  expect(await venue.atGateway(orderId)).toMatchObject({ refundedMinor: 2000 });
});

test("T9 nobody voids tickets of another organisation, or out of a frozen list", async () => {
  const by = await organiser();
  const { raffleId, orderId, ids } = await bought(1);
  const stranger = Object.freeze({ ...by, organisationId: newId() });
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error: { code: string }) => error.code,
    );
  expect(await codeOf(voidTickets(venue.deps, stranger, { orderId, ticketIds: ids, reason: "x" }))).toBe(
    "orderNotFound",
  );
  await venue.db.raffleSales.update({ where: { raffleId }, data: { frozenAt: new Date() } });
  expect(await codeOf(voidTickets(venue.deps, by, { orderId, ticketIds: ids, reason: "x" }))).toBe("listFrozen");
});

test("M3 money returned whole in the gateway's own pages voids the tickets it paid for, once", async () => {
  const { raffleId, orderId } = await bought(2);
  const payment = await venue.db.payment.findFirstOrThrow({ where: { orderId } });
  expect(await followWholeRefund(venue.deps, orderId)).toBe(false);
  await venue.gateway.refund({
    key: `by-hand:${orderId}`,
    account: payment.account,
    intentId: payment.intentId!,
    amountMinor: 1000,
    feeMinor: 0,
    whole: true,
  });
  const deps = { db: venue.db, clock: venue.clock, gateways: venue.gateways };
  await refreshPayment(deps, await venue.db.payment.findFirstOrThrow({ where: { orderId } }));
  expect(await followWholeRefund(venue.deps, orderId)).toBe(true);
  expect(await followWholeRefund(venue.deps, orderId)).toBe(false);
  expect((await venue.db.ticketOrder.findUniqueOrThrow({ where: { id: orderId } })).state).toBe("refunded");
  expect(await venue.db.raffleSales.findUniqueOrThrow({ where: { raffleId } })).toMatchObject({ voided: 2 });
  expect(await ledgerSum(venue.db)).toBe(0n);
});
