import type { DepositDeps } from "@/server/wallets/start-deposit";
import { venueGateways } from "./gateway-services";
import type { Services } from "./services";

/** What deposits need; members come back to their wallet, whatever happened on the gateway's page. */
export function walletServices(process: Services): DepositDeps {
  return {
    db: process.db,
    clock: process.clock,
    gateway: venueGateways(process).first,
    returnUrl: (depositId) => `${process.environment.APP_URL}/wallet?deposit=${depositId}`,
  };
}
