import type { z } from "zod";
import type { StripeEvent } from "./objects";
import type { State } from "./state";
import type { WebhookSender } from "./webhooks";

export const API_VERSION = "2026-10-28.endive";

/** What one API call may use. */
export interface Call {
  state: State;
  /** From `Stripe-Account`; null when the platform calls for itself. */
  account: string | null;
  requestId: string | null;
  idempotencyKey: string | null;
  /** Where people's browsers reach this server; without a trailing slash. */
  publicUrl: string;
  sender: WebhookSender;
}

/** One endpoint of the API. `path` has `:name` for each id, given to `run` in order. */
export interface Route {
  method: "GET" | "POST";
  path: string;
  params: z.ZodType;
  run(call: Call, params: never, ids: string[]): unknown;
}

/** Ties the type of the parameters to their schema. */
export function route<Schema extends z.ZodType>(
  method: Route["method"],
  path: string,
  params: Schema,
  run: (call: Call, params: z.infer<Schema>, ids: string[]) => unknown,
): Route {
  return { method, path, params, run: run as Route["run"] };
}

/** Records an event with the object as it is now, and sends it. */
export function emit(
  call: Call,
  type: string,
  account: string | null,
  object: unknown,
  previous?: Record<string, unknown>,
): void {
  const event: StripeEvent = {
    id: call.state.newId("event"),
    object: "event",
    ...(account ? { account } : {}),
    api_version: API_VERSION,
    created: call.state.nowSeconds(),
    data: { object: structuredClone(object), ...(previous ? { previous_attributes: previous } : {}) },
    livemode: false,
    pending_webhooks: 0,
    request: { id: call.requestId, idempotency_key: call.idempotencyKey },
    type,
  };
  call.state.add("event", account, event);
  event.pending_webhooks = call.sender.send(event);
}
