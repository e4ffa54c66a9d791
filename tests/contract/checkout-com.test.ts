import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { Checkout } from "checkout-sdk-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type CheckoutComOptions, type RunningCheckoutCom, startCheckoutCom } from "@/dev/checkout-com/server";
import { signatureOf } from "@/dev/checkout-com/webhooks";
import { newId } from "@/server/kernel/ids";
import { longReference, postalCheckOf, shortReference } from "@/server/payments/adapters/checkout-com-shapes";

/** The vendor's own SDK against the stand-in: what it sends is understood, and what it gets is what it expects. */
const KEY = `sk_sbox_${"contract".padEnd(27, "a")}`;
const OPTIONS: CheckoutComOptions = {
  port: 0,
  secretKey: KEY,
  clientId: "cli_contract",
  clientSecret: "a client's secret",
  entityId: "ent_platform",
  webhook: null,
};
const SECRET = "a key for the signatures of the contract";

let running: RunningCheckoutCom;
let listener: Server;
let failNext = 0;
const received: Array<{ body: string; signature: string }> = [];
let api: Checkout;
let platform: Checkout;
let entity: string;

const clientOf = (key: string) => new Checkout(key, { host: running.url, httpClient: "axios" });

function platformOf(secret: string): Checkout {
  const client = new Checkout(secret, {
    host: running.url,
    httpClient: "axios",
    client: OPTIONS.clientId,
    scope: ["accounts", "balances"],
  });
  const config = client.config as unknown as {
    balancesUrl: string;
    environment: { getOAuthAuthorizationApi(): string };
  };
  config.balancesUrl = running.url;
  config.environment.getOAuthAuthorizationApi = () => `${running.url}/connect/token`;
  return client;
}

beforeAll(async () => {
  listener = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      if (failNext-- > 0) return void response.writeHead(500).end();
      const signature = String(request.headers["cko-signature"]);
      received.push({ body: Buffer.concat(parts).toString("utf8"), signature });
      response.writeHead(200).end();
    });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;
  running = await startCheckoutCom({ ...OPTIONS, webhook: { url, secret: SECRET } });
  api = clientOf(KEY);
  platform = platformOf(OPTIONS.clientSecret);
  const made = (await platform.platforms.onboardSubEntity({
    reference: "contract",
    is_draft: true,
    contact_details: { invitee: { email: "treasurer@example.test" } },
  })) as { id: string };
  entity = made.id;
  running.control.completeAccount(entity);
});
afterAll(async () => {
  await running.close();
  await new Promise((resolve) => listener.close(resolve));
});

// biome-ignore lint/suspicious/noExplicitAny: the SDK types its answers as objects without fields
type Any = any;
const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => "no error",
    (error: { name: string; http_code: number; body?: { error_codes?: string[] } }) => [
      error.name,
      error.http_code,
      ...(error.body?.error_codes ?? []),
    ],
  );

async function page(more: Record<string, unknown> = {}): Promise<Any> {
  return api.hostedPayments.create({
    amount: 6_000,
    currency: "USD",
    reference: "an-order",
    processing_channel_id: "pc_contract",
    capture: false,
    billing: { address: { country: "US" } },
    success_url: "http://venue.test/paid",
    cancel_url: "http://venue.test/back",
    failure_url: "http://venue.test/back",
    metadata: { account: entity, fee: "180" },
    amount_allocations: [{ id: entity, amount: 6_000, commission: { amount: 180 } }],
    ...more,
  });
}

async function paid(card: Parameters<typeof running.control.paySession>[1] = {}): Promise<string> {
  const { id } = await page();
  running.control.paySession(id, card);
  return ((await api.hostedPayments.get(id)) as Any).payment_id;
}

/** What was accepted is done a moment later. */
const until = (look: () => Promise<Any>, status: string) => expect.poll(async () => (await look()).status).toBe(status);

test("P19 a hosted page is opened, paid in a browser, and names its payment", async () => {
  const made = await page();
  expect(made._links.redirect.href).toBe(`${running.url}/page/${made.id}`);
  expect(((await api.hostedPayments.get(made.id)) as Any).status).toBe("Payment Pending");
  expect(await (await fetch(made._links.redirect.href)).text()).toContain("$60.00");
  const form = {
    ...{ email: "a@example.test", cardExpiry: "12 / 34", cardCvc: "123", billingName: "A", billingCountry: "US" },
    ...{ billingAddressLine1: "1 Street", billingLocality: "Buffalo", billingAdministrativeArea: "NY" },
    billingPostalCode: "14202",
  };
  const type = (cardNumber: string) =>
    fetch(made._links.redirect.href, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ ...form, cardNumber }),
    });
  const refused = await type("4000 0000 0000 0002");
  expect([refused.status, await refused.text()]).toEqual([402, expect.stringContaining("declined")]);
  const taken = await type("4242 4242 4242 4242");
  expect([taken.status, taken.headers.get("location")]).toEqual([303, "http://venue.test/paid"]);
  const after = (await api.hostedPayments.get(made.id)) as Any;
  expect(after.status).toBe("Payment Received");
  expect(await api.payments.get(after.payment_id)).toMatchObject({
    status: "Authorized",
    approved: true,
    reference: "an-order",
    source: { scheme: "Visa", card_type: "CREDIT", avs_check: "Y", billing_address: { zip: "14202" } },
    balances: { total_captured: 0, available_to_capture: 6_000 },
  });
  const list = await api.payments.getPaymentList({ limit: 10, skip: 0, reference: "an-order" });
  expect(list.data.map((each: Any) => each.status)).toEqual(["Authorized", "Declined"]);
});

test("P19 a page ends by the clock, and only by it", async () => {
  const made = await page();
  running.control.advanceSeconds(31 * 60);
  expect(((await api.hostedPayments.get(made.id)) as Any).status).toBe("Expired");
  expect((await fetch(made._links.redirect.href)).status).toBe(410);
  running.control.advanceSeconds(-31 * 60);
});

test("P19 captures, voids and refunds are accepted, then carried out, once for each key", async () => {
  const id = await paid();
  const wish = { amount: 4_000, amount_allocations: [{ id: entity, amount: 4_000, commission: { amount: 120 } }] };
  const answers = (await Promise.all([
    api.payments.capture(id, wish, "one"),
    api.payments.capture(id, wish, "one"),
  ])) as Any[];
  expect(answers[0].action_id).toBe(answers[1].action_id);
  await until(() => api.payments.get(id), "Captured");
  expect(await failureOf(api.payments.capture(id, wish, "two"))).toEqual([
    "ActionNotAllowed",
    403,
    "capture_not_allowed",
  ]);
  expect(await failureOf(api.payments.refund(id, { amount: 4_001 }, "r0"))).toEqual([
    "ValidationError",
    422,
    "refund_amount_exceeds_balance",
  ]);
  await api.payments.refund(id, { amount: 1_000 }, "r1");
  await until(() => api.payments.get(id), "Partially Refunded");
  const actions = (await api.payments.getActions(id)) as Any[];
  expect(actions.map(({ type, amount }) => [type, amount])).toEqual([
    ["Refund", 1_000],
    ["Capture", 4_000],
    ["Authorization", 6_000],
  ]);
  const held = await paid();
  await api.payments.void(held, {}, "v1");
  await until(() => api.payments.get(held), "Voided");
});

test("P19 money goes to the sub-entity, the commission to the platform, and each fee is in the books", async () => {
  const before = await platform.balances.retrieve(entity);
  const balance = (answer: Any) => answer.data[0]?.balances.available ?? 0;
  const id = await paid();
  await api.payments.capture(id, {}, `c:${id}`);
  await until(() => api.payments.get(id), "Captured");
  const { data } = (await api.financial.query({ payment_id: id })) as Any;
  const fees = data[0].breakdown.map((part: Any) => part.holding_currency_amount);
  expect(fees).toEqual([-1.74, -0.1, -0.2]);
  expect(balance(await platform.balances.retrieve(entity)) - balance(before)).toBe(6_000 - 180 - 204);
  const query = `metadata.account:'${entity}'`;
  const found = (await api.payments.search({
    query,
    limit: 100,
    from: new Date(0).toISOString(),
    to: new Date(Date.now() + 60_000).toISOString(),
  })) as Any;
  expect(found.data.map((each: Any) => each.id)).toContain(id);
});

test("P19 a dispute takes evidence in short texts and a file, once", async () => {
  const id = await paid();
  await api.payments.capture(id, {}, `c:${id}`);
  await until(() => api.payments.get(id), "Captured");
  const { id: dispute } = running.control.dispute(id);
  expect(((await api.disputes.get({ payment_id: id })) as Any).data).toMatchObject([
    { id: dispute, status: "evidence_required", amount: 6_000 },
  ]);
  expect(await failureOf(api.disputes.provideEvidence(dispute, { additional_evidence_text: "x".repeat(501) }))).toEqual(
    ["ValidationError", 422, "additional_evidence_text_too_long"],
  );
  await api.disputes.provideEvidence(dispute, { additional_evidence_text: "It was bought." });
  await api.disputes.submit(dispute);
  expect(((await api.disputes.getDetails(dispute)) as Any).status).toBe("evidence_under_review");
  expect(await failureOf(api.disputes.submit(dispute))).toEqual(["ValidationError", 422, "dispute_not_open"]);
});

test("P19 accounts: an invitation by mail, one for each reference, ready when the vendor says so", async () => {
  const wish = (reference: string) => ({
    reference,
    is_draft: true,
    contact_details: { invitee: { email: "gala@example.test" } },
  });
  const made = (await platform.platforms.onboardSubEntity(wish("gala"))) as Any;
  expect(await platform.platforms.getSubEntityDetails(made.id)).toMatchObject({
    status: "draft",
    capabilities: { payments: { enabled: false } },
  });
  expect(await failureOf(platform.platforms.onboardSubEntity(wish("gala")))).toEqual([
    "UrlAlreadyRegistered",
    409,
    "entity_exists",
  ]);
  expect(await failureOf(page({ amount_allocations: [{ id: made.id, amount: 6_000 }] }))).toEqual([
    "ValidationError",
    422,
    "amount_allocations_id_invalid",
  ]);
  const members = (await platform.platforms.getSubEntityMembers(made.id)) as Any;
  await platform.platforms.reinviteSubEntityMember(made.id, members.data[0].user_id, {});
  const dashboard = await (await fetch(`${running.url}/dashboard`)).text();
  expect(dashboard).toContain("gala@example.test");
  await fetch(`${running.url}/dashboard`, { method: "POST", body: new URLSearchParams({ entity: made.id }) });
  expect(await platform.platforms.getSubEntityDetails(made.id)).toMatchObject({ status: "active" });
});

test("P19 events are signed over their bytes and sent until somebody takes them", async () => {
  received.length = 0;
  failNext = 1;
  const id = await paid();
  await expect.poll(() => received.length, { timeout: 5_000 }).toBe(1);
  const { body, signature } = received[0]!;
  expect(signature).toBe(signatureOf(body, SECRET));
  expect(JSON.parse(body)).toMatchObject({
    type: "payment_approved",
    data: { id, reference: "an-order", amount: 6_000 },
  });
});

test("P19 what is unknown, unauthorised or malformed is refused in the vendor's way", async () => {
  expect(await failureOf(api.payments.get("pay_none"))).toEqual(["NotFoundError", 404, "resource_not_found"]);
  expect(await failureOf(api.customers.get("cus_none"))).toEqual(["NotFoundError", 404, "resource_not_found"]);
  expect(await failureOf(clientOf(`sk_sbox_${"stranger".padEnd(27, "a")}`).payments.get("pay_none"))).toEqual([
    "AuthenticationError",
    401,
  ]);
  expect((await failureOf(platformOf("wrong").balances.retrieve(entity)))[0]).not.toBe("n");
  // A secret key opens no accounts, and an access token moves no money.
  expect(await failureOf(api.platforms.getSubEntityDetails(entity))).toEqual(["ActionNotAllowed", 403]);
  expect(await failureOf(platform.payments.get("pay_none"))).toEqual(["ActionNotAllowed", 403]);
  expect(await failureOf(page({ amount: "much" }))).toEqual(["ValidationError", 422, "amount_invalid"]);
  expect(await failureOf(page({ surprise: true }))).toEqual(["ValidationError", 422, "body_invalid"]);
  expect(await failureOf(page({ amount: 6_001 }))).toEqual(["ValidationError", 422, "amount_allocations_sum_mismatch"]);
});

test("P19 a restart loses nothing, and production has no stand-in", async () => {
  const dir = mkdtempSync(path.join(tmpdir(), "checkout-com-"));
  try {
    const stateFile = path.join(dir, "state.json");
    const first = await startCheckoutCom({ ...OPTIONS, stateFile, actionDelayMs: 60_000 });
    const one = new Checkout(KEY, { host: first.url, httpClient: "axios" });
    const made = (await one.hostedPayments.create({
      ...{ amount: 500, currency: "USD", processing_channel_id: "pc_contract", capture: false },
      ...{ success_url: "http://v.test/", cancel_url: "http://v.test/", failure_url: "http://v.test/" },
      billing: { address: { country: "US" } },
    })) as Any;
    const { paymentId } = first.control.paySession(made.id);
    await one.payments.capture(paymentId!, {}, "kept");
    await first.close();
    const second = await startCheckoutCom({ ...OPTIONS, stateFile });
    const two = new Checkout(KEY, { host: second.url, httpClient: "axios" });
    expect((await two.payments.get(paymentId!)).status).toBe("Captured");
    await second.close();
  } finally {
    rmSync(dir, { recursive: true });
  }
  const before = process.env.NODE_ENV;
  Object.assign(process.env, { NODE_ENV: "production" });
  await expect(startCheckoutCom(OPTIONS)).rejects.toThrow(/refuses to start/);
  Object.assign(process.env, { NODE_ENV: before });
});

test("M2 the issuer's answers on addresses, and references short enough for any card", () => {
  expect(["Y", "Z", "AE1", "W"].map(postalCheckOf)).toEqual(["pass", "pass", "pass", "pass"]);
  expect(["N", "A", "AE4"].map(postalCheckOf)).toEqual(["fail", "fail", "fail"]);
  expect(["U", "S", "B", "?"].map(postalCheckOf)).toEqual(Array(4).fill("unavailable"));
  expect(postalCheckOf(null)).toBe("unchecked");
  for (const id of [...Array.from({ length: 200 }, () => newId()), "00000000-0000-0000-0000-000000000000"]) {
    expect(shortReference(id)).toHaveLength(25);
    expect(longReference(shortReference(id))).toBe(id);
  }
  expect(longReference("zzzzzzzzzzzzzzzzzzzzzzzzz")).toBe("zzzzzzzzzzzzzzzzzzzzzzzzz");
});
