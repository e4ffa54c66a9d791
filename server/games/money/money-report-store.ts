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
             select p.cause, p.posted_at, p.currency, split_part(a.key, ':', 3) as account,
                    case when a.kind = 'income' then p.amount_minor else -p.amount_minor end as amount,
                    case when p.cause_id ~ '^[0-9a-f]{8}-[0-9a-f-]{27}$' then p.cause_id::uuid end as about
               from ledger_account a join ledger_posting p on p.account_id = a.id
              where a.key = any($1::text[]) and p.posted_at >= $2::timestamptz and p.posted_at < $3::timestamptz),
           about as (
             select p.*, coalesce(o.id, y.order_id, z.order_id) as order_id
               from posting p
               left join ticket_order o on o.id = p.about
               left join payment y on y.id = p.about
               left join refund r on r.id = p.about left join payment z on z.id = r.payment_id)
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
