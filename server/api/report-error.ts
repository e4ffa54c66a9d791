import { AppError, isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";

/** How an error leaves the house: `code` is the key of a text under `errors.`, `params` fill its gaps. */
export interface PublicError {
  code: string;
  status: number;
  params: Record<string, string | number>;
  correlationId: string;
}

/**
 * Turns whatever was thrown into what may be told, and logs it once: refusals as information, faults of ours with
 * their stack. Nothing of an unforeseen error but the correlation id leaves the house.
 */
export function reportError(error: unknown, correlationId: string, where: string): PublicError {
  const cause = isAppError(error) ? error : (error as { cause?: unknown } | null)?.cause;
  if (isAppError(cause)) {
    const { code, status, params } = cause;
    const write = status >= 500 ? log.error : log.info;
    write("refused", { correlationId, where, code, status, params, ...(status >= 500 ? { error: cause } : {}) });
    return { code, status, params, correlationId };
  }
  log.error("failed", { correlationId, where, error });
  return { code: "unexpected", status: 500, params: {}, correlationId };
}

/** A route handler's answer to an error. */
export function errorResponse(error: unknown, correlationId: string, where: string): Response {
  const told = reportError(error, correlationId, where);
  return Response.json({ error: told }, { status: told.status, headers: { "cache-control": "no-store" } });
}

/**
 * Refuses a request that changes something but was sent by another site's page (403 `foreignOrigin`). Browsers say
 * where a request comes from; whoever is no browser has no cookies to abuse.
 */
export function requireSameOrigin(headers: Pick<Headers, "get">, ownUrl: string): void {
  const site = headers.get("sec-fetch-site");
  if (site && site !== "same-origin" && site !== "none") throw new AppError("foreignOrigin", 403);
  const origin = headers.get("origin");
  if (!origin || site === "same-origin") return;
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  const known = [ownUrl, host ? `http://${host}` : "", host ? `https://${host}` : ""];
  if (!known.filter(Boolean).some((url) => new URL(url).origin === origin)) throw new AppError("foreignOrigin", 403);
}
