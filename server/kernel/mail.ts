/** One mail to one person. Text is for every reader, HTML beside it for those who show it. */
export interface MailMessage {
  to: string;
  subject: string;
  text: string;
  html?: string;
  replyTo?: string;
  /** Further header lines, such as `List-Unsubscribe`. */
  headers?: Readonly<Record<string, string>>;
  /** The same key within a day sends once. */
  idempotencyKey: string;
}

export interface Mail {
  /** Hands the mail over and returns the vendor's id. `mail_unavailable` may be retried, `mail_refused` may not. */
  send(message: MailMessage): Promise<{ id: string }>;
}
