import type { Reader } from "@/server/kernel/db";
import { MONEY_COLUMNS, type MoneyEntry } from "./money-report";

/** The time zone an organisation's days are counted in: that of its governing area or the nearest above it. */
export async function findOrganisationZone(reader: Reader, organisationId: string): Promise<string> {
  const [row] = await reader.query<{ zone: string | null }>({
    text: `with recursive up as (
             select governing_area_id as id, 0 as far from organisation where id = $1::uuid
             union select p.parent_id, up.far + 1 from area_parent p join up on up.id = p.child_id)
           select a.time_zone as zone from up join area a on a.id = up.id where a.time_zone is not null order by up.far limit 1`,
    values: [organisationId],
  });
  return row?.zone ?? "America/New_York";
}

/**
 * What the ledger moved on an organisation's income and expense accounts from one moment to another (not including it),
 * by day, raffle, method and card brand. Nothing but the ledger is added up: orders and payments only say what a movement
 * was about, so the figures tie to the accounts by themselves.
 */
export async function findMoneyEntries(
  reader: Reader,
  organisationId: string,
  period: { from: Date; until: Date; timeZone: string; raffleId: string | null },
): Promise<MoneyEntry[]> {
  const rows = await reader.query<Omit<MoneyEntry, "amountMinor"> & { amountMinor: string }>({
    text: `with posting as (
             select m.cause, m.cause_id, m.posted_at, t.currency, a.kind, split_part(a.key, ':', 3) as account,
                    case when a.kind = 'income' then -1 else 1 end * x.sign * t.amount_minor as amount
               from ledger_account a
               join ledger_transfer t on a.id in (t.debit_id, t.credit_id)
               cross join lateral (select case when t.debit_id = a.id then 1 else -1 end as sign) x
               join ledger_movement m on m.id = t.movement_id
              where a.key = any($1::text[]) and m.posted_at >= $2::timestamptz and m.posted_at < $3::timestamptz),
           about as (
             select p.*, coalesce(o1.id, o2.id, o3.id) as order_id
               from posting p
               left join payment y on p.cause in ('processing-fee', 'late-payment') and y.id::text = p.cause_id
               left join refund r on p.cause = 'refund' and r.id::text = p.cause_id
               left join payment z on z.id = r.payment_id
               left join ticket_order o1 on o1.id::text = p.cause_id
               left join ticket_order o2 on o2.id = y.order_id
               left join ticket_order o3 on o3.id = z.order_id)
           select to_char(b.posted_at at time zone $4, 'YYYY-MM-DD') as day, o.raffle_id::text as "raffleId",
                  coalesce(r.title, '') as raffle,
                  case when o.id is null or o.origin = 'paid' then 'card' when o.origin = 'free' then 'none'
                       when o.paid_by in ('cash', 'check') then o.paid_by else 'other' end as method,
                  case when o.origin = 'paid' then coalesce(c.card_brand, '') else '' end as brand,
                  b.currency, b.account as "column", sum(b.amount)::text as "amountMinor"
             from about b left join ticket_order o on o.id = b.order_id left join raffle r on r.game_id = o.raffle_id
             left join lateral (select card_brand from payment y where y.order_id = o.id and y.card_brand is not null
                                 order by y.created_at desc limit 1) c on true
            where $5::uuid is null or o.raffle_id = $5::uuid
            group by 1, 2, 3, 4, 5, 6, 7 having sum(b.amount) <> 0 order by 1, 3`,
    values: [
      MONEY_COLUMNS.map((column) => `org:${organisationId}:${column}`),
      period.from,
      period.until,
      period.timeZone,
      period.raffleId,
    ],
  });
  return rows.map((row) => ({ ...row, amountMinor: BigInt(row.amountMinor) }));
}
