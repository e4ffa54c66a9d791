import { createCheckoutComGateway } from "@/server/payments/adapters/checkout-com";
import { createStripeGateway } from "@/server/payments/adapters/stripe";
import { gatewaysOf } from "@/server/payments/gateways";
import type { Gateways, PaymentGateway } from "@/server/payments/ports";
import type { Services } from "./services";

const opened = new WeakMap<object, Gateways>();

/** The gateways of a process, opened once: those that are offered, and those whose keys are still there. */
export function venueGateways(process: Pick<Services, "environment">): Gateways {
  const { environment } = process;
  let gateways = opened.get(environment);
  if (!gateways) {
    gateways = gatewaysOf(configured(environment), environment.PAYMENT_GATEWAYS);
    opened.set(environment, gateways);
  }
  return gateways;
}

function configured(environment: Services["environment"]): PaymentGateway[] {
  const gateways: PaymentGateway[] = [];
  if (environment.STRIPE_SECRET_KEY)
    gateways.push(
      createStripeGateway({
        secretKey: environment.STRIPE_SECRET_KEY,
        apiBase: environment.STRIPE_API_BASE,
        webhookSecret: environment.STRIPE_WEBHOOK_SECRET,
        connectWebhookSecret: environment.STRIPE_CONNECT_WEBHOOK_SECRET,
      }),
    );
  if (environment.CHECKOUT_COM_SECRET_KEY)
    gateways.push(
      createCheckoutComGateway({
        secretKey: environment.CHECKOUT_COM_SECRET_KEY,
        clientId: environment.CHECKOUT_COM_CLIENT_ID,
        clientSecret: environment.CHECKOUT_COM_CLIENT_SECRET,
        entityId: environment.CHECKOUT_COM_ENTITY,
        channelId: environment.CHECKOUT_COM_CHANNEL,
        webhookSecret: environment.CHECKOUT_COM_WEBHOOK_SECRET,
        apiBase: environment.CHECKOUT_COM_API_BASE,
        dashboardUrl: environment.CHECKOUT_COM_DASHBOARD,
        pageMinutes: environment.CHECKOUT_COM_PAGE_MINUTES,
      }),
    );
  return gateways;
}
