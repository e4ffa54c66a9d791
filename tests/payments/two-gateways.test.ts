import { afterAll, beforeAll, expect, test } from "vitest";
import { answerWebhook } from "@/app/api/webhooks/answer-webhook";
import { systemClock } from "@/server/kernel/clock";
import { environmentFaults } from "@/server/kernel/env";
import { newId } from "@/server/kernel/ids";
import { answerDispute } from "@/server/payments/answer-dispute";
import { connectAccount } from "@/server/payments/connect-account";
import { followDispute } from "@/server/payments/follow-dispute";
import { gatewaysOf } from "@/server/payments/gateways";
import { listAccounts, openAnotherAccount, putAccountInForce } from "@/server/payments/keep-accounts";
import { paymentDesk } from "@/server/payments/payment-desk";
import type { Gateways } from "@/server/payments/ports";
import { reconcilePayments } from "@/server/payments/reconcile-payments";
import { authoriseOrganiser, proveActor } from "@/server/people/authority";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeOrganisation } from "@/tests/support/fixtures";
import { checkoutComKit, type GatewayKit, stripeKit } from "./kit";
import { listeningFulfilment, makeShop, returnUrl } from "./support";

let fresh: FreshDatabase;
let first: GatewayKit;
let second: GatewayKit;
let gateways: Gateways;
let shop: Awaited<ReturnType<typeof makeShop>>;
const urls = { returnUrl: "http://127.0.0.1:9/back", refreshUrl: "http://127.0.0.1:9/again" };

beforeAll(async () => {
  [fresh, first, second] = await Promise.all([freshDatabase(), stripeKit(), checkoutComKit()]);
  gateways = gatewaysOf([first.gateway, second.gateway]);
  shop = await makeShop(fresh.db, first);
});
afterAll(async () => {
  await Promise.all([first.close(), second.close()]);
  await fresh.drop();
});

const deps = (over: Partial<{ gateways: Gateways }> = {}) => ({ db: fresh.db, clock: systemClock, gateways, ...over });
const desk = () => paymentDesk({ ...deps(), returnUrl });
const row = (paymentId: string) => fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } });

function organiserOf(organisationId: string) {
  const actor = proveActor({
    ...{ memberId: newId(), sessionId: newId(), email: "treasurer@example.test", givenName: "Test" },
    roles: [{ id: newId(), kind: "organisation", organisationId, areaId: null, status: "active" }],
    secondFactor: true,
  });
  return authoriseOrganiser(actor, organisationId);
}

async function captured(kit: GatewayKit) {
  const order = await shop.order();
  const { paymentId } = await desk().open(order);
  kit.pay((await row(paymentId)).checkoutId!);
  await desk().refresh(order.orderId);
  await desk().capture(paymentId, { amountMinor: order.totalMinor, feeMinor: order.venueFeeMinor });
  return row(paymentId);
}

test("M2 an organisation with accounts at two gateways sells at the one in force, and gives back where it was paid", async () => {
  const organiser = organiserOf(shop.organisationId);
  const before = await captured(first);
  expect(before).toMatchObject({ gateway: "stripe", state: "captured" });
  const open = await desk().open(await shop.order());

  const wish = { label: "At the other", gateway: "checkout-com" };
  expect(await openAnotherAccount(deps(), organiser, wish, urls)).toMatchObject({ mailed: true });
  const opened = (await listAccounts(deps(), organiser)).find(({ gateway }) => gateway === "checkout-com")!;
  await expect(putAccountInForce(deps(), organiser, opened.id)).rejects.toMatchObject({ code: "gatewayNotReady" });
  second.completeAccount(opened.account);
  await putAccountInForce(deps(), organiser, opened.id);
  expect((await listAccounts(deps(), organiser)).map(({ gateway, inForce }) => [gateway, inForce])).toEqual([
    ["stripe", false],
    ["checkout-com", true],
  ]);

  const after = await captured(second);
  expect(after).toMatchObject({ gateway: "checkout-com", account: opened.account, state: "captured" });
  // A page that was open keeps its gateway.
  expect((await desk().cancel(open.paymentId)).state).toBe("cancelled");
  for (const [payment, kit] of [
    [before, first],
    [after, second],
  ] as const) {
    const refund = { key: `two:${payment.id}`, amountMinor: 6_000, feeMinor: 180, reason: "test" };
    expect((await desk().refund(payment.id, refund)).state).toBe("done");
    expect(kit.payment(payment.intentId!)).toMatchObject({ returnedMinor: 6_000, feeReturnedMinor: 180 });
  }
  const later = { ...deps(), clock: { now: () => new Date(Date.now() + 600_000) } };
  const { accounts, charges, differences } = await reconcilePayments(later, { since: new Date(0) });
  expect([accounts, charges, differences.filter(({ kind }) => kind !== "unsettled")]).toEqual([2, 2, []]);
});

test("M3 each gateway's events come to its own address, and are nothing at the other's", async () => {
  const order = await shop.order();
  const { paymentId } = await desk().open(order);
  const from = second.events().length;
  second.pay((await row(paymentId)).checkoutId!);
  const { body, signature, endpoint } = second.sign(second.events()[from]);
  const fulfilment = listeningFulfilment();
  const deliver = (name: string, header: string) =>
    answerWebhook(
      { ...deps(), fulfilment },
      new Request("http://venue.test/", { method: "POST", body, headers: { [header]: signature } }),
      { gateway: name, endpoint },
    );
  expect((await deliver("stripe", first.gateway.signatureHeader)).status).toBe(400);
  expect((await deliver("checkout-com", second.gateway.signatureHeader)).status).toBe(200);
  expect((await row(paymentId)).state).toBe("authorised");
  expect(fulfilment.told).toHaveLength(1);
});

test("B8 evidence against a dispute goes to the gateway of its payment, as a file where its fields are short, once", async () => {
  const payment = await captured(second);
  second.dispute(payment.intentId!);
  await followDispute(deps(), payment);
  const evidence = {
    customerName: "Ada Fennimore",
    customerEmail: "ada@example.test",
    billingAddress: "118 Larkspur Street, Buffalo",
    productDescription: "Tickets of a raffle. ".repeat(60),
    serviceDate: "2026-11-20",
    text: "It was bought and signed for. ".repeat(400),
  };
  await answerDispute(deps(), payment.id, evidence);
  await answerDispute(deps(), payment.id, evidence);
  expect(second.evidence(payment.intentId!)).toEqual({
    submissions: 1,
    files: 1,
    names: [
      "additional_evidence_file",
      "additional_evidence_text",
      "proof_of_delivery_or_service_date_text",
      "proof_of_delivery_or_service_text",
    ],
  });
  expect((await row(payment.id)).disputeState).toBe("open");
});

test("M2 accounts are opened only where the venue offers it; what was begun elsewhere goes on, or is told", async () => {
  const one = gatewaysOf([first.gateway, second.gateway], ["stripe"]);
  const organisationId = await makeOrganisation(fresh.db, { gatewayAccount: null, gatewayReady: false });
  const connect = (gateway: string) =>
    connectAccount(deps({ gateways: one }), organiserOf(organisationId), urls, gateway);
  await expect(connect("checkout-com")).rejects.toMatchObject({ code: "gatewayNotOffered", status: 422 });
  await expect(connect("another")).rejects.toMatchObject({ code: "gatewayNotOffered" });
  const begun = await fresh.db.payment.findFirstOrThrow({ where: { gateway: "checkout-com", state: "authorised" } });
  const stillServed = paymentDesk({ ...deps({ gateways: one }), returnUrl });
  expect((await stillServed.cancel(begun.id)).state).toBe("cancelled");

  const without = gatewaysOf([first.gateway]);
  const gone = await fresh.db.payment.findFirstOrThrow({ where: { gateway: "checkout-com", state: "captured" } });
  const desk = paymentDesk({ ...deps({ gateways: without }), returnUrl });
  const wish = { key: `gone:${gone.id}`, amountMinor: 100, feeMinor: 0, reason: "test" };
  // It waits until the gateway is configured again.
  expect(await desk.refund(gone.id, wish)).toMatchObject({ state: "requested" });
  expect(second.payment(gone.intentId!).returnedMinor).toBe(0);
  const { differences } = await reconcilePayments(deps({ gateways: without }), { since: new Date(0) });
  expect(differences).toContainEqual(expect.objectContaining({ kind: "unreachable", account: gone.account }));
});

test("M2 a gateway is not offered without its keys", () => {
  const faults = (over: Record<string, string>) =>
    environmentFaults({ ...over }).filter((text) => /STRIPE|CHECKOUT_COM|PAYMENT_GATEWAYS/.test(text));
  const others = {
    ...{ DATABASE_URL: "postgres://localhost/x", APP_URL: "http://localhost:1", NEXTAUTH_URL: "http://localhost:1" },
    ...{
      APP_SECRET: "sixteen characters",
      NEXTAUTH_SECRET: "sixteen characters",
      KV_REST_API_URL: "http://localhost:1",
    },
    ...{ KV_REST_API_TOKEN: "x", PUSHER_APP_ID: "x", PUSHER_KEY: "x", PUSHER_SECRET: "x", RESEND_API_KEY: "x" },
    ...{ BEACON_URL: "http://localhost:1", BEACON_CHAIN_HASH: "0".repeat(64), BEACON_PUBLIC_KEY: "0".repeat(192) },
    ...{ BEACON_GENESIS_SECONDS: "1", BEACON_PERIOD_SECONDS: "3" },
  };
  const stripe = { STRIPE_SECRET_KEY: "x", STRIPE_WEBHOOK_SECRET: "x", STRIPE_CONNECT_WEBHOOK_SECRET: "x" };
  expect(faults({ ...others, ...stripe })).toEqual([]);
  expect(faults(others)[0]).toBe("STRIPE_SECRET_KEY must be given: PAYMENT_GATEWAYS names stripe");
  expect(faults({ ...others, PAYMENT_GATEWAYS: "checkout-com" })).toHaveLength(6);
  expect(faults({ ...others, ...stripe, PAYMENT_GATEWAYS: "stripe, checkout-com" })).toHaveLength(6);
  expect(faults({ ...others, ...stripe, PAYMENT_GATEWAYS: "paypal" })).toHaveLength(1);
  expect(faults({ ...others, ...stripe, PAYMENT_GATEWAYS: " " })).toHaveLength(1);
});
