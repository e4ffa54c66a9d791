import type Stripe from "stripe";
import { ask, openStripe, type StripeSettings } from "@/server/payments/adapters/stripe-client";
import type { PayoutFacts, PayoutGateway, RefundFacts, TransferFacts } from "../ports";

const shapeRefund = (refund: Stripe.Refund): RefundFacts => ({
  refundId: refund.id,
  amountMinor: refund.amount,
  state:
    refund.status === "succeeded"
      ? "done"
      : refund.status === "failed" || refund.status === "canceled"
        ? "failed"
        : "pending",
  reference: refund.metadata?.reference ?? null,
});

const shapeTransfer = (transfer: Stripe.Transfer): TransferFacts => ({
  transferId: transfer.id,
  amountMinor: transfer.amount,
  reversedMinor: transfer.amount_reversed,
});

const shapePayout = (payout: Stripe.Payout): PayoutFacts => ({
  payoutId: payout.id,
  amountMinor: payout.amount,
  state:
    payout.status === "paid"
      ? "paid"
      : payout.status === "failed" || payout.status === "canceled"
        ? "failed"
        : "pending",
  failureCode: payout.failure_code,
});

/** What is written beside balances when money is the venue's own: not deposits, refunds or transfers. */
const OWN = [
  "application_fee",
  "application_fee_refund",
  "topup",
  "topup_reversal",
  "payout",
  "payout_cancel",
  "payout_failure",
];

/**
 * Stripe with Connect: refunds on the platform's own charges, and an account of the Express kind for each payee, under the full
 * service agreement (the one for recipients is for other countries than the platform's), with transfers as its only capability
 * and payouts by our call alone.
 */
export function createStripePayouts(settings: StripeSettings): PayoutGateway {
  const stripe = openStripe(settings);

  return {
    name: "stripe",

    async refund({ key, intentId, amountMinor, reference }) {
      const wish = { payment_intent: intentId, amount: amountMinor, metadata: { reference } };
      return shapeRefund(await ask(stripe.refunds.create(wish, { idempotencyKey: key })));
    },

    async refundsOf(intentId) {
      const list = stripe.refunds.list({ payment_intent: intentId, limit: 100 });
      return (await ask(list.autoPagingToArray({ limit: 1_000 }))).map(shapeRefund);
    },

    async openPayee({ key, memberId, email, country }) {
      const account = await ask(
        stripe.accounts.create(
          {
            country,
            email,
            business_type: "individual",
            controller: {
              fees: { payer: "application" },
              losses: { payments: "application" },
              requirement_collection: "stripe",
              stripe_dashboard: { type: "express" },
            },
            capabilities: { transfers: { requested: true } },
            settings: { payouts: { schedule: { interval: "manual" } } },
            metadata: { member: memberId },
          },
          { idempotencyKey: key },
        ),
      );
      return account.id;
    },

    async payeeLink(account, { returnUrl, refreshUrl }) {
      const wish = {
        account,
        type: "account_onboarding" as const,
        return_url: returnUrl,
        refresh_url: refreshUrl,
      };
      return (await ask(stripe.accountLinks.create(wish))).url;
    },

    async payeeState(account) {
      const found = await ask(stripe.accounts.retrieve(account));
      const bank = found.external_accounts?.data.find((one) => one.object === "bank_account");
      return {
        ready: found.payouts_enabled && found.capabilities?.transfers === "active",
        bank: bank?.object === "bank_account" ? `${bank.bank_name ?? ""} ··${bank.last4}`.trim() : null,
      };
    },

    async transfer({ key, account, amountMinor, currency, reference }) {
      const wish = {
        amount: amountMinor,
        currency: currency.toLowerCase(),
        destination: account,
        transfer_group: reference,
        metadata: { reference },
      };
      return shapeTransfer(await ask(stripe.transfers.create(wish, { idempotencyKey: key })));
    },

    async findTransfer(account, reference) {
      const found = await ask(stripe.transfers.list({ destination: account, transfer_group: reference, limit: 1 }));
      return found.data[0] ? shapeTransfer(found.data[0]) : null;
    },

    async reverse({ key, transferId }) {
      const before = await ask(stripe.transfers.retrieve(transferId));
      const known = before.reversals.data[0];
      if (before.reversed && known) return { reversalId: known.id };
      const made = await ask(stripe.transfers.createReversal(transferId, {}, { idempotencyKey: key }));
      return { reversalId: made.id };
    },

    async payOut({ key, account, amountMinor, currency, reference }) {
      const wish = { amount: amountMinor, currency: currency.toLowerCase(), metadata: { reference } };
      const options = { stripeAccount: account, idempotencyKey: key };
      return shapePayout(await ask(stripe.payouts.create(wish, options)));
    },

    async payoutsOf(account, reference) {
      const list = stripe.payouts.list({ limit: 100 }, { stripeAccount: account });
      const all = await ask(list.autoPagingToArray({ limit: 1_000 }));
      return all.filter((payout) => payout.metadata?.reference === reference).map(shapePayout);
    },

    async fetchPayout(account, payoutId) {
      return shapePayout(await ask(stripe.payouts.retrieve(payoutId, {}, { stripeAccount: account })));
    },

    async sumOwn() {
      const sums = new Map<string, number>();
      for (const type of OWN) {
        const list = stripe.balanceTransactions.list({ type, limit: 100 });
        for (const { currency, net } of await ask(list.autoPagingToArray({ limit: 10_000 })))
          sums.set(currency.toUpperCase(), (sums.get(currency.toUpperCase()) ?? 0) + net);
      }
      return [...sums].map(([currency, netMinor]) => ({ currency, netMinor }));
    },
  };
}
