import type { FollowEventDeps } from "@/server/payments/follow-event";
import { followTicketDispute } from "@/server/tickets/follow-dispute";
import { settleOrder } from "@/server/tickets/settle-order";
import { followWholeRefund } from "@/server/tickets/void-tickets";
import type { Services } from "./services";
import { paymentServices, ticketServices } from "./ticket-services";
import { ownAccount } from "./wallet-services";

/** What webhooks need: payments that know whom to tell. */
export function webhookServices(process: Services): FollowEventDeps {
  const tickets = ticketServices(process);
  return {
    ...paymentServices(process),
    // Without the keys of the gateway at which members' money would lie there is none of it.
    ...(process.environment.STRIPE_SECRET_KEY ? { ownAccount: ownAccount(process) } : {}),
    fulfilment: {
      paymentChanged: async ({ orderId }) => {
        await settleOrder(tickets, orderId);
        await followWholeRefund(tickets, orderId);
      },
      disputeChanged: (change) => followTicketDispute(tickets, change),
    },
  };
}
