import { startCheckoutCom } from "@/dev/checkout-com/server";
import { signatureOf } from "@/dev/checkout-com/webhooks";
import { startStripe } from "@/dev/stripe/server";
import { signatureHeader } from "@/dev/stripe/webhooks";
import { createCheckoutComGateway } from "@/server/payments/adapters/checkout-com";
import { createStripeGateway } from "@/server/payments/adapters/stripe";
import type { PaymentGateway, WebhookEndpoint } from "@/server/payments/ports";

/** Both stand-ins know the same test cards; an address that is not given is one in Buffalo. */
export interface KitCard {
  number?: string;
  address?: { line1: string; city: string; state: string; postalCode: string; country: string };
}

export interface KitDelivery {
  body: string;
  signature: string;
  endpoint: WebhookEndpoint;
}

/** An event of a stand-in's, as it would be sent. */
export type KitEvent = { id: string; type: string } & Record<string, unknown>;

/** What stands at the gateway, in words that are nobody's. Amounts in minor units. */
export interface KitPayment {
  intentId: string;
  state: "waiting" | "held" | "taken" | "over";
  takenMinor: number;
  returnedMinor: number;
  feeMinor: number;
  feeReturnedMinor: number;
  refunds: number;
}

/** A gateway's real adapter before its stand-in, and what a test may do to the stand-in: the same for each gateway. */
export interface GatewayKit {
  name: string;
  gateway: PaymentGateway;
  /** Ends pages by a call; otherwise they stay and what is paid on them goes back. */
  endsPages: boolean;
  completeAccount(account: string): void;
  closeAccount(account: string): void;
  /** How many accounts were opened for an organisation, of which this is one. */
  accountsOf(organisationId: string, account: string): number;
  /** What the organisation would do on the gateway's own pages. */
  finishAccount(url: string, account: string, returnUrl: string): Promise<void>;
  pay(checkoutId: string, card?: KitCard): void;
  endPage(checkoutId: string): void;
  /** `at`: which calls it strikes, all of them without it. */
  fault(fault: { kind: "error" | "lost"; at?: "page" | "capture" | "refund"; percent?: number }): void;
  clearFaults(): void;
  advanceSeconds(seconds: number): void;
  events(): KitEvent[];
  sign(event: unknown): KitDelivery;
  /** Signatures that must not be taken for this body. */
  forgeries(delivery: KitDelivery): string[];
  /** Events about things that are not there, of this account or another. */
  strangers(account: string, id: string): KitEvent[];
  /** The account's own state was changed. */
  accountEvent(account: string): KitEvent;
  payments(): KitPayment[];
  payment(intentId: string): KitPayment;
  /** How many pages were asked for under a reference. */
  pagesFor(reference: string): number;
  dispute(intentId: string): string;
  closeDispute(id: string, outcome: "won" | "lost"): void;
  /** What was sent against the disputes over a payment. */
  evidence(intentId: string): { submissions: number; files: number; names: string[] };
  /** The type of an event that says money was taken. */
  takenType: string;
  /** What a handler that believes its mail would credit. */
  claimOf(event: KitEvent): { intentId: string; amountMinor: number } | null;
  close(): Promise<void>;
}

const STRIPE = {
  secretKey: "sk_test_payments",
  webhookSecret: "whsec_platform_payments",
  connectWebhookSecret: "whsec_connect_payments",
};
const seconds = () => Math.floor(Date.now() / 1000);
const one = (payments: KitPayment[], intentId: string): KitPayment => {
  const found = payments.find((each) => each.intentId === intentId);
  if (!found) throw new Error(`no payment ${intentId} at the stand-in`);
  return found;
};

export async function stripeKit(timeoutMs = 3_000): Promise<GatewayKit> {
  const stripe = await startStripe({ port: 0, host: "127.0.0.1", secretKey: STRIPE.secretKey, webhooks: [] });
  const { control } = stripe;
  const PATHS = { page: "/checkout/sessions", capture: "/capture", refund: "/refunds" };
  const secretOf = (endpoint: WebhookEndpoint) =>
    endpoint === "connect" ? STRIPE.connectWebhookSecret : STRIPE.webhookSecret;
  const payments = (): KitPayment[] => {
    const charges = new Map(control.state.all("charge").map(({ value }) => [value.id, value]));
    const fees = new Map(control.state.all("application_fee").map(({ value }) => [value.charge, value]));
    const refunds = control.state.all("refund").map(({ value }) => value.payment_intent);
    return control.state.all("payment_intent").map(({ value }) => {
      const charge = value.latest_charge ? charges.get(value.latest_charge) : undefined;
      const fee = charge ? fees.get(charge.id) : undefined;
      const states = { requires_capture: "held", succeeded: "taken", canceled: "over" } as const;
      return {
        intentId: value.id,
        state: states[value.status as keyof typeof states] ?? "waiting",
        takenMinor: value.amount_received,
        returnedMinor: value.status === "succeeded" ? (charge?.amount_refunded ?? 0) : 0,
        feeMinor: fee?.amount ?? 0,
        feeReturnedMinor: fee?.amount_refunded ?? 0,
        refunds: refunds.filter((id) => id === value.id).length,
      };
    });
  };
  const asEvent = (account: string | null, id: string, type: string, object: Record<string, unknown>): KitEvent => ({
    ...{ id, object: "event", type, data: { object } },
    ...(account ? { account } : {}),
  });
  const setCharges = (account: string, enabled: boolean) => {
    (control.state.find(account)!.value as { charges_enabled: boolean }).charges_enabled = enabled;
  };
  return {
    name: "stripe",
    gateway: createStripeGateway({ ...STRIPE, apiBase: stripe.url, timeoutMs }),
    endsPages: true,
    takenType: "payment_intent.succeeded",
    completeAccount: (account) => void control.completeAccount(account),
    closeAccount: (account) => setCharges(account, false),
    accountsOf: (organisationId) =>
      control.state.all("account").filter(({ value }) => value.metadata.organisation === organisationId).length,
    async finishAccount(url, _account, returnUrl) {
      const body = new URLSearchParams({ answer: "complete" });
      const answer = await fetch(url, { method: "POST", redirect: "manual", body });
      if (answer.headers.get("location") !== returnUrl) throw new Error(`it went to ${answer.headers.get("location")}`);
    },
    pay: (checkoutId, card) => void control.paySession(checkoutId, card),
    endPage: (checkoutId) => void control.expireSession(checkoutId),
    fault: ({ kind, at, percent }) =>
      control.addFault({
        kind,
        ...(at ? { path: PATHS[at] } : {}),
        ...(kind === "lost" ? { method: "POST" } : {}),
        ...(percent ? { percent } : {}),
      }),
    clearFaults: () => control.clearFaults(),
    advanceSeconds: (by) => control.advanceSeconds(by),
    events: () => control.events() as unknown as KitEvent[],
    sign(event) {
      const body = JSON.stringify(event);
      const endpoint = (event as { account?: string } | null)?.account ? "connect" : "platform";
      return { body, endpoint, signature: signatureHeader(body, secretOf(endpoint), seconds()) };
    },
    forgeries({ body, endpoint }) {
      const other = endpoint === "connect" ? "platform" : "connect";
      return [
        signatureHeader(body, "whsec_stranger", seconds()),
        signatureHeader(body, secretOf(other), seconds()),
        signatureHeader(body, secretOf(endpoint), seconds() - 400),
        signatureHeader(`${body} `, secretOf(endpoint), seconds()),
        "",
        "t=now,v1=deadbeef",
      ];
    },
    strangers: (account, id) => [
      asEvent(account, `evt_1${id}`, "checkout.session.completed", { id: `cs_test_none${id}` }),
      asEvent(account, `evt_2${id}`, "payment_intent.succeeded", { id: `pi_none${id}`, amount: 6_000 }),
      asEvent(account, `evt_3${id}`, "charge.dispute.created", { id: `du_${id}`, payment_intent: `pi_none${id}` }),
      asEvent(account, `evt_4${id}`, "some.future.kind", { id: `x_${id}` }),
      asEvent("acct_none", `evt_5${id}`, "account.updated", { id: "acct_none" }),
      asEvent(null, `evt_6${id}`, "application_fee.created", { id: `fee_${id}` }),
    ],
    accountEvent: (account) => asEvent(account, `evt_account_${account}`, "account.updated", { id: account }),
    payments,
    payment: (intentId) => one(payments(), intentId),
    pagesFor: (reference) =>
      control.state.all("checkout.session").filter(({ value }) => value.client_reference_id === reference).length,
    dispute: (intentId) => control.dispute(intentId).id,
    closeDispute: (id, outcome) => void control.closeDispute(id, outcome),
    evidence(intentId) {
      const found = control.state.all("dispute").find(({ value }) => value.payment_intent === intentId)?.value;
      const submissions = found?.evidence_details.submission_count ?? 0;
      return { submissions, files: 0, names: Object.keys(found?.evidence ?? {}).sort() };
    },
    claimOf({ type, data }) {
      if (!["payment_intent.amount_capturable_updated", "payment_intent.succeeded"].includes(type)) return null;
      const { id, amount = 0 } = (data as { object: { id: string; amount?: number } }).object;
      return { intentId: id, amountMinor: amount };
    },
    close: () => stripe.close(),
  };
}

const CHECKOUT_COM = {
  secretKey: `sk_sbox_${"payments".padEnd(27, "a")}`,
  clientId: "cli_payments",
  clientSecret: "a client's secret",
  entityId: "ent_thevenueitself",
  channelId: "pc_thevenueschannel",
  webhookSecret: "a key for the signatures of payments",
};

export async function checkoutComKit(timeoutMs = 3_000): Promise<GatewayKit> {
  const { channelId, webhookSecret, ...known } = CHECKOUT_COM;
  const running = await startCheckoutCom({ ...known, port: 0, webhook: null });
  const { control } = running;
  const PATHS = { page: "/hosted-payments", capture: "/captures", refund: "/refunds" };
  const payments = (): KitPayment[] =>
    control.book.kept.payments.map((payment) => ({
      intentId: payment.id,
      state:
        payment.status === "Authorized"
          ? "held"
          : payment.captured > 0
            ? "taken"
            : payment.status === "Declined"
              ? "waiting"
              : "over",
      takenMinor: payment.captured,
      returnedMinor: payment.refunded,
      feeMinor: payment.commission,
      feeReturnedMinor: payment.commissionBack,
      refunds: payment.actions.filter(({ type }) => type === "Refund").length,
    }));
  const asEvent = (id: string, type: string, data: Record<string, unknown>): KitEvent => ({
    ...{ id, type, version: "1.0.0", timestamp: new Date().toISOString(), data },
  });
  return {
    name: "checkout-com",
    gateway: createCheckoutComGateway({
      ...CHECKOUT_COM,
      apiBase: running.url,
      dashboardUrl: `${running.url}/dashboard`,
      pageMinutes: 30,
      timeoutMs,
    }),
    endsPages: false,
    takenType: "payment_captured",
    completeAccount: (account) => void control.completeAccount(account),
    closeAccount: (account) => void control.closeAccount(account),
    accountsOf(_organisationId, account) {
      const { entities } = control.book.kept;
      return entities.filter(({ reference }) => reference === control.book.entity(account)?.reference).length;
    },
    async finishAccount(url, account) {
      const answer = await fetch(url, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ entity: account }),
      });
      if (answer.status !== 303) throw new Error(`the dashboard answered ${answer.status}`);
    },
    pay: (checkoutId, card) => void control.paySession(checkoutId, card),
    endPage: (checkoutId) => control.expireSession(checkoutId),
    fault: ({ kind, at, percent }) =>
      control.addFault({
        kind,
        ...(at ? { path: PATHS[at] } : {}),
        ...(kind === "lost" ? { method: "POST" } : {}),
        ...(percent ? { percent } : {}),
      }),
    clearFaults: () => control.clearFaults(),
    advanceSeconds: (by) => control.advanceSeconds(by),
    events: () => control.events() as unknown as KitEvent[],
    sign(event) {
      const body = JSON.stringify(event);
      return { body, endpoint: "platform", signature: signatureOf(body, webhookSecret) };
    },
    forgeries: ({ body }) => [
      signatureOf(body, "a stranger's key"),
      signatureOf(`${body} `, webhookSecret),
      signatureOf(body, webhookSecret).slice(2),
      "",
      "zz",
    ],
    strangers: (_account, id) => [
      asEvent(`evt_1${id}`, "payment_approved", { id: `pay_none${id}` }),
      asEvent(`evt_2${id}`, "payment_captured", { id: `pay_none${id}`, amount: 6_000 }),
      asEvent(`evt_3${id}`, "dispute_received", { id: `dsp_${id}`, payment_id: `pay_none${id}` }),
      asEvent(`evt_4${id}`, "some_future_kind", { id: `x_${id}` }),
      asEvent(`evt_5${id}`, "payments_enabled", { entity_id: "ent_none" }),
      asEvent(`evt_6${id}`, "payment_approved", { id: 17 }),
    ],
    accountEvent: (account) => asEvent(`evt_account_${account}`, "payments_enabled", { entity_id: account }),
    payments,
    payment: (intentId) => one(payments(), intentId),
    pagesFor: (reference) => control.book.kept.pages.filter(({ wish }) => wish.metadata?.payment === reference).length,
    dispute: (intentId) => control.dispute(intentId).id,
    closeDispute: (id, outcome) => void control.closeDispute(id, outcome),
    evidence(intentId) {
      const { disputes, files } = control.book.kept;
      const found = disputes.find((each) => each.payment_id === intentId);
      const names = Object.keys(found?.evidence ?? {}).sort();
      return { submissions: found?.submissions ?? 0, files: files.length, names };
    },
    claimOf({ type, data }) {
      if (type !== "payment_approved" && type !== "payment_captured") return null;
      const { id, amount = 0 } = data as { id: string; amount?: number };
      return { intentId: id, amountMinor: amount };
    },
    close: () => running.close(),
  };
}

/** Every gateway that a venue may choose. */
export const KITS = { stripe: stripeKit, "checkout-com": checkoutComKit };
