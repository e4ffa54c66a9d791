import type { Reader, Tx } from "@/server/kernel/db";
import type { OriginFigures } from "./reconciliation";

export interface CountedSales {
  currency: string;
  issuedCounter: number;
  voidedCounter: number;
  uncaptured: number;
  issuedTickets: number;
  voidedTickets: number;
  ledgerOnlineMinor: number;
  ledgerOfflineMinor: number;
  waitingRows: number;
}

/** The counters of the sale, the tickets themselves, and what the ledger has of them, read at one moment. */
export async function countSales(reader: Reader, raffleId: string): Promise<CountedSales | null> {
  const [row] = await reader.query<CountedSales & Record<string, unknown>>({
    text: `with sold as (
             select o.id, o.origin from ticket_order o where o.raffle_id = $1::uuid and o.state in ('issued', 'captured', 'refunded')),
           posted as (
             select s.origin, sum(l.amount_minor) as minor
               from sold s join ledger_movement m on m.key = 'purchase:' || s.id join ledger_transfer l on l.movement_id = m.id
               join ledger_account a on a.id = l.credit_id where a.key like 'org:%:sales' group by s.origin)
           select r.currency, s.issued as "issuedCounter", s.voided as "voidedCounter", s.uncaptured,
                  (select count(*)::int from ticket t where t.raffle_id = $1::uuid and t.state <> 'taken-back') as "issuedTickets",
                  (select count(*)::int from ticket t where t.raffle_id = $1::uuid and t.state = 'voided') as "voidedTickets",
                  coalesce((select minor from posted where origin = 'paid'), 0)::int as "ledgerOnlineMinor",
                  coalesce((select minor from posted where origin = 'manual'), 0)::int as "ledgerOfflineMinor",
                  (select count(*)::int from entry_import_row w join entry_import i on i.id = w.import_id
                    where i.raffle_id = $1::uuid and i.state in ('waiting', 'running') and w.state = 'waiting') as "waitingRows"
             from raffle r join raffle_sales s on s.raffle_id = r.game_id where r.game_id = $1::uuid`,
    values: [raffleId],
  });
  return row ?? null;
}

export async function countOrigins(reader: Reader, raffleId: string): Promise<OriginFigures[]> {
  return reader.query<OriginFigures & Record<string, unknown>>({
    text: `select origin, count(*) filter (where state <> 'voided')::int as "validCount",
                  coalesce(sum(price_paid_minor) filter (where state <> 'voided'), 0)::int as "validMinor",
                  count(*) filter (where state = 'voided')::int as "voidedCount",
                  coalesce(sum(price_paid_minor) filter (where state = 'voided'), 0)::int as "voidedMinor"
             from ticket where raffle_id = $1::uuid and state <> 'taken-back' group by origin order by origin`,
    values: [raffleId],
  });
}

export interface Acknowledgement {
  id: string;
  figuresHash: string;
  differences: unknown;
  note: string;
  signedAs: string;
  acknowledgedBy: string;
  acknowledgedAt: Date;
}

export async function findLatestAcknowledgement(reader: Reader, raffleId: string): Promise<Acknowledgement | null> {
  return reader.reconciliation.findFirst({ where: { raffleId }, orderBy: { acknowledgedAt: "desc" } });
}

export async function insertAcknowledgement(
  tx: Tx,
  data: Acknowledgement & { raffleId: string; figures: unknown },
): Promise<void> {
  await tx.reconciliation.create({
    data: { ...data, figures: data.figures as never, differences: data.differences as never },
  });
}
