/** An answer in Stripe's error envelope. `type` decides which error class the vendor's SDK throws. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly type: "invalid_request_error" | "card_error" | "idempotency_error" | "api_error",
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message);
  }

  body(requestId: string): { error: Record<string, unknown> } {
    return {
      error: {
        ...this.details,
        message: this.message,
        request_log_url: `https://dashboard.stripe.com/test/logs/${requestId}`,
        type: this.type,
      },
    };
  }
}

export function invalid(message: string, details: Record<string, unknown> = {}, status = 400): ApiError {
  return new ApiError(status, "invalid_request_error", message, details);
}

/** What Stripe answers for an object that is not there, or that belongs to another account. */
export function missing(kind: string, id: string, param = "id"): ApiError {
  return invalid(`No such ${kind}: '${id}'`, { code: "resource_missing", param }, 404);
}
