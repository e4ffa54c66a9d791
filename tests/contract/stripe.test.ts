import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import Stripe from "stripe";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningStripe, startStripe } from "@/dev/stripe/server";

const KEY = "sk_test_contract";
const PLATFORM = "whsec_platform_contract";
const CONNECT = "whsec_connect_contract";

interface Received {
  path: string;
  body: string;
  signature: string;
}

let stripe: Stripe;
let running: RunningStripe;
let listener: Server;
let account: string;
let failNext = 0;
const received: Received[] = [];

function client(port: number, key = KEY): Stripe {
  return new Stripe(key, { host: "127.0.0.1", port, protocol: "http", maxNetworkRetries: 0, telemetry: false });
}

beforeAll(async () => {
  listener = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (failNext-- > 0) {
        response.writeHead(500).end();
        return;
      }
      received.push({
        path: request.url ?? "",
        body: Buffer.concat(parts).toString("utf8"),
        signature: String(request.headers["stripe-signature"]),
      });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;
  running = await startStripe({
    port: 0,
    host: "127.0.0.1",
    secretKey: KEY,
    retrySeconds: [0.05, 0.05, 0.05],
    webhooks: [
      { url: `${base}/platform`, secret: PLATFORM, connect: false },
      { url: `${base}/connect`, secret: CONNECT, connect: true },
    ],
  });
  stripe = client(running.port);
  account = await readyAccount();
});

afterAll(async () => {
  await running.close();
  listener.closeAllConnections();
  await new Promise((resolve) => listener.close(resolve));
});

async function readyAccount(): Promise<string> {
  const made = await stripe.accounts.create({
    type: "standard",
    country: "US",
    business_profile: { name: "Harbor Fund" },
  });
  running.control.completeAccount(made.id);
  return made.id;
}

async function session(extra: Partial<Stripe.Checkout.SessionCreateParams> = {}, options: Stripe.RequestOptions = {}) {
  return stripe.checkout.sessions.create(
    {
      mode: "payment",
      line_items: [
        { quantity: 3, price_data: { currency: "usd", unit_amount: 2_000, product_data: { name: "Ticket" } } },
      ],
      payment_intent_data: { capture_method: "manual", application_fee_amount: 180, metadata: { order: "o-1" } },
      billing_address_collection: "required",
      customer_email: "ada@example.org",
      client_reference_id: "o-1",
      success_url: "http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}",
      cancel_url: "http://127.0.0.1:9/back",
      ...extra,
    },
    { stripeAccount: account, ...options },
  );
}

async function authorised(card: { number?: string } = {}): Promise<Stripe.PaymentIntent> {
  const made = await session();
  const outcome = running.control.paySession(made.id, card);
  expect(outcome.paid).toBe(true);
  const fetched = await stripe.checkout.sessions.retrieve(
    made.id,
    { expand: ["payment_intent.latest_charge"] },
    { stripeAccount: account },
  );
  return fetched.payment_intent as Stripe.PaymentIntent;
}

/** The error that a call ends with. */
async function failure(work: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Stripe.errors.StripeError);
  return error as Stripe.errors.StripeError;
}

test("P2 an account is onboarded through its link and then takes charges", async () => {
  const made = await stripe.accounts.create({ type: "standard", country: "US", email: "treasurer@example.org" });
  expect([made.charges_enabled, made.details_submitted]).toEqual([false, false]);
  expect((await failure(session({}, { stripeAccount: made.id }))).message).toMatch(/onboarding/);
  const link = await stripe.accountLinks.create({
    account: made.id,
    type: "account_onboarding",
    refresh_url: "http://127.0.0.1:9/again",
    return_url: "http://127.0.0.1:9/returned",
  });
  const page = await fetch(link.url);
  expect(await page.text()).toContain("stand-in for Stripe");
  const answer = await fetch(link.url, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({ answer: "complete" }),
  });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, "http://127.0.0.1:9/returned"]);
  expect((await stripe.accounts.retrieve(made.id)).charges_enabled).toBe(true);
  expect((await fetch(link.url)).status).toBe(404);
});

test("P2 the hosted page authorises a good card, and the charge waits to be captured", async () => {
  const made = await session();
  const page = await (await fetch(made.url!)).text();
  expect(page).toContain("$60.00");
  expect(page).toContain('value="ada@example.org"');
  const paid = await fetch(made.url!, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams({
      email: "ada@example.org",
      cardNumber: "4242 4242 4242 4242",
      cardExpiry: "08 / 34",
      cardCvc: "123",
      billingName: "Ada Fennimore",
      billingCountry: "US",
      billingAddressLine1: "118 Larkspur Street",
      billingLocality: "Buffalo",
      billingAdministrativeArea: "NY",
      billingPostalCode: "14202",
    }),
  });
  expect(paid.status).toBe(303);
  expect(paid.headers.get("location")).toBe(`http://127.0.0.1:9/done?session=${made.id}`);
  const after = await stripe.checkout.sessions.retrieve(
    made.id,
    { expand: ["payment_intent.latest_charge"] },
    { stripeAccount: account },
  );
  expect([after.status, after.payment_status, after.url]).toEqual(["complete", "unpaid", null]);
  const intent = after.payment_intent as Stripe.PaymentIntent;
  expect([intent.status, intent.amount_capturable, intent.metadata.order]).toEqual(["requires_capture", 6_000, "o-1"]);
  const charge = intent.latest_charge as Stripe.Charge;
  expect([charge.captured, charge.balance_transaction]).toEqual([false, null]);
  expect(charge.billing_details.address?.postal_code).toBe("14202");
  expect(charge.payment_method_details?.card?.checks?.address_postal_code_check).toBe("pass");
  expect(charge.payment_method_details?.card?.funding).toBe("credit");
});

test("P2 a declined card says so, keeps what was typed, and the session stays open for another", async () => {
  const made = await session();
  const fields = {
    email: "ada@example.org",
    cardExpiry: "08/34",
    cardCvc: "123",
    billingName: "Ada <b>",
    billingPostalCode: "14202",
    billingCountry: "US",
  };
  for (const [cardNumber, words] of [
    ["4000000000000002", "Your card was declined."],
    ["4000000000009995", "Your card has insufficient funds."],
    ["4242424242424241", "Your card number is invalid."],
    ["4111111111111111", "non test card"],
  ] as const) {
    const answer = await fetch(made.url!, { method: "POST", body: new URLSearchParams({ ...fields, cardNumber }) });
    const page = await answer.text();
    expect(answer.status).toBe(402);
    expect(page).toContain(words);
    expect(page).toContain('value="Ada &lt;b&gt;"');
  }
  const after = await stripe.checkout.sessions.retrieve(
    made.id,
    { expand: ["payment_intent"] },
    { stripeAccount: account },
  );
  const intent = after.payment_intent as Stripe.PaymentIntent;
  expect([after.status, intent.status, intent.last_payment_error?.code]).toEqual([
    "open",
    "requires_payment_method",
    "card_declined",
  ]);
  expect(running.control.paySession(made.id).paid).toBe(true);
});

test.each([
  ["4000000000000036", "fail", "pass"],
  ["4000000000000010", "fail", "fail"],
  ["4000000000000044", "unavailable", "unavailable"],
])("P2 card %s reports the postal check as %s", async (number, postal, line1) => {
  const intent = await authorised({ number });
  const checks = (intent.latest_charge as Stripe.Charge).payment_method_details?.card?.checks;
  expect([checks?.address_postal_code_check, checks?.address_line1_check]).toEqual([postal, line1]);
});

test("P2 a capture sets the platform's fee again, books the gateway's fee, and happens once", async () => {
  const intent = await authorised();
  const options = { stripeAccount: account };
  const captured = await stripe.paymentIntents.capture(
    intent.id,
    { application_fee_amount: 120, expand: ["latest_charge.balance_transaction"] },
    options,
  );
  expect([captured.status, captured.amount_received, captured.application_fee_amount]).toEqual([
    "succeeded",
    6_000,
    120,
  ]);
  const charge = captured.latest_charge as Stripe.Charge;
  const transaction = charge.balance_transaction as Stripe.BalanceTransaction;
  // 2.9 % of 60.00 and 0.30, and the fee of 1.20
  expect([transaction.amount, transaction.fee, transaction.net]).toEqual([6_000, 204 + 120, 6_000 - 324]);
  const fee = await stripe.applicationFees.retrieve(charge.application_fee as string);
  expect([fee.amount, fee.account, fee.charge]).toEqual([120, account, charge.id]);
  const again = await failure(stripe.paymentIntents.capture(intent.id, {}, options));
  expect([again.code, again.statusCode]).toEqual(["payment_intent_unexpected_state", 400]);
  const tooLate = await failure(stripe.paymentIntents.cancel(intent.id, {}, options));
  expect(tooLate.code).toBe("payment_intent_unexpected_state");
});

test("P2 refunds in parts give the fee back in proportion, end exact, and never exceed the charge", async () => {
  const intent = await authorised();
  const options = { stripeAccount: account };
  await stripe.paymentIntents.capture(intent.id, { application_fee_amount: 101 }, options);
  const first = await stripe.refunds.create(
    { payment_intent: intent.id, amount: 1_999, refund_application_fee: true },
    options,
  );
  expect(first.status).toBe("succeeded");
  const tooMuch = await failure(stripe.refunds.create({ payment_intent: intent.id, amount: 4_002 }, options));
  expect(tooMuch.message).toMatch(/greater than unrefunded amount/);
  await stripe.refunds.create({ payment_intent: intent.id, refund_application_fee: true }, options);
  const charge = await stripe.charges.retrieve(
    typeof intent.latest_charge === "string" ? intent.latest_charge : intent.latest_charge!.id,
    {},
    options,
  );
  expect([charge.refunded, charge.amount_refunded]).toEqual([true, 6_000]);
  const fee = await stripe.applicationFees.retrieve(charge.application_fee as string);
  expect([fee.amount_refunded, fee.refunded]).toEqual([101, true]);
  const over = await failure(stripe.refunds.create({ payment_intent: intent.id }, options));
  expect(over.code).toBe("charge_already_refunded");
});

test("P2 a cancelled authorisation cannot be captured; it lapses by itself after seven days", async () => {
  const options = { stripeAccount: account };
  const first = await authorised();
  expect((await stripe.paymentIntents.cancel(first.id, {}, options)).status).toBe("canceled");
  expect((await failure(stripe.paymentIntents.capture(first.id, {}, options))).code).toBe(
    "payment_intent_unexpected_state",
  );
  const second = await authorised();
  running.control.advanceSeconds(7 * 86_400 + 60);
  const lapsed = await stripe.paymentIntents.retrieve(second.id, {}, options);
  expect([lapsed.status, lapsed.cancellation_reason]).toEqual(["canceled", "automatic"]);
});

test("P2 a session can be expired while open, and not after it was paid", async () => {
  const options = { stripeAccount: account };
  const made = await session();
  expect((await stripe.checkout.sessions.expire(made.id, {}, options)).status).toBe("expired");
  expect((await fetch(made.url!)).status).toBe(410);
  expect(running.control.paySession(made.id).paid).toBe(false);
  const paid = await session();
  running.control.paySession(paid.id);
  expect((await failure(stripe.checkout.sessions.expire(paid.id, {}, options))).statusCode).toBe(400);
  const soon = await failure(session({ expires_at: Math.floor(Date.now() / 1000) + 60 }));
  expect(soon.param).toBe("expires_at");
});

test("P2 the same key with the same body gets the same answer, with another body an error", async () => {
  const key = `contract-${Date.now()}`;
  const first = await session({}, { idempotencyKey: key });
  const again = await session({}, { idempotencyKey: key });
  expect(again.id).toBe(first.id);
  expect(again.lastResponse.headers["idempotent-replayed"]).toBe("true");
  const other = await failure(session({ client_reference_id: "o-2" }, { idempotencyKey: key }));
  expect(other).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  expect(other.rawType).toBe("idempotency_error");
});

test("P2 an answer that was lost on the way is had again by its key, without a second effect", async () => {
  const intent = await authorised();
  const retrying = new Stripe(KEY, { host: "127.0.0.1", port: running.port, protocol: "http", maxNetworkRetries: 2 });
  running.control.addFault({ kind: "lost", path: "/capture", times: 1 });
  const captured = await retrying.paymentIntents.capture(
    intent.id,
    {},
    { stripeAccount: account, idempotencyKey: `capture-${intent.id}` },
  );
  expect(captured.status).toBe("succeeded");
  const all = await stripe.charges.list({ payment_intent: intent.id }, { stripeAccount: account });
  expect(all.data.map((charge) => charge.amount_captured)).toEqual([6_000]);
});

test("P2 one account sees nothing of another's", async () => {
  const other = await readyAccount();
  const intent = await authorised();
  for (const options of [{ stripeAccount: other }, {}]) {
    const error = await failure(stripe.paymentIntents.retrieve(intent.id, {}, options));
    expect([error.code, error.statusCode]).toEqual(["resource_missing", 404]);
  }
  const unknown = await failure(stripe.paymentIntents.retrieve(intent.id, {}, { stripeAccount: "acct_nobody" }));
  expect(unknown).toBeInstanceOf(Stripe.errors.StripePermissionError);
  expect((await stripe.charges.list({}, { stripeAccount: other })).data).toEqual([]);
});

test("P2 unknown routes, parameters, objects and keys get the vendor's error, never success", async () => {
  const route = await failure(stripe.customers.create({ email: "a@example.org" }));
  expect([route.statusCode, route.rawType]).toEqual([404, "invalid_request_error"]);
  expect(route.message).toMatch(/^Unrecognized request URL/);
  const parameter = await failure(session({ allow_promotion_codes: true }));
  expect([parameter.code, parameter.param]).toEqual(["parameter_unknown", "allow_promotion_codes"]);
  const lacking = await failure(session({ success_url: undefined }));
  expect([lacking.code, lacking.param]).toEqual(["parameter_missing", "success_url"]);
  const object = await failure(stripe.paymentIntents.retrieve("pi_nothing", {}, { stripeAccount: account }));
  expect(object.code).toBe("resource_missing");
  const key = await failure(client(running.port, "sk_test_wrong").balance.retrieve());
  expect(key).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
  const expansion = await failure(
    stripe.paymentIntents.retrieve((await authorised()).id, { expand: ["nonsense"] }, { stripeAccount: account }),
  );
  expect(expansion.message).toMatch(/cannot be expanded/);
});

test("P2 lists are paged, newest first, without gap or repetition", async () => {
  const own = await readyAccount();
  const ids: string[] = [];
  for (let at = 0; at < 7; at++) ids.unshift((await session({}, { stripeAccount: own })).id);
  const first = await stripe.checkout.sessions.list({ limit: 3 }, { stripeAccount: own });
  expect(first.has_more).toBe(true);
  const walked: string[] = [];
  for await (const each of stripe.checkout.sessions.list({ limit: 3 }, { stripeAccount: own })) walked.push(each.id);
  expect(walked).toEqual(ids);
  expect((await failure(stripe.checkout.sessions.list({ limit: 101 }, { stripeAccount: own }))).param).toBe("limit");
});

test("M3 events are signed, those of direct charges go to the Connect endpoint alone, and failures are retried", async () => {
  await running.control.sender.idle();
  received.length = 0;
  failNext = 2;
  const intent = await authorised();
  await stripe.paymentIntents.capture(intent.id, {}, { stripeAccount: account });
  await running.control.sender.idle();
  const types = (where: string) =>
    received.filter((each) => each.path === where).map((each) => JSON.parse(each.body).type);
  expect(types("/connect").sort()).toEqual(
    [
      "payment_intent.created",
      "charge.succeeded",
      "payment_intent.amount_capturable_updated",
      "checkout.session.completed",
      "charge.captured",
      "payment_intent.succeeded",
    ].sort(),
  );
  expect(types("/platform")).toEqual(["application_fee.created"]);
  for (const each of received) {
    const secret = each.path === "/connect" ? CONNECT : PLATFORM;
    const event = stripe.webhooks.constructEvent(each.body, each.signature, secret);
    expect(event.account).toBe(each.path === "/connect" ? account : undefined);
    const wrong = each.path === "/connect" ? PLATFORM : CONNECT;
    expect(() => stripe.webhooks.constructEvent(each.body, each.signature, wrong)).toThrow(/No signatures found/);
  }
  const listed = await stripe.events.list({ types: ["payment_intent.succeeded"] }, { stripeAccount: account });
  expect((await stripe.events.retrieve(listed.data[0]!.id, {}, { stripeAccount: account })).id).toBe(
    listed.data[0]!.id,
  );
});

test("B8 the card for disputes takes the money back after capture; winning evidence returns it", async () => {
  const options = { stripeAccount: account };
  const intent = await authorised({ number: "4000000000000259" });
  await stripe.paymentIntents.capture(intent.id, {}, options);
  const dispute = (await stripe.disputes.list({ payment_intent: intent.id }, options)).data[0]!;
  expect([dispute.status, dispute.amount]).toEqual(["needs_response", 6_000]);
  expect((await failure(stripe.refunds.create({ payment_intent: intent.id }, options))).code).toBe("charge_disputed");
  const won = await stripe.disputes.update(
    dispute.id,
    { evidence: { uncategorized_text: "winning_evidence" }, submit: true },
    options,
  );
  expect(won.status).toBe("won");
  expect(won.balance_transactions.reduce((sum, each) => sum + each.net, 0)).toBe(-1_500);
});

test("M2 money moved by the platform to an account shows on both balances", async () => {
  const own = await readyAccount();
  running.control.topUp(700);
  const transfer = await stripe.transfers.create({ amount: 700, currency: "usd", destination: own });
  expect((await stripe.balance.retrieve({}, { stripeAccount: own })).available[0]?.amount).toBe(700);
  const listed = await stripe.balanceTransactions.list({ source: transfer.id });
  expect(listed.data.map((each) => each.amount)).toEqual([-700]);
});

test("P2 a restart keeps everything, and it refuses to start in production", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stripe-state-"));
  const options = {
    port: 0,
    host: "127.0.0.1",
    secretKey: KEY,
    webhooks: [],
    stateFile: path.join(folder, "state.json"),
  };
  const before = await startStripe(options);
  const made = await client(before.port).accounts.create({ type: "standard" }, { idempotencyKey: "same" });
  await before.close();
  const after = await startStripe(options);
  expect((await client(after.port).accounts.retrieve(made.id)).id).toBe(made.id);
  expect((await client(after.port).accounts.create({ type: "standard" }, { idempotencyKey: "same" })).id).toBe(made.id);
  await after.close();
  rmSync(folder, { recursive: true });
  const mode = process.env.NODE_ENV;
  try {
    Object.assign(process.env, { NODE_ENV: "production" });
    await expect(startStripe(options)).rejects.toThrow(/production/);
  } finally {
    Object.assign(process.env, { NODE_ENV: mode });
  }
});

test("M6 a person is paid through an account that takes transfers alone: transfer, payout, and back when the bank refuses", async () => {
  const person = await stripe.accounts.create({
    country: "US",
    email: "payee@example.org",
    business_type: "individual",
    controller: {
      fees: { payer: "application" },
      losses: { payments: "application" },
      requirement_collection: "stripe",
      stripe_dashboard: { type: "express" },
    },
    capabilities: { transfers: { requested: true } },
    settings: { payouts: { schedule: { interval: "manual" } } },
  });
  const send = (amount: number) => stripe.transfers.create({ amount, currency: "usd", destination: person.id });
  running.control.topUp(5_000);
  await expect(send(500)).rejects.toMatchObject({ code: "insufficient_capabilities_for_transfer" });
  running.control.completeAccount(person.id);
  const ready = await stripe.accounts.retrieve(person.id);
  expect([ready.charges_enabled, ready.payouts_enabled, ready.capabilities]).toEqual([
    false,
    true,
    { transfers: "active" },
  ]);
  expect(ready.external_accounts?.data[0]).toMatchObject({ object: "bank_account", last4: "6789" });
  await expect(send(99_000_000)).rejects.toMatchObject({ code: "balance_insufficient" });

  const on = { stripeAccount: person.id };
  const transfer = await send(500);
  await expect(stripe.payouts.create({ amount: 501, currency: "usd" }, on)).rejects.toMatchObject({
    code: "balance_insufficient",
  });
  const payout = await stripe.payouts.create({ amount: 500, currency: "usd", metadata: { reference: "a" } }, on);
  expect(payout.status).toBe("pending");
  running.control.advanceSeconds(5);
  expect((await stripe.payouts.retrieve(payout.id, {}, on)).status).toBe("paid");
  await expect(stripe.payouts.retrieve(payout.id)).rejects.toMatchObject({ code: "resource_missing" });
  await expect(stripe.transfers.createReversal(transfer.id)).rejects.toMatchObject({ code: "balance_insufficient" });
  running.control.failPayout(payout.id);
  const failed = (await stripe.payouts.list({ limit: 3 }, on)).data[0];
  expect(failed).toMatchObject({ status: "failed", failure_code: "account_closed", metadata: { reference: "a" } });
  await stripe.transfers.createReversal(transfer.id);
  const back = await stripe.transfers.retrieve(transfer.id);
  expect([back.reversed, back.amount_reversed, back.reversals.data.length]).toEqual([true, 500, 1]);
  expect((await stripe.balance.retrieve({}, on)).available[0]?.amount).toBe(0);
});
