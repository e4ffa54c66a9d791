import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { followDispute } from "@/server/payments/follow-dispute";
import { refreshPayment } from "@/server/payments/refresh-payment";
import { findPayment } from "@/server/payments/store";
import { authoriseOrganiser } from "@/server/people/authority";
import { listDisputes, readDispute, sendEvidence } from "@/server/tickets/answer-dispute";
import { type DisputedPurchase, evidenceText } from "@/server/tickets/dispute-evidence";
import { makeOrganisation } from "@/tests/support/fixtures";
import { actorOf, openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

const deps = () => ({ db: venue.db, clock: venue.clock, gateways: venue.gateways });

const organiser = (organisationId: string) =>
  authoriseOrganiser(
    actorOf(newId(), [{ id: newId(), kind: "organisation", organisationId, areaId: null, status: "active" }]),
    organisationId,
  );

/** Tickets paid with the card whose payments are disputed as soon as they are captured. */
async function disputed() {
  const raffleId = await venue.raffle();
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 2);
  await venue.type(orderId, { number: "4000000000000259" });
  await venue.settle(orderId);
  const payment = await venue.db.payment.findFirstOrThrow({ where: { orderId } });
  await refreshPayment(deps(), payment);
  await followDispute(deps(), (await findPayment(venue.db, payment.id))!);
  const { organisationId } = await venue.db.game.findUniqueOrThrow({ where: { id: raffleId } });
  return { raffleId, orderId, paymentId: payment.id, by: organiser(organisationId) };
}

test("B8 the evidence of a disputed purchase is put together from what is on record, and sent through the gateway", async () => {
  const { orderId, paymentId, by } = await disputed();
  expect(await listDisputes(deps(), by)).toMatchObject([{ paymentId, orderId, state: "open" }]);
  const { purchase, text } = await readDispute(deps(), by, paymentId);
  const tickets = await venue.db.ticket.findMany({ where: { orderId } });
  for (const { number, validationCode } of tickets) {
    expect(text).toContain(number);
    expect(text).toContain(validationCode);
  }
  expect(text).toContain("Test Member");
  expect(text).toContain("The rules.");
  expect(text).toContain("Postal code check by the issuer: pass");
  expect(purchase.decisions.map(({ purpose }) => purpose)).toContain("issue");

  await sendEvidence(deps(), by, paymentId, "We called the buyer, who remembers the purchase.");
  const sent = venue.stripe.control.state.all("dispute")[0]!.value;
  expect(sent.evidence.uncategorized_text).toMatch(/^STATEMENT OF THE MERCHANT\nWe called the buyer/);
  expect(sent.evidence.customer_name).toBe("Test Member");
  expect(sent.status).toBe("under_review");
  // The second click changes nothing: the network took an answer already.
  await sendEvidence(deps(), by, paymentId, "Again.");
  expect(venue.stripe.control.state.all("dispute")[0]!.value.evidence_details.submission_count).toBe(1);
});

test("B8 somebody else's dispute is not there, and a closed one takes no answer", async () => {
  const { paymentId, by } = await disputed();
  const stranger = organiser(await makeOrganisation(venue.db));
  await expect(readDispute(deps(), stranger, paymentId)).rejects.toMatchObject({ status: 404 });
  await expect(readDispute(deps(), by, "no id")).rejects.toMatchObject({ status: 404 });
  await expect(sendEvidence(deps(), by, paymentId, "x".repeat(4001))).rejects.toMatchObject({
    code: "statementTooLong",
  });
  await venue.db.payment.update({ where: { id: paymentId }, data: { disputeState: "won" } });
  await expect(sendEvidence(deps(), by, paymentId, "")).rejects.toMatchObject({ code: "disputeClosed" });
});

test("B8 evidence claims nothing that is not on record", () => {
  const at = new Date("2026-11-20T17:00:00Z");
  const bare: DisputedPurchase = {
    orderId: "1",
    raffle: "R",
    organisation: "O",
    buyer: { name: "N", email: "n@example.test", memberNumber: 1, since: at },
    residence: { street: "S", city: "C", postalCode: "P" },
    amountMinor: 500,
    currency: "USD",
    card: { brand: null, funding: null, postalCheck: null },
    createdAt: at,
    issuedAt: null,
    capturedAt: null,
    tickets: [],
    agreement: null,
    decisions: [],
    drawing: null,
    refundedMinor: 0,
  };
  const text = evidenceText(bare, " ");
  for (const absent of ["AGREED", "ALLOWED", "DELIVERED", "STATEMENT", "issued", "captured", "Refunded", "draw was"]) {
    expect(text).not.toContain(absent);
  }
  expect(text).toContain("Postal code check by the issuer: none");
});
