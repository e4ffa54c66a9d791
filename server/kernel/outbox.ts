import type { Clock } from "./clock";
import type { Database, Tx } from "./db";
import { newId } from "./ids";
import { log } from "./log";

export interface OutboxMessage {
  /** Which handler it is for, such as `mail.receipt`. */
  kind: string;
  /** JSON; ids and not copies of what may change. */
  payload: unknown;
  /** Written once: a second message with the same key is dropped, for good. */
  dedupeKey?: string;
  /** Not before then. */
  notBefore?: Date;
}

/** What a handler is given. It may be called again for the same `id`, so it hands `id` on as its idempotency key. */
export interface OutboxDelivery {
  id: string;
  attempt: number;
}

export type OutboxHandler<Payload = unknown> = (payload: Payload, delivery: OutboxDelivery) => Promise<void>;

const listeners = new Set<() => void>();

/**
 * Writes messages in the same transaction as what they speak of; they go out after its commit and never without it.
 * Returns how many were new.
 */
export async function enqueue(tx: Tx, messages: OutboxMessage[], now: Date): Promise<number> {
  if (messages.length === 0) return 0;
  const { count } = await tx.outbox.createMany({
    data: messages.map(({ kind, payload, dedupeKey, notBefore }) => ({
      id: newId(now.getTime()),
      kind,
      payload: payload as never,
      dedupeKey: dedupeKey ?? null,
      createdAt: now,
      nextAt: notBefore ?? now,
    })),
    skipDuplicates: true,
  });
  tx.afterCommit(() => {
    for (const listener of listeners) listener();
  });
  return count;
}

interface OutboxRow {
  id: string;
  kind: string;
  payload: unknown;
  attempts: number;
}

export interface DispatchReport {
  sent: number;
  failed: number;
  givenUp: number;
}

/** How long one claim lasts: a dispatcher that died gives its messages up after this. */
const LEASE_SECONDS = 60;
const MAXIMUM_ATTEMPTS = 12;

/** Seconds until the next try: 5, 10, 20 … up to an hour. */
export function backoffSeconds(attempt: number): number {
  return Math.min(3600, 5 * 2 ** Math.max(0, attempt - 1));
}

/**
 * Sends what is due. Any number may run at once, in one process or many: each message is claimed by one of them
 * (SKIP LOCKED) and sent at least once. Handlers run outside any transaction.
 */
export class Outbox {
  private readonly handlers = new Map<string, OutboxHandler>();
  private running: Promise<DispatchReport> | null = null;
  private again = false;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Names what sends messages of `kind`. Once a kind. */
  on<Payload>(kind: string, handler: OutboxHandler<Payload>): this {
    if (this.handlers.has(kind)) throw new Error(`The outbox already has a handler for ${kind}.`);
    this.handlers.set(kind, handler as OutboxHandler);
    return this;
  }

  get kinds(): string[] {
    return [...this.handlers.keys()];
  }

  /** Sends soon after each commit of this process. Returns how to stop that. */
  sendAfterCommits(): () => void {
    const listener = () => {
      this.nudge();
    };
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  private nudge(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.dispatch()
      .catch((error) => {
        log.error("outbox_failed", { error });
        return { sent: 0, failed: 0, givenUp: 0 };
      })
      .finally(() => {
        this.running = null;
        if (this.again) {
          this.again = false;
          this.nudge();
        }
      });
  }

  /** Waits until what {@link sendAfterCommits} began is through; for tests and a clean end. */
  async settled(): Promise<void> {
    while (this.running) await this.running;
  }

  /** Sends everything that is due now, in the order it was written, and says what became of it. */
  async dispatch(limit = 1000): Promise<DispatchReport> {
    const report: DispatchReport = { sent: 0, failed: 0, givenUp: 0 };
    while (report.sent + report.failed + report.givenUp < limit) {
      const rows = await this.claim(Math.min(20, limit));
      if (rows.length === 0) break;
      for (const row of rows) report[await this.deliver(row)] += 1;
    }
    return report;
  }

  private claim(count: number): Promise<OutboxRow[]> {
    const now = this.clock.now();
    return this.db.query<OutboxRow>({
      name: "outbox_claim",
      text: `update outbox set next_at = $1::timestamptz + make_interval(secs => $2), attempts = attempts + 1
             where id in (
               select id from outbox
               where done_at is null and next_at <= $1 and attempts < $3 and kind = any($4)
               order by next_at, id limit $5 for update skip locked
             )
             returning id, kind, payload, attempts`,
      values: [now, LEASE_SECONDS, MAXIMUM_ATTEMPTS, this.kinds, count],
    });
  }

  private async deliver(row: OutboxRow): Promise<keyof DispatchReport> {
    try {
      await this.handlers.get(row.kind)!(row.payload, { id: row.id, attempt: row.attempts });
      await this.db.query({
        text: "update outbox set done_at = $2, last_error = null where id = $1::uuid",
        values: [row.id, this.clock.now()],
      });
      return "sent";
    } catch (error) {
      const last = row.attempts >= MAXIMUM_ATTEMPTS;
      const next = new Date(this.clock.now().getTime() + backoffSeconds(row.attempts) * 1000);
      await this.db.query({
        text: "update outbox set next_at = $2, last_error = $3 where id = $1::uuid",
        values: [row.id, next, String((error as Error)?.message ?? error).slice(0, 1000)],
      });
      log[last ? "error" : "warn"](last ? "outbox_given_up" : "outbox_retry", { id: row.id, kind: row.kind, error });
      return last ? "givenUp" : "failed";
    }
  }
}
