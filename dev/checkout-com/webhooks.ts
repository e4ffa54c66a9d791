import { createHmac } from "node:crypto";
import type { Event } from "./book";

/** The `Cko-Signature` header of a payload: what the vendor computes over the bytes it sends. */
export const signatureOf = (payload: string, secret: string): string =>
  createHmac("sha256", secret).update(payload, "utf8").digest("hex");

const RETRY_SECONDS = [1, 2, 5, 10, 30, 60, 300, 900, 3_600];

/** Sends events to the one address that a workflow names, until it answers 2xx, with growing pauses. */
export class WebhookSender {
  private readonly timers = new Set<NodeJS.Timeout>();
  private underway = 0;
  private closed = false;
  delivered = 0;
  failed = 0;

  constructor(readonly endpoint: { url: string; secret: string } | null) {}

  send(event: Event, attempt = 0): void {
    if (!this.endpoint || this.closed) return;
    const pause = attempt === 0 ? 0 : RETRY_SECONDS[attempt - 1];
    if (pause === undefined) return;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void this.attempt(event, attempt);
    }, pause * 1000);
    timer.unref();
    this.timers.add(timer);
  }

  private async attempt(event: Event, attempt: number): Promise<void> {
    const { url, secret } = this.endpoint!;
    this.underway++;
    const body = JSON.stringify(event);
    let arrived = false;
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json; charset=utf-8", "cko-signature": signatureOf(body, secret) },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(20_000),
      });
      await answer.arrayBuffer();
      arrived = answer.ok;
    } catch {
      // Nobody listens, or the connection broke: tried again below, as the real one does.
      arrived = false;
    }
    this.underway--;
    if (arrived) this.delivered++;
    else {
      this.failed++;
      this.send(event, attempt + 1);
    }
  }

  get isIdle(): boolean {
    return this.underway === 0 && this.timers.size === 0;
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }
}
