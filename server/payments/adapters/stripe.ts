import type Stripe from "stripe";
import {
  type EventHint,
  type GatewayDispute,
  type GatewayEvent,
  type GatewayPayment,
  type GatewayRefund,
  GatewayRefusal,
  type PaymentGateway,
  VENUE_ACCOUNT,
} from "../ports";
import { reachWithKey } from "./reach";
import { ask, openStripe, type StripeSettings, translate } from "./stripe-client";

const EXPAND_PAYMENT = ["latest_charge.balance_transaction"];

const POSTAL_CHECKS = ["pass", "fail", "unavailable", "unchecked"] as const;

function shapePayment(intent: Stripe.PaymentIntent): GatewayPayment {
  const charge = typeof intent.latest_charge === "string" ? null : intent.latest_charge;
  const card = charge?.payment_method_details?.card;
  const transaction = typeof charge?.balance_transaction === "string" ? null : charge?.balance_transaction;
  const address = charge?.billing_details.address;
  const check = card?.checks?.address_postal_code_check;
  const succeeded = charge?.status === "succeeded";
  return {
    intentId: intent.id,
    state:
      intent.status === "requires_capture"
        ? "authorised"
        : intent.status === "succeeded"
          ? "captured"
          : intent.status === "canceled"
            ? "cancelled"
            : "waiting",
    amountMinor: intent.amount,
    capturableMinor: intent.amount_capturable,
    capturedMinor: intent.amount_received,
    // What a partial capture lets go is counted as refunded by Stripe; only money that had moved comes back.
    refundedMinor:
      intent.status === "succeeded" && charge ? Math.min(charge.amount_refunded, intent.amount_received) : 0,
    currency: intent.currency.toUpperCase(),
    feeMinor: charge?.application_fee_amount ?? intent.application_fee_amount ?? 0,
    chargeId: charge?.id ?? (typeof intent.latest_charge === "string" ? intent.latest_charge : null),
    cardBrand: card?.brand ?? null,
    cardFunding: card?.funding ?? null,
    postalCheck: card && succeeded ? (POSTAL_CHECKS.find((each) => each === check) ?? "unchecked") : null,
    billing: {
      line1: address?.line1 ?? null,
      city: address?.city ?? null,
      state: address?.state ?? null,
      postalCode: address?.postal_code ?? null,
      country: address?.country ?? null,
    },
    failureCode: intent.last_payment_error?.decline_code ?? intent.last_payment_error?.code ?? null,
    processingMinor: transaction
      ? transaction.fee_details.filter((fee) => fee.type === "stripe_fee").reduce((sum, fee) => sum + fee.amount, 0)
      : null,
    disputed: charge?.disputed ?? false,
    createdAt: new Date(intent.created * 1000),
  };
}

function shapeRefund(refund: Stripe.Refund): GatewayRefund {
  return {
    gatewayId: refund.id,
    amountMinor: refund.amount,
    createdAt: new Date(refund.created * 1000),
    alive: refund.status !== "failed" && refund.status !== "canceled",
  };
}

function shapeDispute(dispute: Stripe.Dispute): GatewayDispute {
  const taken = dispute.balance_transactions.filter((each) => each.amount < 0);
  const returned = dispute.balance_transactions.filter((each) => each.amount > 0);
  const sum = (entries: Stripe.BalanceTransaction[], of: (entry: Stripe.BalanceTransaction) => number) =>
    entries.reduce((total, entry) => total + of(entry), 0);
  return {
    gatewayId: dispute.id,
    state: dispute.status === "won" ? "won" : dispute.status === "lost" ? "lost" : "open",
    reason: dispute.reason,
    currency: dispute.currency.toUpperCase(),
    withdrawnMinor: -sum(taken, (entry) => entry.amount),
    feeMinor: Math.max(
      0,
      sum(dispute.balance_transactions, (entry) => entry.fee),
    ),
    reinstatedMinor: sum(returned, (entry) => entry.amount),
  };
}

function idOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  const id = (value as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" ? id : null;
}

/** Stripe with Connect: direct charges on the organisation's own account, the venue's fee as application fee. */
export function createStripeGateway(settings: StripeSettings): PaymentGateway {
  const stripe = openStripe(settings);
  const on = (account: string, key?: string): Stripe.RequestOptions => ({
    ...(account === VENUE_ACCOUNT ? {} : { stripeAccount: account }),
    ...(key ? { idempotencyKey: key } : {}),
  });

  async function fetchPayment(account: string, intentId: string): Promise<GatewayPayment> {
    return shapePayment(await ask(stripe.paymentIntents.retrieve(intentId, { expand: EXPAND_PAYMENT }, on(account))));
  }

  return {
    name: "stripe",
    title: "Stripe",
    signatureHeader: "stripe-signature",
    dashboardUrl: null,
    refundsFeeApart: true,

    reach: (signal) =>
      reachWithKey(`${settings.apiBase || "https://api.stripe.com"}/v1/balance`, settings.secretKey, signal),

    async createAccount({ key, organisationId, organisationName, email, website }) {
      const account = await ask(
        stripe.accounts.create(
          {
            type: "standard",
            country: "US",
            business_type: "non_profit",
            business_profile: { name: organisationName, ...(website ? { url: website } : {}) },
            ...(email ? { email } : {}),
            metadata: { organisation: organisationId },
          },
          { idempotencyKey: key },
        ),
      );
      return account.id;
    },

    async accountLink(account, { returnUrl, refreshUrl }) {
      const link = await ask(
        stripe.accountLinks.create({
          account,
          type: "account_onboarding",
          return_url: returnUrl,
          refresh_url: refreshUrl,
        }),
      );
      return { url: link.url, mailed: false };
    },

    async accountState(account) {
      const found = await ask(stripe.accounts.retrieve(account));
      return {
        ready: found.charges_enabled,
        detailsSubmitted: found.details_submitted,
        due: found.requirements?.currently_due ?? [],
      };
    },

    async createCheckout(wish) {
      const session = await ask(
        stripe.checkout.sessions.create(
          {
            mode: "payment",
            // The check of the postal code exists for cards alone.
            allowed_payment_method_types: ["card"],
            billing_address_collection: "required",
            client_reference_id: wish.reference,
            customer_email: wish.email,
            locale: wish.locale === "es" ? "es" : "en",
            expires_at: Math.floor(wish.expiresAt.getTime() / 1000),
            success_url: wish.successUrl,
            cancel_url: wish.cancelUrl,
            line_items: wish.lines.map((line) => ({
              quantity: line.quantity,
              price_data: {
                currency: wish.currency.toLowerCase(),
                unit_amount: line.unitMinor,
                product_data: { name: line.name },
              },
            })),
            payment_intent_data: {
              capture_method: "manual",
              ...(wish.account === VENUE_ACCOUNT ? {} : { application_fee_amount: wish.feeMinor }),
              metadata: { payment: wish.reference },
            },
            metadata: { payment: wish.reference },
          },
          on(wish.account, wish.key),
        ),
      );
      if (!session.url) throw new GatewayRefusal("noPage", "the session has no page");
      return { checkoutId: session.id, url: session.url, closesAt: new Date(session.expires_at * 1000) };
    },

    async fetchCheckout(account, checkoutId) {
      const session = await ask(
        stripe.checkout.sessions.retrieve(
          checkoutId,
          { expand: EXPAND_PAYMENT.map((path) => `payment_intent.${path}`) },
          on(account),
        ),
      );
      const intent = session.payment_intent;
      return {
        checkoutId: session.id,
        state: session.status === "complete" ? "complete" : session.status === "expired" ? "expired" : "open",
        url: session.url,
        payment: intent && typeof intent !== "string" ? shapePayment(intent) : null,
      };
    },

    async expireCheckout(account, checkoutId) {
      await ask(stripe.checkout.sessions.expire(checkoutId, {}, on(account, `expire:${checkoutId}`)));
      return "ended";
    },

    async checkoutOf(account, intentId) {
      const wish = { payment_intent: intentId, limit: 1 };
      const [session] = (await ask(stripe.checkout.sessions.list(wish, on(account ?? VENUE_ACCOUNT)))).data;
      return session ? { checkoutId: session.id } : null;
    },

    fetchPayment,

    async capture({ key, account, intentId, amountMinor, feeMinor }) {
      const intent = await ask(
        stripe.paymentIntents.capture(
          intentId,
          {
            amount_to_capture: amountMinor,
            ...(account === VENUE_ACCOUNT ? {} : { application_fee_amount: feeMinor }),
            expand: EXPAND_PAYMENT,
          },
          on(account, key),
        ),
      );
      return shapePayment(intent);
    },

    async cancel({ key, account, intentId }) {
      return shapePayment(
        await ask(stripe.paymentIntents.cancel(intentId, { expand: EXPAND_PAYMENT }, on(account, key))),
      );
    },

    async refund({ key, account, intentId, amountMinor, feeMinor, whole }) {
      const refund = await ask(
        stripe.refunds.create(
          {
            payment_intent: intentId,
            ...(whole ? {} : { amount: amountMinor }),
            refund_application_fee: whole && feeMinor > 0,
          },
          on(account, key),
        ),
      );
      if (!whole && feeMinor > 0) {
        const intent = await ask(stripe.paymentIntents.retrieve(intentId, { expand: ["latest_charge"] }, on(account)));
        const fee = idOf((intent.latest_charge as Stripe.Charge | null)?.application_fee);
        if (fee)
          await ask(stripe.applicationFees.createRefund(fee, { amount: feeMinor }, { idempotencyKey: `${key}:fee` }));
      }
      return shapeRefund(refund);
    },

    async listRefunds(account, intentId) {
      const refunds: GatewayRefund[] = [];
      try {
        for await (const refund of stripe.refunds.list({ payment_intent: intentId, limit: 100 }, on(account)))
          refunds.push(shapeRefund(refund));
      } catch (error) {
        throw translate(error);
      }
      return refunds;
    },

    async listDisputes(account, intentId) {
      const found = await ask(stripe.disputes.list({ payment_intent: intentId, limit: 10 }, on(account)));
      return found.data.map(shapeDispute);
    },

    async answerDisputes({ key, account, intentId, evidence }) {
      const found = await ask(stripe.disputes.list({ payment_intent: intentId, limit: 10 }, on(account)));
      const answered = found.data.map(async (dispute) => {
        if (!["needs_response", "warning_needs_response"].includes(dispute.status)) return shapeDispute(dispute);
        const sent = await ask(
          stripe.disputes.update(
            dispute.id,
            {
              evidence: {
                customer_name: evidence.customerName,
                customer_email_address: evidence.customerEmail,
                billing_address: evidence.billingAddress,
                product_description: evidence.productDescription,
                service_date: evidence.serviceDate,
                uncategorized_text: evidence.text,
              },
              submit: true,
            },
            on(account, `${key}:${dispute.id}`),
          ),
        );
        return shapeDispute(sent);
      });
      return Promise.all(answered);
    },

    async *listForReconciliation(account, since) {
      try {
        const list = stripe.charges.list(
          {
            created: { gte: Math.floor(since.getTime() / 1000) },
            limit: 100,
            expand: ["data.payment_intent"],
          },
          on(account),
        );
        for await (const charge of list) {
          if (charge.status !== "succeeded" || !charge.payment_intent) continue;
          const transaction = charge.balance_transaction
            ? await stripe.balanceTransactions.retrieve(idOf(charge.balance_transaction)!, {}, on(account))
            : null;
          const intent = charge.payment_intent as Stripe.PaymentIntent;
          yield shapePayment({ ...intent, latest_charge: { ...charge, balance_transaction: transaction } });
        }
      } catch (error) {
        throw translate(error);
      }
    },

    async sumBalance(account) {
      const balance = await ask(stripe.balance.retrieve({}, on(account)));
      const sums = new Map<string, number>();
      for (const part of [...balance.available, ...balance.pending]) {
        const currency = part.currency.toUpperCase();
        sums.set(currency, (sums.get(currency) ?? 0) + part.amount);
      }
      return [...sums].map(([currency, netMinor]) => ({ currency, netMinor }));
    },

    readEvent(rawBody, signature, endpoint): GatewayEvent {
      const secret = endpoint === "connect" ? settings.connectWebhookSecret : settings.webhookSecret;
      let event: Stripe.Event;
      try {
        event = stripe.webhooks.constructEvent(rawBody, signature, secret);
      } catch (error) {
        throw new GatewayRefusal("badSignature", "the signature does not fit", { cause: error });
      }
      if (typeof event.id !== "string" || typeof event.type !== "string" || typeof event.data?.object !== "object")
        throw new GatewayRefusal("badEvent", "not an event");
      return {
        eventId: event.id,
        type: event.type,
        account: event.account ?? null,
        objectId: idOf(event.data.object),
        payload: event,
      };
    },

    hintOf({ type, account, payload }): EventHint {
      const object = (payload as { data?: { object?: Record<string, unknown> } }).data?.object ?? {};
      const id = idOf(object);
      const intentId = idOf(object.payment_intent);
      const none: EventHint = { about: "other", account, checkoutId: null, intentId: null, chargeId: null };
      if (type.startsWith("checkout.session.")) return { ...none, about: "payment", checkoutId: id, intentId };
      if (type.startsWith("payment_intent.")) return { ...none, about: "payment", intentId: id };
      if (type.startsWith("charge.dispute."))
        return { ...none, about: "dispute", intentId, chargeId: idOf(object.charge) };
      if (type.startsWith("charge.refund.") || type.startsWith("refund."))
        return { ...none, about: "payment", intentId, chargeId: idOf(object.charge) };
      if (type.startsWith("charge.")) return { ...none, about: "payment", intentId, chargeId: id };
      if (type.startsWith("payout.")) return { ...none, about: "payout" };
      if (type === "account.updated" || type === "account.application.deauthorized")
        return { ...none, about: "account" };
      return none;
    },
  };
}
