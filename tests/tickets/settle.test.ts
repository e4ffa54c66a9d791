import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { readOrder } from "@/server/tickets/read-order";
import { recheckOrders } from "@/server/tickets/recheck-orders";
import { cancelOrder, startCheckout } from "@/server/tickets/start-checkout";
import { sweepOrders } from "@/server/tickets/sweep-orders";
import { NOW } from "@/tests/support/fixtures";
import { balanceOf, ledgerSum, openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(NOW));
afterEach(() => venue.stripe.control.clearFaults());
afterAll(() => venue.close());

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

async function stateOf(orderId: string) {
  return venue.db.ticketOrder.findUniqueOrThrow({
    where: { id: orderId },
    include: { tickets: { orderBy: { sequence: "asc" } } },
  });
}

async function soldIn(raffleId: string) {
  return venue.db.raffleSales.findUniqueOrThrow({ where: { raffleId } });
}

/** The one rule under all stories: money was taken exactly where tickets are valid, and the ledger sums to zero. */
async function expectMoneyAndTicketsAgree(orderId: string): Promise<void> {
  const order = await stateOf(orderId);
  const money = await venue.atGateway(orderId);
  const valid = order.tickets.filter((ticket) => ticket.state === "valid").length;
  if (order.state === "captured") {
    expect(money).toMatchObject({ status: "captured", receivedMinor: order.totalMinor, refundedMinor: 0 });
    expect(valid).toBe(order.quantity);
  } else {
    expect(valid).toBe(0);
    expect((money?.receivedMinor ?? 0) - (money?.refundedMinor ?? 0)).toBe(0);
    expect(money?.status ?? "expired").not.toBe("authorised");
  }
  expect(await ledgerSum(venue.db)).toBe(0n);
}

test("T2 a paid order ends with numbered tickets, the money captured and the ledger settled", async () => {
  const raffleId = await venue.raffle({ cap: 10 });
  const { actor } = await venue.buyer();
  const sales = await balanceOf(venue.db, `org:${venue.organisationId}:sales`);
  const { orderId, url } = await venue.toGateway(actor, raffleId, 3, { donationMinor: 700, coverFee: true });
  expect(url).toContain("/c/pay/");
  expect(await venue.settle(orderId)).toBe("checkout");
  await venue.type(orderId);
  expect(await venue.settle(orderId)).toBe("captured");
  const order = await stateOf(orderId);
  // three at $5.00, a gift of $7.00, and 3 % of $15.00 rounded half up
  expect(order).toMatchObject({ ticketsMinor: 1500, donationMinor: 700, feeCoverMinor: 45, totalMinor: 2245 });
  expect(order.tickets.map((ticket) => ticket.sequence)).toEqual([1, 2, 3]);
  expect(await soldIn(raffleId)).toMatchObject({ issued: 3, uncaptured: 0 });
  expect((await balanceOf(venue.db, `org:${venue.organisationId}:sales`)) - sales).toBe(1500);
  expect(await balanceOf(venue.db, `org:${venue.organisationId}:pending`)).toBe(0);
  await expectMoneyAndTicketsAgree(orderId);
  const evidence = await venue.db.decisionEvidence.findMany({ where: { orderId } });
  expect(evidence.map((one) => one.purpose).sort()).toEqual(["checkout", "issue"]);
  const signature = await venue.db.agreementSignature.findUniqueOrThrow({ where: { id: order.agreementId ?? "" } });
  expect(signature).toMatchObject({ signedAs: "Test Member", version: 1, text: "The rules." });
});

test("T2 a declined card charges nothing, keeps the hold, and another card then pays", async () => {
  const raffleId = await venue.raffle({ cap: 5 });
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 2);
  await venue.type(orderId, { number: "4000000000000002" });
  expect(await venue.settle(orderId)).toBe("checkout");
  expect((await readOrder(venue.db, actor, orderId)).payment?.failureCode).toBe("generic_decline");
  await expectMoneyAndTicketsAgree(orderId);
  await venue.type(orderId);
  expect(await venue.settle(orderId)).toBe("captured");
  await expectMoneyAndTicketsAgree(orderId);
});

test("J11 a billing address that is not the residence is declined, given back, and the hold released", async () => {
  const raffleId = await venue.raffle({ cap: 2 });
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 2);
  await venue.type(orderId, {
    address: { line1: "1 Elsewhere", city: "Rochester", state: "NY", postalCode: "14614", country: "US" },
  });
  expect(await venue.settle(orderId)).toBe("declined");
  expect((await stateOf(orderId)).reason).toBe("addressMismatch");
  await expectMoneyAndTicketsAgree(orderId);
  // Both places are free again at once.
  const other = await venue.buyer();
  expect((await venue.toGateway(other.actor, raffleId, 2)).orderId).not.toBe(orderId);
});

test("J11 an address the bank did not confirm, or cannot check, is declined", async () => {
  const raffleId = await venue.raffle();
  for (const number of ["4000000000000036", "4000000000000044"]) {
    const { actor } = await venue.buyer();
    const { orderId } = await venue.toGateway(actor, raffleId, 1);
    await venue.type(orderId, { number });
    expect(await venue.settle(orderId)).toBe("declined");
    expect((await stateOf(orderId)).reason).toBe("addressNotConfirmed");
    await expectMoneyAndTicketsAgree(orderId);
  }
});

test("T2 a browser that was closed after paying changes nothing: the sweep alone settles", async () => {
  const raffleId = await venue.raffle();
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 1);
  await venue.type(orderId);
  venue.clock.advanceSeconds(33 * 60);
  await sweepOrders(venue.deps);
  expect((await stateOf(orderId)).state).toBe("captured");
  await expectMoneyAndTicketsAgree(orderId);
});

test("T2 an order whose page was never opened, because the process died before, ends when a page would have ended", async () => {
  for (const reserved of [false, true]) {
    const raffleId = await venue.raffle({ cap: 1 });
    const { actor } = await venue.buyer();
    const { orderId } = await venue.toGateway(actor, raffleId, 1);
    // What a kill -9 leaves behind: the order on its way to the page, without a payment or with one that is bare.
    if (reserved) {
      const bare = { checkoutId: null, checkoutUrl: null, intentId: null, chargeId: null };
      await venue.db.payment.updateMany({ where: { orderId }, data: bare });
    } else {
      await venue.db.payment.deleteMany({ where: { orderId } });
    }
    await sweepOrders(venue.deps);
    expect((await stateOf(orderId)).state).toBe("checkout");
    venue.clock.advanceSeconds(33 * 60);
    await sweepOrders(venue.deps);
    expect((await stateOf(orderId)).state).toBe("expired");
    await sweepOrders(venue.deps);
    const payments = await venue.db.payment.findMany({ where: { orderId } });
    expect(payments.map((payment) => payment.state)).toEqual(reserved ? ["cancelled"] : []);
    venue.clock.set(NOW);
  }
});

test("M3 eight callers at once, and any number afterwards, issue and capture once", async () => {
  const raffleId = await venue.raffle({ cap: 50 });
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 4);
  await venue.type(orderId);
  await Promise.all(Array.from({ length: 8 }, () => venue.settle(orderId)));
  expect(await venue.settle(orderId)).toBe("captured");
  expect((await stateOf(orderId)).tickets).toHaveLength(4);
  expect(await soldIn(raffleId)).toMatchObject({ issued: 4, uncaptured: 0 });
  expect(
    await venue.db.ledgerMovement.count({ where: { key: { in: [`purchase:${orderId}`, `capture:${orderId}`] } } }),
  ).toBe(2);
  expect(await venue.db.outbox.count({ where: { dedupeKey: `receipt:${orderId}` } })).toBe(1);
  await expectMoneyAndTicketsAgree(orderId);
});

test("T3 a payment after the close is given back and no ticket exists", async () => {
  const raffleId = await venue.raffle();
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 2);
  await venue.type(orderId);
  venue.clock.set(new Date(NOW.getTime() + 24 * 3_600_000));
  expect(await venue.settle(orderId)).toBe("refused");
  expect((await stateOf(orderId)).reason).toBe("raffleClosed");
  expect(await venue.atGateway(orderId)).toMatchObject({ status: "cancelled", receivedMinor: 0 });
  await expectMoneyAndTicketsAgree(orderId);
});

test("T3 an expired hold still issues while there is room", async () => {
  const raffleId = await venue.raffle({ cap: 3 });
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 3);
  await venue.type(orderId);
  venue.clock.advanceSeconds(1200);
  expect(await venue.settle(orderId)).toBe("captured");
  await expectMoneyAndTicketsAgree(orderId);
});

test("T3 the last ticket goes to whoever is issued first; the other is told and not charged", async () => {
  const raffleId = await venue.raffle({ cap: 1 });
  const [first, second] = [await venue.buyer(), await venue.buyer()];
  const slow = await venue.toGateway(first.actor, raffleId, 1);
  await venue.type(slow.orderId);
  // The first one's hold runs out while they dawdle; the second takes the ticket and pays at once.
  venue.clock.advanceSeconds(601);
  const quick = await venue.toGateway(second.actor, raffleId, 1);
  await venue.type(quick.orderId);
  expect(await venue.settle(quick.orderId)).toBe("captured");
  expect(await venue.settle(slow.orderId)).toBe("lost");
  expect((await stateOf(slow.orderId)).reason).toBe("soldOut");
  await expectMoneyAndTicketsAgree(slow.orderId);
  await expectMoneyAndTicketsAgree(quick.orderId);
  expect(await soldIn(raffleId)).toMatchObject({ issued: 1 });
});

test("T2 whoever chose to take whatever remains gets that, and pays for that alone", async () => {
  const raffleId = await venue.raffle({ cap: 4 });
  const [first, second] = [await venue.buyer(), await venue.buyer()];
  const slow = await venue.toGateway(first.actor, raffleId, 3, { shortfall: "remaining" });
  await venue.type(slow.orderId);
  venue.clock.advanceSeconds(601);
  const quick = await venue.toGateway(second.actor, raffleId, 3);
  await venue.type(quick.orderId);
  expect(await venue.settle(quick.orderId)).toBe("captured");
  expect(await venue.settle(slow.orderId)).toBe("captured");
  expect(await stateOf(slow.orderId)).toMatchObject({ wanted: 3, quantity: 1, totalMinor: 500 });
  await expectMoneyAndTicketsAgree(slow.orderId);
  expect(await soldIn(raffleId)).toMatchObject({ issued: 4 });
});

test("T3 a capture that is refused takes the tickets back and leaves nothing charged", async () => {
  const raffleId = await venue.raffle({ cap: 2 });
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 2);
  await venue.type(orderId);
  // The bank lets the authorisation go just before it is captured.
  venue.stripe.control.addFault({ kind: "error", path: "/capture" });
  expect(await codeOf(venue.settle(orderId))).toBe("gatewayUnavailable");
  expect((await stateOf(orderId)).state).toBe("issued");
  expect(await soldIn(raffleId)).toMatchObject({ issued: 2, uncaptured: 2 });
  venue.stripe.control.clearFaults();
  const payment = await venue.db.payment.findFirstOrThrow({ where: { orderId } });
  await venue.gateway.cancel({ key: `bank:${orderId}`, account: payment.account, intentId: payment.intentId ?? "" });
  expect(await venue.settle(orderId)).toBe("taken_back");
  expect(await soldIn(raffleId)).toMatchObject({ issued: 0, uncaptured: 0, freedSequences: [1, 2] });
  expect((await stateOf(orderId)).tickets.map((ticket) => ticket.state)).toEqual(["taken_back", "taken_back"]);
  await expectMoneyAndTicketsAgree(orderId);
});

test("J11 a residence that changes during checkout ends the hold at once and closes the page", async () => {
  const raffleId = await venue.raffle({ permissions: [{ areaId: "US-36029", coverage: "wide" }] });
  const { actor, memberId } = await venue.buyer();
  const { orderId, url } = await venue.toGateway(actor, raffleId, 1);
  await venue.db.member.update({
    where: { id: memberId },
    data: { countyIds: ["US-36055"], municipalityIds: [], postalCode: "14614", residenceRevision: 2 },
  });
  expect(await recheckOrders(venue.deps, memberId)).toBe(1);
  expect(await stateOf(orderId)).toMatchObject({ state: "refused", reason: "entryClosed" });
  expect((await fetch(url)).status).toBe(410);
  await expectMoneyAndTicketsAgree(orderId);
});

test("J10 a change that slips in between paying and issuing is refused at the issue", async () => {
  const raffleId = await venue.raffle({ permissions: [{ areaId: "US-36029", coverage: "wide" }] });
  const { actor, memberId } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 1);
  await venue.type(orderId);
  await venue.db.member.update({ where: { id: memberId }, data: { countyIds: ["US-36055"], municipalityIds: [] } });
  expect(await venue.settle(orderId)).toBe("refused");
  expect((await stateOf(orderId)).reason).toBe("entryClosed");
  await expectMoneyAndTicketsAgree(orderId);
});

test("J10 rules that change between deciding and issuing make it decide again", async () => {
  const raffleId = await venue.raffle();
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 1);
  await venue.type(orderId);
  let decided = 0;
  const settle = { ...venue.deps };
  settle.decideEntry = async (reader, entry) => {
    const decision = await venue.deps.decideEntry(reader, entry);
    decided += 1;
    // A regulator excludes Erie County right after the first answer.
    if (decided === 1) {
      await venue.db.gameExclusion.create({ data: { gameId: raffleId, areaId: "US-36029" } });
    }
    return decision;
  };
  const { settleOrder } = await import("@/server/tickets/settle-order");
  expect(await settleOrder(settle, orderId)).toBe("refused");
  expect(decided).toBe(2);
  await expectMoneyAndTicketsAgree(orderId);
});

test("M4 a second click, and another tab, lead to the same page; other wishes close it and open another", async () => {
  const raffleId = await venue.raffle();
  const { actor } = await venue.buyer();
  const { orderId, url } = await venue.toGateway(actor, raffleId, 1);
  const again = (donationMinor: number) =>
    startCheckout(venue.deps, actor, {
      orderId,
      rulesVersion: 1,
      signedAs: "Test Member",
      donationMinor,
      coverFee: false,
      presence: null,
    });
  expect((await again(0)).url).toBe(url);
  const other = await again(300);
  expect(other.url).not.toBe(url);
  expect((await fetch(url)).status).toBe(410);
  await venue.type(orderId);
  expect(await venue.settle(orderId)).toBe("captured");
  expect(await stateOf(orderId)).toMatchObject({ totalMinor: 800 });
  expect(await codeOf(again(0))).toBe("orderOver");
  await expectMoneyAndTicketsAgree(orderId);
});

test("P20 a gateway that goes away at any step loses nothing and the next caller goes on", async () => {
  const raffleId = await venue.raffle();
  for (const path of ["/checkout/sessions", "/capture"]) {
    const { actor } = await venue.buyer();
    const { orderId } = await venue.toGateway(actor, raffleId, 1);
    await venue.type(orderId);
    venue.stripe.control.addFault({ kind: "reset", path });
    expect(await codeOf(venue.settle(orderId))).toBe("gatewayUnavailable");
    venue.stripe.control.clearFaults();
    expect(await venue.settle(orderId)).toBe("captured");
    await expectMoneyAndTicketsAgree(orderId);
  }
  // The answer to the capture is lost, the capture is not.
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 1);
  await venue.type(orderId);
  venue.stripe.control.addFault({ kind: "lost", path: "/capture" });
  expect(await codeOf(venue.settle(orderId))).toBe("gatewayUnavailable");
  venue.stripe.control.clearFaults();
  expect(await venue.settle(orderId)).toBe("captured");
  await expectMoneyAndTicketsAgree(orderId);
});

test("T2 letting go closes the page, returns the tickets and charges nothing; paying afterwards is given back", async () => {
  const raffleId = await venue.raffle({ cap: 1 });
  const { actor } = await venue.buyer();
  const { orderId, url } = await venue.toGateway(actor, raffleId, 1);
  await cancelOrder(venue.deps, actor, orderId);
  expect((await fetch(url)).status).toBe(410);
  expect(await stateOf(orderId)).toMatchObject({ state: "cancelled", reason: "byBuyer" });
  const other = await venue.buyer();
  const second = await venue.toGateway(other.actor, raffleId, 1);
  await venue.type(second.orderId);
  expect(await venue.settle(second.orderId)).toBe("captured");
  await expectMoneyAndTicketsAgree(orderId);
});

test("P25 somebody else's order does not exist, for reading, paying and letting go alike", async () => {
  const raffleId = await venue.raffle();
  const [owner, stranger] = [await venue.buyer(), await venue.buyer()];
  const { orderId } = await venue.toGateway(owner.actor, raffleId, 1);
  const wish = {
    orderId,
    rulesVersion: 1,
    signedAs: "Test Member",
    donationMinor: 0,
    coverFee: false,
    presence: null,
  };
  expect(await codeOf(readOrder(venue.db, stranger.actor, orderId))).toBe("orderNotFound");
  expect(await codeOf(startCheckout(venue.deps, stranger.actor, wish))).toBe("orderNotFound");
  expect(await codeOf(cancelOrder(venue.deps, stranger.actor, orderId))).toBe("orderNotFound");
  expect(await codeOf(readOrder(venue.db, owner.actor, newId()))).toBe("orderNotFound");
  expect(await codeOf(readOrder(venue.db, owner.actor, "../../etc"))).toBe("orderNotFound");
});

test("B6 a raffle that costs nothing is issued without a page, with nothing in the ledger", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0 });
  const { actor } = await venue.buyer();
  const movements = await venue.db.ledgerMovement.count();
  const { orderId, url } = await venue.toGateway(actor, raffleId, 2);
  expect(url).toBe("");
  expect(await stateOf(orderId)).toMatchObject({ state: "captured", totalMinor: 0 });
  expect(await venue.db.ledgerMovement.count()).toBe(movements);
});

test("T4 the rules are signed with the name in the account, under the version that was read", async () => {
  const raffleId = await venue.raffle();
  const { actor } = await venue.buyer();
  const go = (over: object) => codeOf(venue.toGateway(actor, raffleId, 1, over));
  expect(await go({ signedAs: "Somebody Else" })).toBe("signatureNeeded");
  expect(await go({ signedAs: "   " })).toBe("signatureNeeded");
  expect(await go({ rulesVersion: 2 })).toBe("rulesChanged");
  expect(await go({ signedAs: "  test   MEMBER " })).toBe("no error");
  expect(await venue.db.agreementSignature.count({ where: { memberId: actor.memberId } })).toBe(1);
});

test("B7 a kind of card that the governing law forbids is given back and issues nothing", async () => {
  const raffleId = await venue.raffle();
  const { settleOrder } = await import("@/server/tickets/settle-order");
  const strict = {
    ...venue.deps,
    decideEntry: async (...asked: Parameters<typeof venue.deps.decideEntry>) => ({
      ...(await venue.deps.decideEntry(...asked)),
      forbiddenFunding: ["credit"],
    }),
  };
  for (const [number, state] of [
    ["4242424242424242", "refused"],
    ["4000056655665556", "captured"],
  ] as const) {
    const { actor } = await venue.buyer();
    const { orderId } = await venue.toGateway(actor, raffleId, 1);
    await venue.type(orderId, { number });
    expect(await settleOrder(strict, orderId)).toBe(state);
    await expectMoneyAndTicketsAgree(orderId);
  }
});

test("B8 a lost dispute takes the tickets out of the draw, a won one leaves them, and neither does it twice", async () => {
  const raffleId = await venue.raffle();
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 2);
  await venue.type(orderId);
  await venue.settle(orderId);
  const { followTicketDispute } = await import("@/server/tickets/follow-dispute");
  for (const state of ["open", "won"] as const) await followTicketDispute(venue.deps, { orderId, state });
  expect((await stateOf(orderId)).tickets.map((ticket) => ticket.state)).toEqual(["valid", "valid"]);
  for (let turn = 0; turn < 2; turn++) await followTicketDispute(venue.deps, { orderId, state: "lost" });
  expect((await stateOf(orderId)).tickets.map((ticket) => ticket.state)).toEqual(["voided", "voided"]);
  expect(await soldIn(raffleId)).toMatchObject({ issued: 2, voided: 2 });
});
