import { createHmac } from "node:crypto";
import type { StripeEvent } from "./objects";
import { type Delivery, randomText, type State } from "./state";

export interface WebhookEndpoint {
  url: string;
  secret: string;
  /** A Connect endpoint gets the events of connected accounts, and no others; a platform endpoint the rest. */
  connect: boolean;
}

/** How badly deliveries behave; all zero is good behaviour. */
export interface WebhookManners {
  delayMs: number;
  /** Further copies of each delivery. */
  duplicates: number;
  /** Of a hundred deliveries this many never arrive and are not tried again. */
  dropPercent: number;
  /** Each delivery waits a random time up to this, so that their order is lost. */
  shuffleMs: number;
}

export const GOOD_MANNERS: WebhookManners = { delayMs: 0, duplicates: 0, dropPercent: 0, shuffleMs: 0 };
const RETRY_SECONDS = [1, 2, 5, 10, 30, 60, 300, 900, 3_600];

/** The `Stripe-Signature` header of a payload at a Unix time in seconds. */
export function signatureHeader(payload: string, secret: string, atSeconds: number): string {
  const signature = createHmac("sha256", secret).update(`${atSeconds}.${payload}`).digest("hex");
  return `t=${atSeconds},v1=${signature}`;
}

/** Sends events to the registered endpoints until they answer 2xx, with growing pauses. */
export class WebhookSender {
  manners: WebhookManners = { ...GOOD_MANNERS };
  private timers = new Map<string, NodeJS.Timeout>();
  private underway = 0;
  private closed = false;
  delivered = 0;
  failed = 0;

  constructor(
    private readonly state: State,
    readonly endpoints: WebhookEndpoint[],
    private readonly retrySeconds: number[] = RETRY_SECONDS,
  ) {
    for (const delivery of state.deliveries) this.schedule(delivery);
  }

  /** Queues an event for every endpoint that is to have it; returns how many. */
  send(event: StripeEvent): number {
    let count = 0;
    for (const [at, endpoint] of this.endpoints.entries()) {
      if (endpoint.connect !== (event.account !== undefined)) continue;
      count++;
      for (let copy = 0; copy <= this.manners.duplicates; copy++) {
        if (Math.random() * 100 < this.manners.dropPercent) continue;
        const wait = this.manners.delayMs + Math.random() * this.manners.shuffleMs;
        this.queue({ id: randomText(16), eventId: event.id, endpoint: at, attempt: 0, dueMs: Date.now() + wait });
      }
    }
    return count;
  }

  private queue(delivery: Delivery): void {
    this.state.deliveries.push(delivery);
    this.schedule(delivery);
  }

  private schedule(delivery: Delivery): void {
    if (this.closed) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(delivery.id);
        void this.attempt(delivery);
      },
      Math.max(0, delivery.dueMs - Date.now()),
    );
    timer.unref();
    this.timers.set(delivery.id, timer);
  }

  private async attempt(delivery: Delivery): Promise<void> {
    this.underway++;
    const endpoint = this.endpoints[delivery.endpoint];
    const event = this.state.find(delivery.eventId)?.value;
    let arrived = false;
    if (endpoint && event) {
      const payload = JSON.stringify(event, null, 2);
      try {
        const answer = await fetch(endpoint.url, {
          method: "POST",
          headers: {
            "content-type": "application/json; charset=utf-8",
            "user-agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "stripe-signature": signatureHeader(payload, endpoint.secret, Math.floor(Date.now() / 1000)),
          },
          body: payload,
          redirect: "manual",
          signal: AbortSignal.timeout(20_000),
        });
        await answer.arrayBuffer();
        arrived = answer.status >= 200 && answer.status < 300;
      } catch {
        // Nobody listens, or the connection broke: tried again below, as the real one does.
        arrived = false;
      }
    }
    this.state.deliveries = this.state.deliveries.filter((other) => other.id !== delivery.id);
    if (arrived) this.delivered++;
    else {
      this.failed++;
      const pause = this.retrySeconds[delivery.attempt];
      if (pause !== undefined && endpoint && !this.closed)
        this.queue({ ...delivery, attempt: delivery.attempt + 1, dueMs: Date.now() + pause * 1000 });
    }
    this.state.save();
    this.underway--;
  }

  /** Sends whatever waits now, retries included. */
  flush(): void {
    for (const delivery of this.state.deliveries) {
      const timer = this.timers.get(delivery.id);
      if (!timer) continue;
      clearTimeout(timer);
      this.timers.delete(delivery.id);
      void this.attempt(delivery);
    }
  }

  /** Resolves when nothing is under way or due within a second, or throws after `timeoutMs`. */
  async idle(timeoutMs = 15_000): Promise<void> {
    const until = Date.now() + timeoutMs;
    while (this.underway > 0 || this.state.deliveries.some((delivery) => delivery.dueMs < Date.now() + 1_000)) {
      if (Date.now() > until) throw new Error("webhook deliveries are still under way");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  close(): void {
    this.closed = true;
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }
}
