import { wordsOf } from "@/i18n/words";
import type { Outbox } from "@/server/kernel/outbox";
import type { Realtime } from "@/server/kernel/realtime";
import type { OpenCheckoutDeps } from "@/server/payments/open-checkout";
import { paymentDesk } from "@/server/payments/payment-desk";
import { GIFT, ORDER_ENDED, RECEIPT } from "@/server/tickets/letters";
import type { SalesBoard } from "@/server/tickets/ports";
import { sendGift, sendOrderEnded, sendReceipt } from "@/server/tickets/send-order-letter";
import type { SettleOrderDeps } from "@/server/tickets/settle-order";
import type { StartCheckoutDeps } from "@/server/tickets/start-checkout";
import { refundVoided } from "@/server/tickets/void-tickets";
import { decideEntryWith } from "./decide-entry";
import { venueGateways } from "./gateway-services";
import type { Services } from "./services";

/** What payments need; buyers come back from the hosted page to the order's own page, whatever happened there. */
export function paymentServices(process: Services): OpenCheckoutDeps {
  return {
    db: process.db,
    clock: process.clock,
    gateways: venueGateways(process),
    returnUrl: (orderId) => `${process.environment.APP_URL}/orders/${orderId}`,
  };
}

const boards = new WeakMap<Realtime, SalesBoard>();

/** One a process, so that what is sold in many requests is told together. */
function boardOf(realtime: Realtime): SalesBoard {
  let board = boards.get(realtime);
  if (!board) {
    board = {
      // Pages that watch ask for the figures themselves; the message only says that there is something to ask.
      salesChanged: (...raffleIds) =>
        realtime.publish(
          raffleIds.map((raffleId) => `raffle-${raffleId}`),
          "sales",
          {},
        ),
    };
    boards.set(realtime, board);
  }
  return board;
}

/** What orders need, from hold to settlement. */
export function ticketServices(process: Services): StartCheckoutDeps {
  return {
    db: process.db,
    kv: process.kv,
    clock: process.clock,
    decideEntry: decideEntryWith(process),
    desk: paymentDesk(paymentServices(process)),
    board: boardOf(process.realtime),
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
