import { type Gateways, gatewayUnavailable, type PaymentGateway } from "./ports";

/**
 * The gateways of a venue. `offered` names those at which accounts may be opened, the venue's own first; the others that are
 * configured go on serving the payments that were begun on them. Throws where one is offered that is not configured.
 */
export function gatewaysOf(configured: readonly PaymentGateway[], offered?: readonly string[]): Gateways {
  const byName = new Map(configured.map((gateway) => [gateway.name, gateway]));
  const open = (offered ?? [...byName.keys()]).map((name) => {
    const gateway = byName.get(name);
    if (!gateway) throw new Error(`the gateway ${name} is offered and not configured`);
    return gateway;
  });
  const first = open[0];
  if (!first) throw new Error("no gateway is offered");
  return {
    first,
    offered: open,
    all: configured,
    of(name) {
      const gateway = byName.get(name);
      if (!gateway) throw gatewayUnavailable(new Error(`the gateway ${name} is not configured`));
      return gateway;
    },
  };
}
