import { venueGateways } from "@/server/api/gateway-services";
import type { ConnectAccountDeps } from "@/server/payments/connect-account";
import { type OrganiserScope, organiserScope } from "../scope";

export const MONEY_PATH = "/organisation/money";

/** The authority over an organisation's money, and what its accounts at the gateway need. */
export async function moneyScope(organisationId?: string): Promise<OrganiserScope & { payments: ConnectAccountDeps }> {
  const scope = await organiserScope(MONEY_PATH, organisationId);
  const { context } = scope;
  return { ...scope, payments: { db: context.db, clock: context.clock, gateways: venueGateways(context) } };
}
