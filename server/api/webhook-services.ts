import type { FollowEventDeps } from "@/server/payments/follow-event";
import { followTicketDispute } from "@/server/tickets/follow-dispute";
import { settleOrder } from "@/server/tickets/settle-order";
import { followWholeRefund } from "@/server/tickets/void-tickets";
import { followDeposit } from "@/server/wallets/settle-deposit";
import type { Services } from "./services";
import { paymentServices, ticketServices } from "./ticket-services";
import { walletServices } from "./wallet-services";

/** What webhooks need: payments that know whom to tell. */
export function webhookServices(process: Services): FollowEventDeps {
  const tickets = ticketServices(process);
  return {
    ...paymentServices(process),
    ownAccount: { follow: (hint) => followDeposit(walletServices(process), hint) },
    fulfilment: {
      paymentChanged: async ({ orderId }) => {
        await settleOrder(tickets, orderId);
        await followWholeRefund(tickets, orderId);
      },
      disputeChanged: (change) => followTicketDispute(tickets, change),
    },
  };
}
