import Stripe from "stripe";
import type { AppError } from "@/server/kernel/errors";
import { GatewayRefusal, gatewayUnavailable } from "../ports";

export interface StripeSettings {
  secretKey: string;
  /** Such as http://127.0.0.1:12111 for a stand-in; empty means Stripe's own address. */
  apiBase: string;
  webhookSecret: string;
  connectWebhookSecret: string;
  timeoutMs?: number;
}

/** What stands above knows these by words of its own. */
const WORDS: Record<string, string> = { account_invalid: "accountClosed" };

/** Whether Stripe said no, or nobody knows. A key in use means that the first call is still under way. */
export function translate(error: unknown): GatewayRefusal | AppError {
  if (error instanceof GatewayRefusal) return error;
  if (error instanceof Stripe.errors.StripeIdempotencyError)
    return new GatewayRefusal("keyConflict", error.message, { cause: error });
  const answered =
    error instanceof Stripe.errors.StripeInvalidRequestError ||
    error instanceof Stripe.errors.StripeCardError ||
    error instanceof Stripe.errors.StripePermissionError;
  if (answered && error.statusCode !== 409)
    return new GatewayRefusal(WORDS[error.code ?? ""] ?? error.code ?? "refused", error.message, { cause: error });
  return gatewayUnavailable(error);
}

export async function ask<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    throw translate(error);
  }
}

/** The client of one venue's Stripe, for whatever is asked of it. */
export function openStripe(settings: StripeSettings): Stripe {
  const base = settings.apiBase ? new URL(settings.apiBase) : null;
  return new Stripe(settings.secretKey, {
    ...(base
      ? {
          host: base.hostname,
          port: base.port || (base.protocol === "https:" ? 443 : 80),
          protocol: base.protocol === "https:" ? ("https" as const) : ("http" as const),
        }
      : {}),
    maxNetworkRetries: 1,
    timeout: settings.timeoutMs ?? 15_000,
    telemetry: false,
    appInfo: { name: "Drawbridge" },
  });
}
