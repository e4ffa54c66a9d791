import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/**
 * How requests to a lottery server, and its answers, are signed: HMAC-SHA256 under a shared secret over what is said. A
 * nonce is used once, so that a request that was overheard cannot be sent again; an answer names the nonce it answers.
 */
export interface SignedRequest {
  readonly method: string;
  /** Path with query, as sent. */
  readonly target: string;
  readonly timestampSeconds: number;
  readonly nonce: string;
  readonly body: string;
}

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
const mac = (secret: string, lines: Array<string | number>) =>
  createHmac("sha256", secret).update(lines.join("\n")).digest("hex");

export function signRequest(secret: string, { method, target, timestampSeconds, nonce, body }: SignedRequest): string {
  return mac(secret, ["request", method, target, timestampSeconds, nonce, digest(body)]);
}

export function signAnswer(secret: string, answer: { nonce: string; status: number; body: string }): string {
  return mac(secret, ["answer", answer.nonce, answer.status, digest(answer.body)]);
}

/** Compares without telling by its time how much was right. */
export function sameSignature(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
