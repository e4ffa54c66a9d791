import type { OpenHolds } from "@/server/people/ports";
import { recheckOrders } from "@/server/tickets/recheck-orders";
import type { Services } from "./services";
import { ticketServices } from "./ticket-services";

/** What a change of residence or age has to reach at once (J11): the member's open holds are decided again. */
export function openHolds(process: Services): OpenHolds {
  return { reviewAfterResidenceChange: (memberId) => recheckOrders(ticketServices(process), memberId) };
}
