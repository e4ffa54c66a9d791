import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { Readable } from "node:stream";
import { Checkout } from "checkout-sdk-node";
import { z } from "zod";
import { AppError } from "@/server/kernel/errors";
import {
  type EventHint,
  type GatewayEvent,
  type GatewayPayment,
  GatewayRefusal,
  gatewayUnavailable,
  type PaymentGateway,
  VENUE_ACCOUNT,
} from "../ports";
import { evidencePdf } from "./checkout-com-evidence";
import * as shapes from "./checkout-com-shapes";
import { reachWithKey } from "./reach";

export interface CheckoutComSettings {
  secretKey: string;
  /** Of the access key for accounts and balances. */
  clientId: string;
  clientSecret: string;
  /** The platform's own entity, whose account takes members' deposits. */
  entityId: string;
  channelId: string;
  webhookSecret: string;
  /** Such as http://127.0.0.1:4105 for a stand-in; empty means Checkout.com's own addresses. */
  apiBase: string;
  dashboardUrl: string;
  /** How long a hosted page lives; Checkout.com ends it by the clock alone. */
  pageMinutes: number;
  timeoutMs?: number;
  /** Pauses between looks at a call that was accepted and is not carried out yet. */
  settlePausesMs?: number[];
}

/** Captures, voids and refunds are accepted first and carried out soon after. */
const SETTLE_PAUSES_MS = [50, 150, 300, 600, 1_200];
const TEXT_FIELD = 500;
const SEARCH_PAGE = 100;

const answered = z.object({ action_id: z.string() });
const pageAnswer = z.object({
  id: z.string(),
  status: z.string(),
  reference: z.string().nullish(),
  payment_id: z.string().nullish(),
  _links: z.object({ redirect: z.object({ href: z.string() }).nullish() }).nullish(),
});
const entityAnswer = z.object({
  id: z.string(),
  status: z.string(),
  capabilities: z.object({ payments: z.object({ enabled: z.boolean().nullish() }).nullish() }).nullish(),
  requirements_due: z.array(z.object({ field: z.string() })).nullish(),
});
const balanceAnswer = z.object({
  data: z.array(
    z.object({ holding_currency: z.string(), balances: z.record(z.string(), z.number().nullish()).nullish() }),
  ),
});
const eventBody = z.object({ id: z.string().min(1), type: z.string().min(1), data: z.record(z.string(), z.unknown()) });
const listOf = <Item extends z.ZodType>(item: Item) => z.object({ data: z.array(item).nullish() });

/** Whether Checkout.com said no, or nobody knows. A key in use means that the first call is still under way. */
function translate(error: unknown): GatewayRefusal | AppError {
  if (error instanceof GatewayRefusal || error instanceof AppError) return error;
  const { http_code: status, body } = error as { http_code?: number; body?: { error_codes?: unknown } };
  if (status && [400, 403, 404, 422].includes(status)) {
    const codes = Array.isArray(body?.error_codes) ? body.error_codes.map(String) : [];
    const code = codes[0] ?? (status === 404 ? "notFound" : "refused");
    return new GatewayRefusal(code, codes.join(" ") || `Checkout.com answered ${status}`, { cause: error });
  }
  return gatewayUnavailable(error);
}

/** Asks, and takes only an answer of the form that is expected; any other is as good as none. */
async function ask<Schema extends z.ZodType>(schema: Schema, call: Promise<unknown>): Promise<z.infer<Schema>> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    throw translate(error);
  }
  const parsed = schema.safeParse(answer);
  if (!parsed.success) throw gatewayUnavailable(parsed.error);
  return parsed.data;
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
/** Keys are sent in the form that the vendor recommends. */
const keyOf = (key: string) => digest(key).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
/** In metadata, where a name has to be. */
const nameOf = (account: string) => (account === VENUE_ACCOUNT ? "venue" : account);

function openClients(settings: CheckoutComSettings) {
  const base = settings.apiBase.replace(/\/$/, "");
  const where = base ? { host: base } : { subdomain: settings.clientId.replace(/^cli_/, "").slice(0, 8) };
  // Of the two ways to call that the SDK has, this one keeps to the time limit.
  const common = { ...where, httpClient: "axios", timeout: settings.timeoutMs ?? 15_000 };
  const payments = new Checkout(settings.secretKey, common);
  const platform = new Checkout(settings.clientSecret, {
    ...common,
    client: settings.clientId,
    scope: ["accounts", "balances"],
    environment: settings.secretKey.startsWith("sk_sbox_") ? "sandbox" : "production",
  });
  if (base) {
    // Balances and access tokens have hosts of their own, which the SDK does not let one choose.
    const config = platform.config as unknown as {
      balancesUrl: string;
      environment: { getOAuthAuthorizationApi(): string };
    };
    config.balancesUrl = base;
    config.environment.getOAuthAuthorizationApi = () => `${base}/connect/token`;
  }
  return { payments, platform };
}

/** Checkout.com for platforms: payments allocated to the organisation's own sub-entity, the venue's fee as commission. */
export function createCheckoutComGateway(settings: CheckoutComSettings): PaymentGateway {
  const { payments: api, platform } = openClients(settings);
  const pauses = settings.settlePausesMs ?? SETTLE_PAUSES_MS;

  const allocations = (account: string, amount: number, fee: number) =>
    account === VENUE_ACCOUNT
      ? {}
      : { amount_allocations: [{ id: account, amount, ...(fee > 0 ? { commission: { amount: fee } } : {}) }] };

  /** A payment as it stands, if it was made on this account; the vendor keeps those of all accounts together. */
  async function readPayment(account: string, intentId: string): Promise<shapes.PaymentAnswer> {
    const payment = await ask(shapes.paymentAnswer, api.payments.get(intentId));
    if (payment.metadata?.account !== nameOf(account))
      throw new GatewayRefusal("notFound", `no payment ${intentId} on ${nameOf(account)}`);
    return payment;
  }

  async function complete(account: string, payment: shapes.PaymentAnswer): Promise<GatewayPayment> {
    const actions = await ask(shapes.actionsAnswer, api.payments.getActions(payment.id));
    const shaped = shapes.shapePayment(payment, actions, null);
    if (shaped.state !== "captured") return shaped;
    return { ...shaped, processingMinor: await fees(account, payment.id, shaped.currency, false) };
  }

  async function fees(account: string, paymentId: string, currency: string, ofChargeback: boolean) {
    const wish = { payment_id: paymentId, limit: 100 };
    const financial = await ask(shapes.financialAnswer, api.financial.query(wish));
    const entity = { id: account, isOwn: account === VENUE_ACCOUNT };
    return shapes.feesOf(financial, entity, currency, ofChargeback);
  }

  const fetchPayment = async (account: string, intentId: string) =>
    complete(account, await readPayment(account, intentId));

  /** Looks until what was accepted has been done. When it takes too long nobody knows: ask again with the same key. */
  async function settle<Found>(look: () => Promise<Found | null>): Promise<Found> {
    for (const pause of [0, ...pauses]) {
      if (pause > 0) await wait(pause);
      const found = await look();
      if (found !== null) return found;
    }
    throw gatewayUnavailable(new Error("accepted, and not carried out yet"));
  }

  const settled = (account: string, intentId: string) =>
    settle(async () => {
      const payment = await fetchPayment(account, intentId);
      return payment.state === "authorised" ? null : payment;
    });

  async function readDisputes(intentId: string): Promise<shapes.DisputeAnswer[]> {
    const wish = { payment_id: intentId, limit: 50 };
    return (await ask(listOf(shapes.disputeAnswer), api.disputes.get(wish))).data ?? [];
  }

  const readActions = (intentId: string) => ask(shapes.actionsAnswer, api.payments.getActions(intentId));

  async function shapeDisputes(account: string, intentId: string) {
    const found = await readDisputes(intentId);
    if (found.length === 0) return [];
    // The vendor books fees by payment; the first dispute carries them.
    const fee = (await fees(account, intentId, found[0]!.currency.toUpperCase(), true)) ?? 0;
    return found.map((dispute, at) => shapes.shapeDispute(dispute, at === 0 ? fee : 0));
  }

  return {
    name: "checkout-com",
    title: "Checkout.com",
    signatureHeader: "cko-signature",
    dashboardUrl: settings.dashboardUrl,
    refundsFeeApart: false,

    // No payment has this reference: an empty list is what is looked for.
    reach: (signal) =>
      reachWithKey(`${api.config.host}/payments?limit=1&skip=0&reference=reach`, settings.secretKey, signal),

    async createAccount({ key, email }) {
      if (!email) throw new GatewayRefusal("emailMissing", "an invitation needs an address");
      const wish = {
        reference: `org-${digest(key).slice(0, 40)}`,
        is_draft: true,
        contact_details: { invitee: { email } },
      };
      try {
        return (await ask(z.object({ id: z.string() }), platform.platforms.onboardSubEntity(wish))).id;
      } catch (error) {
        // The same reference again: the answer names the entity that has it.
        const cause = (error as { cause?: { http_code?: number; body?: { id?: unknown } } }).cause;
        if (cause?.http_code === 409 && typeof cause.body?.id === "string") return cause.body.id;
        throw error;
      }
    },

    async accountLink(account, { again }) {
      // The first invitation went out with the account; a later wish is for another letter.
      if (again) {
        const members = await ask(
          listOf(z.object({ user_id: z.string() })),
          platform.platforms.getSubEntityMembers(account),
        );
        const member = members.data?.[0]?.user_id;
        if (member) await ask(z.unknown(), platform.platforms.reinviteSubEntityMember(account, member, {}));
      }
      return { url: settings.dashboardUrl, mailed: true };
    },

    async accountState(account) {
      const entity = await ask(entityAnswer, platform.platforms.getSubEntityDetails(account));
      return {
        ready: entity.status.toLowerCase() === "active" && entity.capabilities?.payments?.enabled === true,
        detailsSubmitted: !["draft", "requirements_due"].includes(entity.status.toLowerCase()),
        due: (entity.requirements_due ?? []).map(({ field }) => field),
      };
    },

    async createCheckout(wish) {
      const amount = wish.lines.reduce((sum, line) => sum + line.unitMinor * line.quantity, 0);
      const begun = Date.now();
      const page = await ask(
        z.object({ id: z.string(), _links: z.object({ redirect: z.object({ href: z.url() }) }) }),
        api.hostedPayments.create({
          amount,
          currency: wish.currency,
          payment_type: "Regular",
          reference: shapes.shortReference(wish.reference),
          processing_channel_id: settings.channelId,
          capture: false,
          // The check of the postal code exists for cards alone.
          allow_payment_methods: ["card"],
          customer: { email: wish.email },
          billing: { address: { country: "US" } },
          products: wish.lines.map((line) => ({ name: line.name, quantity: line.quantity, price: line.unitMinor })),
          locale: wish.locale === "es" ? "es-ES" : "en-GB",
          success_url: wish.successUrl,
          cancel_url: wish.cancelUrl,
          failure_url: wish.cancelUrl,
          metadata: { payment: wish.reference, account: nameOf(wish.account), fee: String(wish.feeMinor) },
          ...allocations(wish.account, amount, wish.feeMinor),
        }),
      );
      const closesAt = new Date(begun + settings.pageMinutes * 60_000);
      return { checkoutId: page.id, url: page._links.redirect.href, closesAt };
    },

    async fetchCheckout(account, checkoutId) {
      const page = await ask(pageAnswer, api.hostedPayments.get(checkoutId));
      let paymentId = page.payment_id ?? null;
      if (!paymentId && page.reference) {
        // Cards that were refused are known by the page's reference alone; the newest comes first.
        const wish = { limit: 10, skip: 0, reference: page.reference };
        const tried = (await ask(listOf(shapes.paymentAnswer), api.payments.getPaymentList(wish))).data ?? [];
        paymentId = (tried.find((each) => each.approved) ?? tried[0])?.id ?? null;
      }
      const state = /expired/i.test(page.status) ? "expired" : /received/i.test(page.status) ? "complete" : "open";
      return {
        checkoutId: page.id,
        state,
        url: page._links?.redirect?.href ?? null,
        payment: paymentId ? await fetchPayment(account, paymentId) : null,
      };
    },

    async expireCheckout(_account, checkoutId) {
      const page = await ask(pageAnswer, api.hostedPayments.get(checkoutId));
      if (/received|expired/i.test(page.status)) throw new GatewayRefusal("pageOver", `the page is ${page.status}`);
      return "stays";
    },

    async checkoutOf(account, intentId) {
      try {
        const payment = await ask(shapes.paymentAnswer, api.payments.get(intentId));
        if (account !== null && payment.metadata?.account !== nameOf(account)) return null;
        return payment.reference ? { reference: shapes.longReference(payment.reference) } : null;
      } catch (error) {
        if (error instanceof GatewayRefusal) return null;
        throw error;
      }
    },

    fetchPayment,

    async capture({ key, account, intentId, amountMinor, feeMinor }) {
      const wish = {
        amount: amountMinor,
        // What is not taken goes back at once.
        capture_type: "Final",
        metadata: { fee: String(feeMinor) },
        ...allocations(account, amountMinor, feeMinor),
      };
      await ask(answered, api.payments.capture(intentId, wish, keyOf(key)));
      return settled(account, intentId);
    },

    async cancel({ key, account, intentId }) {
      await ask(answered, api.payments.void(intentId, {}, keyOf(key)));
      return settled(account, intentId);
    },

    async refund({ key, account, intentId, amountMinor, feeMinor }) {
      const wish = {
        amount: amountMinor,
        metadata: { fee: String(feeMinor) },
        ...allocations(account, amountMinor, feeMinor),
      };
      const { action_id } = await ask(answered, api.payments.refund(intentId, wish, keyOf(key)));
      const refund = await settle(async () => {
        const made = shapes.shapeRefunds(await readActions(intentId));
        return made.find((each) => each.gatewayId === action_id) ?? null;
      });
      if (!refund.alive) throw new GatewayRefusal("refundDeclined", "the refund was declined");
      return refund;
    },

    listRefunds: async (_account, intentId) => shapes.shapeRefunds(await readActions(intentId)),
    listDisputes: shapeDisputes,

    async answerDisputes({ account, intentId, evidence }) {
      for (const dispute of await readDisputes(intentId)) {
        if (dispute.status.toLowerCase() !== "evidence_required") continue;
        const file = Object.assign(Readable.from([await evidencePdf(evidence)]), { path: "evidence.pdf" });
        const uploaded = await ask(
          z.object({ id: z.string() }),
          api.files.upload({ file, purpose: "dispute_evidence" } as never),
        );
        await ask(
          z.unknown(),
          api.disputes.provideEvidence(dispute.id, {
            proof_of_delivery_or_service_date_text: evidence.serviceDate,
            proof_of_delivery_or_service_text: evidence.productDescription.slice(0, TEXT_FIELD),
            additional_evidence_text: evidence.text.slice(0, TEXT_FIELD),
            additional_evidence_file: uploaded.id,
          }),
        );
        await ask(z.unknown(), api.disputes.submit(dispute.id));
      }
      return shapeDisputes(account, intentId);
    },

    async *listForReconciliation(account, since) {
      const seen = new Set<string>();
      // The search gives the newest first and no more than a page: the next one ends where this one did.
      for (let to = new Date(Date.now() + 60_000); ; ) {
        const query = `metadata.account:'${nameOf(account)}'`;
        const wish = { query, limit: SEARCH_PAGE, from: since.toISOString(), to: to.toISOString() };
        const found = (await ask(listOf(shapes.paymentAnswer), api.payments.search(wish))).data ?? [];
        const fresh = found.filter((each) => !seen.has(each.id));
        for (const payment of fresh) {
          seen.add(payment.id);
          if (shapes.shapePayment(payment, [], null).state !== "waiting") yield await complete(account, payment);
        }
        if (found.length < SEARCH_PAGE || fresh.length === 0) return;
        to = new Date(Math.min(...found.map((each) => Date.parse(each.requested_on))) + 1);
      }
    },

    async sumBalance(account) {
      const entity = account === VENUE_ACCOUNT ? settings.entityId : account;
      const { data } = await ask(balanceAnswer, platform.balances.retrieve(entity));
      const sums = new Map<string, number>();
      for (const { holding_currency: currency, balances } of data)
        for (const part of ["available", "pending", "payable", "collateral"])
          sums.set(currency, (sums.get(currency) ?? 0) + (balances?.[part] ?? 0));
      return [...sums].map(([currency, netMinor]) => ({ currency, netMinor }));
    },

    readEvent(rawBody, signature, endpoint): GatewayEvent {
      const expected = createHmac("sha256", settings.webhookSecret).update(rawBody, "utf8").digest();
      const given = Buffer.from(/^[0-9a-f]{64}$/i.test(signature) ? signature : "", "hex");
      if (endpoint !== "platform" || given.length !== expected.length || !timingSafeEqual(given, expected))
        throw new GatewayRefusal("badSignature", "the signature does not fit");
      let event: z.infer<typeof eventBody>;
      try {
        event = eventBody.parse(JSON.parse(rawBody));
      } catch (error) {
        throw new GatewayRefusal("badEvent", "not an event", { cause: error });
      }
      const objectId = typeof event.data.id === "string" ? event.data.id : null;
      return { eventId: event.id, type: event.type, account: null, objectId, payload: event };
    },

    hintOf({ type, payload }): EventHint {
      const data = (payload as { data?: Record<string, unknown> }).data ?? {};
      const text = (name: string) => (typeof data[name] === "string" ? data[name] : null);
      const none: EventHint = { about: "other", account: "unknown", checkoutId: null, intentId: null, chargeId: null };
      // Events of payments name the payment and not the entity.
      if (type.startsWith("payment_")) return { ...none, about: "payment", intentId: text("id") };
      if (type.startsWith("dispute_")) return { ...none, about: "dispute", intentId: text("payment_id") };
      const entity = ["sub_entity_id", "entity_id", "id"].map(text).find((id) => id?.startsWith("ent_"));
      return entity ? { ...none, about: "account", account: entity } : none;
    },
  };
}
