import type { Reader } from "@/server/kernel/db";
import type { HistoryLine } from "./history";

interface Period {
  from: Date;
  until: Date;
}

type Row = Omit<HistoryLine, "at" | "amountMinor"> & { at: string; amountMinor: string } & Record<string, unknown>;

const lineOf = ({ at, amountMinor, ...row }: Row): HistoryLine => ({
  ...row,
  at: new Date(at),
  amountMinor: BigInt(amountMinor),
});

/** The time zone a member's days are counted in: that of their state or the nearest area above it. */
export async function findMemberZone(reader: Reader, memberId: string): Promise<string> {
  const [row] = await reader.query<{ zone: string | null }>({
    text: `with recursive up as (
             select a.id, 0 as far from member m
               cross join lateral unnest(m.municipality_ids || m.county_ids || array[m.subdivision_id]) as a(id) where m.id = $1::uuid
             union select p.parent_id, up.far + 1 from area_parent p join up on up.id = p.child_id)
           select a.time_zone as zone from up join area a on a.id = up.id where a.time_zone is not null order by up.far limit 1`,
    values: [memberId],
  });
  return row?.zone ?? "America/New_York";
}

/**
 * What the ledger posted on organisations' accounts for a member's orders, from one moment to another (not including it).
 * Nothing but the ledger is added up: orders, payments and refunds only say whose a movement was and what it was about.
 * Money that was captured for an order without tickets counts as paid, and as returned when it was given back.
 */
export async function findRaffleLines(
  reader: Reader,
  memberId: string,
  { from, until }: Period,
): Promise<HistoryLine[]> {
  const rows = await reader.query<Row>({
    text: `with mine as (
             select o.id as order_id, o.id::text as cause_id from ticket_order o where o.member_id = $1::uuid
             union all
             select o.id, p.id::text from ticket_order o join payment p on p.order_id = o.id where o.member_id = $1::uuid
             union all
             select o.id, f.id::text from ticket_order o join payment p on p.order_id = o.id join refund f on f.payment_id = p.id
              where o.member_id = $1::uuid),
           posting as (
             select mine.order_id, m.posted_at, p.currency, p.amount_minor, split_part(a.key, ':', 3) as account
               from mine join ledger_movement m on m.cause_id = mine.cause_id
               join ledger_posting p on p.movement_id = m.id join ledger_account a on a.id = p.account_id
              where m.posted_at >= $2::timestamptz and m.posted_at < $3::timestamptz and starts_with(a.key, 'org:'))
           select p.posted_at as at, 'raffle' as kind, o.raffle_id::text as "gameId", g.slug, r.title, n.name as organisation,
                  o.id::text as "orderId", case when o.origin = 'manual' then 'by-hand' else 'card' end as method,
                  case when p.account = 'sales' then 'spent' when p.account = 'donations' then 'donated'
                       when p.account = 'fee-cover' then 'covered' when p.account = 'unapplied' and p.amount_minor > 0 then 'spent'
                       else 'returned' end as "column",
                  p.currency,
                  (case when p.account in ('sales', 'donations', 'fee-cover') or p.account = 'unapplied' and p.amount_minor > 0
                        then p.amount_minor else -p.amount_minor end)::text as "amountMinor"
             from posting p join ticket_order o on o.id = p.order_id join raffle r on r.game_id = o.raffle_id
             join game g on g.id = o.raffle_id join organisation n on n.id = g.organisation_id
            where p.account in ('sales', 'donations', 'fee-cover', 'refunds', 'unapplied')
            order by p.posted_at`,
    values: [memberId, from, until],
  });
  return rows.map(lineOf);
}

/**
 * What went from a member's wallets into games and came back, in a period: shares and tickets, what was given back or sold
 * on, and prizes. Deposits and withdrawals are no play; the wallet's own statement has them.
 */
export async function findWalletLines(
  reader: Reader,
  memberId: string,
  { from, until }: Period,
): Promise<HistoryLine[]> {
  const rows = await reader.query<Row>({
    text: `select p.posted_at as at, 'syndicate' as kind, s.game_id::text as "gameId", g.slug, coalesce(s.name, '') as title,
                  '' as organisation, null as "orderId", 'wallet' as method,
                  case when p.cause = 'prize' then 'won' when p.amount_minor < 0 then 'spent' else 'returned' end as "column",
                  p.currency,
                  (case when p.cause = 'prize' or p.amount_minor > 0 then p.amount_minor else -p.amount_minor end)::text as "amountMinor"
             from ledger_account a join ledger_posting p on p.account_id = a.id
             left join syndicate_order x on x.id::text = p.cause_id
             left join syndicate s on s.game_id::text = coalesce(x.syndicate_id::text, p.cause_id)
             left join game g on g.id = s.game_id
            where starts_with(a.key, 'wallet:' || $1::text || ':')
              and p.posted_at >= $2::timestamptz and p.posted_at < $3::timestamptz
              and (p.cause in ('share', 'purchase', 'prize') or p.cause = 'refund' and p.amount_minor > 0)
            order by p.posted_at`,
    values: [memberId, from, until],
  });
  return rows.map(lineOf);
}

/** A prize of a raffle that a member's ticket won. Times as ISO texts. */
export interface WonPrize {
  drawingId: string;
  title: string;
  organisation: string;
  number: string;
  prize: string;
  /** Of a share of a pot, which the organisation pays itself; else null. */
  amountMinor: number | null;
  currency: string;
  state: string;
  drawnAt: Date;
  /** Until when it has to be claimed; null where that is over or not asked. */
  claimBy: Date | null;
}

/** Prizes that are known to everybody: those of draws whose reveal is over, the newest first. */
export async function findPrizes(reader: Reader, memberId: string, { from, until }: Period): Promise<WonPrize[]> {
  const rows = await reader.query<WonPrize & Record<string, unknown>>({
    text: `select d.id::text as "drawingId", r.title, n.name as organisation, w.number,
                  coalesce((select string_agg(z.heading, ' / ' order by z.choice) from prize z where z.drawing_id = d.id
                             and z.group_position = w.group_position and (w.prize_id is null or z.id = w.prize_id)), '') as prize,
                  w.amount_minor as "amountMinor", r.currency, w.state, d.drawn_at as "drawnAt",
                  case when w.state = 'unclaimed' then w.claim_by end as "claimBy"
             from ticket t join winner w on w.ticket_id = t.id join drawing d on d.id = w.drawing_id
             join raffle r on r.game_id = d.raffle_id join game g on g.id = d.raffle_id
             join organisation n on n.id = g.organisation_id
            where t.holder_id = $1::uuid and w.group_position is not null
              and d.reveal_ends_at <= clock_timestamp() and d.drawn_at >= $2::timestamptz and d.drawn_at < $3::timestamptz
            order by d.drawn_at desc, w.rank limit 500`,
    values: [memberId, from, until],
  });
  return rows.map((row) => ({
    ...row,
    drawnAt: new Date(row.drawnAt),
    claimBy: row.claimBy && new Date(row.claimBy),
  }));
}
