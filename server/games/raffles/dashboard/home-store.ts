import type { Reader } from "@/server/kernel/db";
import type { Attention } from "./read-home";

/** Raffles of an organisation that wait for somebody, by reason. One statement, so that it is of one moment. */
export async function attentionOf(reader: Reader, organisationId: string, now: Date): Promise<Attention[]> {
  const rows = await reader.query<{ reason: Attention["reason"]; id: string; title: string }>({
    text: `with own as (select g.*, r.title from game g join raffle r on r.game_id = g.id
                         where g.organisation_id = $1::uuid and g.state <> 'archived')
           select 'stopped' as reason, o.id, o.title from own o
            where exists (select 1 from game_stop s where s.game_id = o.id and s.lifted_at is null)
           union all
           select 'refused', o.id, o.title from own o
            where o.state = 'draft' and (select q.state from activation_request q where q.raffle_id = o.id
                                          order by q.requested_at desc limit 1) = 'refused'
           union all
           select 'missed', o.id, o.title from own o
            where exists (select 1 from drawing d where d.raffle_id = o.id and d.state = 'missed')
           union all
           select 'hand-due', o.id, o.title from own o
            where o.state in ('active', 'suspended') and exists (
                    select 1 from drawing d where d.raffle_id = o.id and d.method = 'hand' and d.state not in ('drawn', 'cancelled', 'missed')
                       and (case when d.kind = 'early-bird' then d.triggered_at is not null else o.closes_at <= $2::timestamptz end))
           union all
           select 'books-out', o.id, o.title from own o
            where o.closes_at <= $2::timestamptz and exists (
                    select 1 from seller_book b where b.raffle_id = o.id and b.state = 'issued')
           union all
           select 'waiting', o.id, o.title from own o
            where exists (select 1 from activation_request q where q.raffle_id = o.id and q.state = 'open')
            order by 1, 3`,
    values: [organisationId, now],
  });
  const order: Attention["reason"][] = ["stopped", "missed", "hand-due", "books-out", "refused", "waiting"];
  return order
    .map((reason) => ({
      reason,
      raffles: rows.filter((row) => row.reason === reason).map(({ id, title }) => ({ id, title })),
    }))
    .filter(({ raffles }) => raffles.length > 0);
}
