import { readBody } from "@/server/api/limited-body";
import { isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import type { FollowEventDeps } from "@/server/payments/follow-event";
import type { WebhookEndpoint } from "@/server/payments/ports";
import { receiveWebhook } from "@/server/payments/receive-webhook";

/** The largest event the gateway sends is a tenth of this. */
const BODY_LIMIT_BYTES = 512 * 1024;

/**
 * Answers a delivery of a gateway's: 200 when it is stored, now or before; 400 when it is forged; 413 when it is too
 * large; 404 when this venue has no such gateway; 503 when it could not be stored, so that the gateway sends it again.
 */
export async function answerWebhook(
  deps: FollowEventDeps,
  request: Request,
  { gateway: name, endpoint = "platform" }: { gateway: string; endpoint?: WebhookEndpoint },
): Promise<Response> {
  const answer = (status: number, body: Record<string, unknown>): Response =>
    Response.json(body, { status, headers: { "cache-control": "no-store" } });
  const gateway = deps.gateways.all.find((one) => one.name === name);
  if (!gateway) return answer(404, { error: { code: "notFound" } });
  try {
    // The signature is over the bytes as they came.
    const body = new TextDecoder().decode(await readBody(request, BODY_LIMIT_BYTES));
    const signature = request.headers.get(gateway.signatureHeader) ?? "";
    const { fresh } = await receiveWebhook(deps, gateway, { rawBody: body, signature, endpoint });
    return answer(200, { received: true, fresh });
  } catch (error) {
    if (isAppError(error) && error.status < 500) return answer(error.status, { error: { code: error.code } });
    log.error("webhook_not_stored", { gateway: name, endpoint, error });
    return answer(503, { error: { code: "notStored" } });
  }
}
