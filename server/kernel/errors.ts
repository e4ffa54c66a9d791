/**
 * What can be refused, as a typed error. `code` is stable and goes to API clients; pages look up
 * `errors.<code>` in the message files with `params`. `status` is the HTTP status it becomes.
 * Throw one of these for whatever a person or a program outside may cause; anything else is a fault of ours.
 */
export class AppError extends Error {
  override readonly name = "AppError";
  constructor(
    readonly code: string,
    readonly status: 400 | 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 451 | 500 | 502 | 503,
    readonly params: Record<string, string | number> = {},
    options?: { cause?: unknown },
  ) {
    super(code, options);
  }
}

export function isAppError(error: unknown): error is AppError {
  return error instanceof AppError || (error as { name?: string } | null)?.name === "AppError";
}
