import { AppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import type { FollowEventDeps } from "./follow-event";
import { type GatewayEvent, GatewayRefusal, type PaymentGateway, type WebhookEndpoint } from "./ports";
import { processWebhook } from "./process-webhooks";
import { insertEvent } from "./webhook-store";

/**
 * Takes in a webhook: signature, stored once, processed. It is stored before it is answered, so that nothing that was
 * acknowledged is lost; a processing that fails is tried again later and changes nothing of the answer. Throws
 * AppError `webhookForged` (400), with nothing stored, and what keeps the database from storing it.
 */
export async function receiveWebhook(
  deps: FollowEventDeps,
  gateway: PaymentGateway,
  delivery: { rawBody: string; signature: string; endpoint: WebhookEndpoint },
): Promise<{ eventId: string; fresh: boolean }> {
  let event: GatewayEvent;
  try {
    event = gateway.readEvent(delivery.rawBody, delivery.signature, delivery.endpoint);
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    log.warn("webhook_forged", {
      gateway: gateway.name,
      endpoint: delivery.endpoint,
      code: error.code,
      bytes: delivery.rawBody.length,
    });
    throw new AppError("webhookForged", 400, {}, { cause: error });
  }
  const fresh = await insertEvent(deps.db, gateway.name, event, deps.clock.now());
  if (fresh) await processWebhook(deps, gateway.name, event.eventId);
  return { eventId: event.eventId, fresh };
}
