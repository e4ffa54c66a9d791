import { AppError } from "../errors";
import type { Mail } from "../mail";

export interface ResendOptions {
  apiKey: string;
  from: string;
  /** Empty means Resend's own address. */
  baseUrl?: string;
}

/** Mail through Resend. */
export function resendMail(options: ResendOptions): Mail {
  return {
    send: async ({ to, subject, text, html, replyTo, headers, idempotencyKey }) => {
      // Loaded at the first mail: the module is large and most processes never send one.
      const { Resend } = await import("resend");
      const client = new Resend(options.apiKey, options.baseUrl ? { baseUrl: options.baseUrl } : {});
      const message = {
        from: options.from,
        to,
        subject,
        text,
        ...(html ? { html } : {}),
        ...(replyTo ? { replyTo } : {}),
        ...(headers ? { headers: { ...headers } } : {}),
      };
      const { data, error } = await client.emails.send(message, { idempotencyKey });
      if (data) return { id: data.id };
      const refused = error?.name === "validation_error" || error?.name === "missing_required_field";
      throw new AppError(refused ? "mail_refused" : "mail_unavailable", refused ? 422 : 502, {}, { cause: error });
    },
  };
}
