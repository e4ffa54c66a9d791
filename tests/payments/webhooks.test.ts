import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { answerWebhook } from "@/app/api/webhooks/answer-webhook";
import type { StripeEvent } from "@/dev/stripe/objects";
import type { RunningStripe } from "@/dev/stripe/server";
import { signatureHeader } from "@/dev/stripe/webhooks";
import { systemClock } from "@/server/kernel/clock";
import { readBalances } from "@/server/ledger/read-ledger";
import type { FollowEventDeps } from "@/server/payments/follow-event";
import { gatewaysOf } from "@/server/payments/gateways";
import { paymentDesk } from "@/server/payments/payment-desk";
import type { PaymentGateway } from "@/server/payments/ports";
import { processWebhooks } from "@/server/payments/process-webhooks";
import { replayWebhooks } from "@/server/payments/replay-webhooks";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { listeningFulfilment, makeShop, returnUrl, SECRETS, startGateway } from "./support";

let fresh: FreshDatabase;
let stripe: RunningStripe;
let gateway: PaymentGateway;
let shop: Awaited<ReturnType<typeof makeShop>>;
let fulfilment: ReturnType<typeof listeningFulfilment>;

beforeAll(async () => {
  [fresh, { stripe, gateway }] = await Promise.all([freshDatabase(), startGateway()]);
  shop = await makeShop(fresh.db, gateway, stripe);
});
afterEach(() => stripe.control.clearFaults());
afterAll(async () => {
  await stripe.close();
  await fresh.drop();
});

function deps(over: Partial<FollowEventDeps> = {}): FollowEventDeps {
  fulfilment = listeningFulfilment();
  return { db: fresh.db, clock: systemClock, gateways: gatewaysOf([gateway]), fulfilment, ...over };
}
const desk = () => paymentDesk({ db: fresh.db, clock: systemClock, gateways: gatewaysOf([gateway]), returnUrl });
const now = () => Math.floor(Date.now() / 1000);

interface Delivery {
  body?: string;
  secret?: string;
  atSeconds?: number;
  signature?: string | null;
  endpoint?: "platform" | "connect";
}

function deliver(using: FollowEventDeps, event: unknown, how: Delivery = {}): Promise<Response> {
  const body = how.body ?? JSON.stringify(event);
  const endpoint = how.endpoint ?? ((event as StripeEvent)?.account ? "connect" : "platform");
  const secret = how.secret ?? (endpoint === "connect" ? SECRETS.connectWebhookSecret : SECRETS.webhookSecret);
  const signature = how.signature === undefined ? signatureHeader(body, secret, how.atSeconds ?? now()) : how.signature;
  const headers = new Headers({ "content-type": "application/json" });
  if (signature !== null) headers.set("stripe-signature", signature);
  return answerWebhook(using, new Request("http://venue.test/api/webhooks/stripe", { method: "POST", body, headers }), {
    gateway: "stripe",
    endpoint,
  });
}

/** A payment that was authorised, and the events of it. */
async function paid(card: Parameters<RunningStripe["control"]["paySession"]>[1] = {}) {
  const order = await shop.order();
  const { paymentId } = await desk().open(order);
  const before = stripe.control.events().length;
  const row = await fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
  stripe.control.paySession(row.checkoutId!, card);
  const events = stripe.control.events().slice(before);
  return {
    order,
    paymentId,
    checkoutId: row.checkoutId!,
    events,
    find: (type: string) => events.find((each) => each.type === type)!,
  };
}
const row = (paymentId: string) => fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
const stored = (eventId: string) => fresh.db.webhookEvent.findFirst({ where: { eventId } });
const countStored = () => fresh.db.webhookEvent.count();

test("M3 an event makes us look at the payment itself, and tells who waits for it", async () => {
  const { order, paymentId, find } = await paid();
  const using = deps();
  const answer = await deliver(using, find("checkout.session.completed"));
  expect([answer.status, await answer.json()]).toEqual([200, { received: true, fresh: true }]);
  expect((await row(paymentId)).state).toBe("authorised");
  expect(fulfilment.told).toEqual([{ kind: "payment", paymentId, orderId: order.orderId }]);
  expect(await stored(find("checkout.session.completed").id)).toMatchObject({ state: "done", attempts: 1 });
});

test("M3 the same event twice, or ten times at once, is stored and followed once", async () => {
  const { find } = await paid();
  const using = deps();
  const event = find("checkout.session.completed");
  const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(using, event)));
  expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
  expect((await Promise.all(answers.map((answer) => answer.json()))).filter((each) => each.fresh)).toHaveLength(1);
  expect(fulfilment.told).toHaveLength(1);
});

test("M3 any event of a payment is enough, the first heard being the last sent", async () => {
  for (const type of ["payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated"]) {
    const { paymentId, find } = await paid();
    await deliver(deps(), find(type));
    expect([type, (await row(paymentId)).state]).toEqual([type, "authorised"]);
  }
});

test("M3 what an event claims is not believed: only what the gateway's record says", async () => {
  const order = await shop.order();
  const { paymentId } = await desk().open(order);
  const { checkoutId } = await row(paymentId);
  const session = stripe.control.state.find(checkoutId!)!.value;
  const lie = {
    id: "evt_lie",
    object: "event",
    account: shop.account,
    type: "checkout.session.completed",
    data: { object: { ...session, status: "complete", payment_status: "paid" } },
  };
  expect((await deliver(deps(), lie)).status).toBe(200);
  expect(await row(paymentId)).toMatchObject({ state: "created", capturedMinor: 0 });
});

test("M3 an old event heard after the capture changes nothing", async () => {
  const { order, paymentId, find } = await paid();
  await desk().refresh(order.orderId);
  await desk().capture(paymentId, { amountMinor: 6_000, feeMinor: 180 });
  const before = await row(paymentId);
  await deliver(deps(), find("payment_intent.amount_capturable_updated"));
  await deliver(deps(), find("payment_intent.created"));
  expect(await row(paymentId)).toEqual(before);
});

test.each<[string, Delivery]>([
  ["another secret", { secret: "whsec_someone_else" }],
  ["the other endpoint's secret", { secret: SECRETS.webhookSecret }],
  ["no signature", { signature: null }],
  ["an empty signature", { signature: "" }],
  ["nonsense for a signature", { signature: "t=1,v1=zz" }],
  ["a signature of six minutes ago", { atSeconds: now() - 360 }],
])("M3 a forged event is refused and leaves nothing: %s", async (_, how) => {
  const { paymentId, find } = await paid();
  const before = await countStored();
  const answer = await deliver(deps(), find("checkout.session.completed"), how);
  expect([answer.status, (await answer.json()).error.code]).toEqual([400, "webhookForged"]);
  expect(await countStored()).toBe(before);
  expect((await row(paymentId)).state).toBe("created");
  expect(fulfilment.told).toEqual([]);
});

test("M3 a body changed after it was signed is refused", async () => {
  const { find } = await paid();
  const body = JSON.stringify(find("checkout.session.completed"));
  const signature = signatureHeader(body, SECRETS.connectWebhookSecret, now());
  for (const changed of [body.replace("6000", "1"), `${body} `, body.slice(0, -1), ""]) {
    const answer = await deliver(deps(), null, { body: changed, signature, endpoint: "connect" });
    expect(answer.status).toBe(400);
  }
});

test("M3 what is signed but no event, and what is too large, is refused", async () => {
  const before = await countStored();
  for (const body of ["[]", "{}", '"x"', '{"id":1,"type":2,"data":{"object":{}}}', "not json"])
    expect((await deliver(deps(), null, { body, endpoint: "connect" })).status).toBe(400);
  const large = JSON.stringify({ id: "evt_large", type: "x", data: { object: { text: "x".repeat(600_000) } } });
  expect((await deliver(deps(), null, { body: large, endpoint: "connect" })).status).toBe(413);
  expect(await countStored()).toBe(before);
});

test("M3 an unknown object, kind or account is recorded and changes nothing", async () => {
  const event = (id: string, type: string, object: Record<string, unknown>, account: string | undefined) => ({
    id,
    object: "event",
    ...(account ? { account } : {}),
    type,
    data: { object },
  });
  const { paymentId, checkoutId } = await paid();
  const events = [
    event("evt_u1", "checkout.session.completed", { id: "cs_test_unknown" }, shop.account),
    event("evt_u2", "payment_intent.succeeded", { id: "pi_unknown" }, shop.account),
    event("evt_u3", "some.future.kind", { id: "x_1" }, shop.account),
    event("evt_u4", "account.updated", { id: "acct_unknown" }, "acct_unknown"),
    event("evt_u5", "application_fee.created", { id: "fee_1" }, undefined),
    // A true object, said to be of another account.
    event("evt_u6", "checkout.session.completed", { id: checkoutId }, "acct_other"),
    event("evt_u7", "charge.dispute.created", { id: "du_1", payment_intent: "pi_unknown" }, shop.account),
  ];
  for (const each of events) {
    expect((await deliver(deps(), each)).status).toBe(200);
    expect(fulfilment.told).toEqual([]);
    expect([each.id, (await stored(each.id))?.state]).toEqual([each.id, "ignored"]);
  }
  expect((await row(paymentId)).state).toBe("created");
});

test("M3 with the gateway down an event waits and is followed later, by one of many workers", async () => {
  const { paymentId, find } = await paid();
  stripe.control.addFault({ kind: "error" });
  const using = deps();
  const event = find("checkout.session.completed");
  expect((await deliver(using, event)).status).toBe(200);
  expect(await stored(event.id)).toMatchObject({ state: "pending", attempts: 1, lastError: "gatewayUnavailable" });
  stripe.control.clearFaults();
  expect(await processWebhooks(using)).toBe(0);
  const later = { ...using, clock: { now: () => new Date(Date.now() + 10_000) } };
  const taken = await Promise.all(Array.from({ length: 4 }, () => processWebhooks(later)));
  expect(taken.reduce((a, b) => a + b, 0)).toBe(1);
  expect((await row(paymentId)).state).toBe("authorised");
  expect(fulfilment.told).toHaveLength(1);
  expect(await stored(event.id)).toMatchObject({ state: "done", attempts: 2 });
});

test("M3 what was given up, or followed wrongly, can be replayed, and what was right stays as it is", async () => {
  const { order, paymentId, find } = await paid();
  const { order: other, paymentId: otherId, find: findOther } = await paid();
  const event = find("checkout.session.completed");
  await deliver(deps(), event);
  await deliver(deps(), findOther("checkout.session.completed"));
  await desk().capture(otherId, { amountMinor: 6_000, feeMinor: 180 });
  const right = await row(otherId);
  await fresh.db.webhookEvent.updateMany({ where: { eventId: event.id }, data: { state: "failed", attempts: 24 } });
  await fresh.db.payment.update({ where: { id: paymentId }, data: { state: "created", intentId: null } });
  const using = deps({ clock: { now: () => new Date(Date.now() + 1_000) } });
  expect(await replayWebhooks(using, new Date(Date.now() - 3_600_000))).toBeGreaterThan(1);
  expect(await row(paymentId)).toMatchObject({ state: "authorised" });
  expect(await row(otherId)).toEqual(right);
  expect(await stored(event.id)).toMatchObject({ state: "done", attempts: 1 });
  expect(fulfilment.told.map((each) => each.orderId)).toEqual(expect.arrayContaining([order.orderId, other.orderId]));
});

test("M3 an event that was taken by a process that died comes back", async () => {
  const { paymentId, find } = await paid();
  const event = find("checkout.session.completed");
  const dying = deps({ fulfilment: { ...listeningFulfilment(), paymentChanged: () => new Promise(() => {}) } });
  void deliver(dying, event);
  await expect.poll(async () => (await stored(event.id))?.attempts).toBe(1);
  const soon = deps({ clock: { now: () => new Date(Date.now() + 30_000) } });
  expect(await processWebhooks(soon)).toBe(0);
  const late = deps({ clock: { now: () => new Date(Date.now() + 150_000) } });
  expect(await processWebhooks(late)).toBe(1);
  expect(fulfilment.told.map((each) => each.paymentId)).toEqual([paymentId]);
});

test("M3 with the database down the gateway is asked to send it again", async () => {
  const broken = deps({ db: { ...fresh.db, query: () => Promise.reject(new Error("no database")) } as never });
  const { find } = await paid();
  expect((await deliver(broken, find("checkout.session.completed"))).status).toBe(503);
});

test("M2 the gateway's word on an account decides whether it may sell", async () => {
  const other = await makeShop(fresh.db, gateway, stripe);
  await fresh.db.organisation.update({ where: { id: other.organisationId }, data: { gatewayReady: false } });
  const event = {
    id: "evt_account",
    type: "account.updated",
    account: other.account,
    data: { object: { id: other.account } },
  };
  await deliver(deps(), event);
  expect((await fresh.db.organisation.findUniqueOrThrow({ where: { id: other.organisationId } })).gatewayReady).toBe(
    true,
  );
});

test("B8 a dispute takes the money for now; won, it comes back; heard in any order, posted once", async () => {
  for (const outcome of ["won", "lost"] as const) {
    const { order, paymentId } = await paid();
    await desk().refresh(order.orderId);
    await desk().capture(paymentId, { amountMinor: 6_000, feeMinor: 180 });
    const { intentId } = await row(paymentId);
    const names = ["clearing", "disputed", "dispute-fees", "dispute-losses"];
    const balances = async () => {
      const all = await readBalances(fresh.db, `org:${shop.organisationId}:`);
      return names.map((name) => all.find((each) => each.key.endsWith(`:${name}`))?.balanceMinor ?? 0n);
    };
    const before = await balances();
    const change = async () => (await balances()).map((balance, at) => balance - before[at]!);
    const from = stripe.control.events().length;
    const dispute = stripe.control.dispute(intentId!);
    for (const event of stripe.control.events().slice(from)) await deliver(deps(), event);
    expect(await row(paymentId)).toMatchObject({ disputeState: "open", disputeReason: "fraudulent" });
    expect(await change()).toEqual([-7_500n, 6_000n, 1_500n, 0n]);
    expect(fulfilment.told).toEqual([{ kind: "dispute", paymentId, orderId: order.orderId, state: "open" }]);
    const middle = stripe.control.events().length;
    stripe.control.closeDispute(dispute.id, outcome);
    const events = [...stripe.control.events().slice(middle).reverse(), ...stripe.control.events().slice(from)];
    const using = deps();
    for (const event of events) await deliver(using, { ...event, id: `${event.id}_again_${outcome}` });
    expect((await row(paymentId)).disputeState).toBe(outcome);
    expect(fulfilment.told.at(-1)).toMatchObject({ kind: "dispute", state: outcome });
    expect(await change()).toEqual(outcome === "won" ? [-1_500n, 0n, 1_500n, 0n] : [-7_500n, 0n, 1_500n, 6_000n]);
  }
});
