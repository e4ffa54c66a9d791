import { wordsOf } from "@/i18n/words";
import type { Outbox } from "@/server/kernel/outbox";
import { createStripeGateway } from "@/server/payments/adapters/stripe";
import type { OpenCheckoutDeps } from "@/server/payments/open-checkout";
import { paymentDesk } from "@/server/payments/payment-desk";
import type { PaymentGateway } from "@/server/payments/ports";
import { GIFT, ORDER_ENDED, RECEIPT } from "@/server/tickets/letters";
import { sendGift, sendOrderEnded, sendReceipt } from "@/server/tickets/send-order-letter";
import type { SettleOrderDeps } from "@/server/tickets/settle-order";
import type { StartCheckoutDeps } from "@/server/tickets/start-checkout";
import { refundVoided } from "@/server/tickets/void-tickets";
import { decideEntryWith } from "./decide-entry";
import type { Services } from "./services";

const gateways = new WeakMap<object, PaymentGateway>();

/** The gateway of a process, opened once. */
export function gatewayOf(process: Services): PaymentGateway {
  const { environment } = process;
  let gateway = gateways.get(environment);
  if (!gateway) {
    gateway = createStripeGateway({
      secretKey: environment.STRIPE_SECRET_KEY,
      apiBase: environment.STRIPE_API_BASE,
      webhookSecret: environment.STRIPE_WEBHOOK_SECRET,
      connectWebhookSecret: environment.STRIPE_CONNECT_WEBHOOK_SECRET,
    });
    gateways.set(environment, gateway);
  }
  return gateway;
}

/** What payments need; buyers come back from the hosted page to the order's own page, whatever happened there. */
export function paymentServices(process: Services): OpenCheckoutDeps {
  return {
    db: process.db,
    clock: process.clock,
    gateway: gatewayOf(process),
    returnUrl: (orderId) => `${process.environment.APP_URL}/orders/${orderId}`,
  };
}

/** What orders need, from hold to settlement. */
export function ticketServices(process: Services): StartCheckoutDeps {
  return {
    db: process.db,
    kv: process.kv,
    clock: process.clock,
    decideEntry: decideEntryWith(process),
    desk: paymentDesk(paymentServices(process)),
    board: {
      // Pages that watch ask for the figures themselves; the message only says that there is something to ask.
      salesChanged: (raffleId) => process.realtime.publish(`raffle-${raffleId}`, "sales", {}),
    },
    holdSeconds: process.environment.HOLD_SECONDS,
  };
}

/** Names what sends the messages of orders: receipts, endings, refunds. */
export function onTicketMessages(outbox: Outbox, process: Services): Outbox {
  const letters = {
    db: process.db,
    mail: process.mail,
    appUrl: process.environment.APP_URL,
    words: wordsOf,
  };
  const settle: SettleOrderDeps = ticketServices(process);
  return outbox
    .on<{ orderId: string }>(RECEIPT, (job, { id }) => sendReceipt(letters, job, id))
    .on<{ orderId: string }>(GIFT, (job, { id }) => sendGift(letters, job, id))
    .on<{ orderId: string }>(ORDER_ENDED, (job, { id }) => sendOrderEnded(letters, job, id))
    .on<Parameters<typeof refundVoided>[1]>("payment.refund", (job) => refundVoided(settle, job));
}
