import type { Database } from "@/server/kernel/db";
import type { GatewayEvent } from "./ports";

export interface EventRow {
  gateway: string;
  eventId: string;
  type: string;
  account: string | null;
  objectId: string | null;
  payload: unknown;
  attempts: number;
}

/** The hot statement of a webhook: stores it once. False when it was here before. */
export async function insertEvent(db: Database, gateway: string, event: GatewayEvent, now: Date): Promise<boolean> {
  const rows = await db.query<{ event_id: string }>({
    name: "webhook_insert",
    text: `insert into webhook_event (gateway, event_id, type, account, object_id, payload, next_at, received_at)
           values ($1, $2, $3, $4, $5, $6::jsonb, $7::timestamptz, $7::timestamptz)
           on conflict (gateway, event_id) do nothing returning event_id`,
    values: [gateway, event.eventId, event.type, event.account, event.objectId, JSON.stringify(event.payload), now],
  });
  return rows.length === 1;
}

type ClaimedRow = {
  gateway: string;
  event_id: string;
  type: string;
  account: string | null;
  object_id: string | null;
  payload: unknown;
  attempts: number;
};

/**
 * Takes up to `count` events that are due, for `leaseSeconds`; nobody else gets them meanwhile. With an id, that one
 * alone. One that a dead process held comes back when its lease ends.
 */
export async function claimEvents(
  db: Database,
  gateway: string,
  claim: { eventId: string | null; count: number; leaseSeconds: number; now: Date },
): Promise<EventRow[]> {
  const rows = await db.query<ClaimedRow>({
    name: "webhook_claim",
    text: `update webhook_event e set attempts = e.attempts + 1, next_at = $2::timestamptz + make_interval(secs => $3)
           from (select gateway, event_id from webhook_event
                 where gateway = $1 and state = 'pending' and next_at <= $2::timestamptz
                   and ($5::text is null or event_id = $5)
                 order by next_at limit $4 for update skip locked) due
           where e.gateway = due.gateway and e.event_id = due.event_id
           returning e.gateway, e.event_id, e.type, e.account, e.object_id, e.payload, e.attempts`,
    values: [gateway, claim.now, claim.leaseSeconds, claim.count, claim.eventId],
  });
  return rows.map((row) => ({
    gateway: row.gateway,
    eventId: row.event_id,
    type: row.type,
    account: row.account,
    objectId: row.object_id,
    payload: row.payload,
    attempts: row.attempts,
  }));
}

export async function endEvent(
  db: Database,
  event: Pick<EventRow, "gateway" | "eventId">,
  end: { state: "done" | "ignored" | "failed" | "pending"; at: Date; nextAt?: Date; error?: string },
): Promise<void> {
  await db.query({
    name: "webhook_end",
    text: `update webhook_event set state = $3, next_at = coalesce($4::timestamptz, next_at), last_error = $5,
             processed_at = case when $3 = 'pending' then null else $6::timestamptz end
           where gateway = $1 and event_id = $2 and state = 'pending'`,
    values: [event.gateway, event.eventId, end.state, end.nextAt ?? null, end.error ?? null, end.at],
  });
}

/** Makes events that were received since a moment wait again, whatever became of them. Returns how many. */
export async function reopenEvents(db: Database, gateway: string, since: Date, now: Date): Promise<number> {
  const rows = await db.query<{ event_id: string }>({
    text: `update webhook_event set state = 'pending', attempts = 0, next_at = $3::timestamptz, processed_at = null, last_error = null
           where gateway = $1 and received_at >= $2::timestamptz and state <> 'pending' returning event_id`,
    values: [gateway, since, now],
  });
  return rows.length;
}
