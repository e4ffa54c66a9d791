import type { Reader } from "@/server/kernel/db";
import type { FactsThen, HistoryLine } from "./raffle-history";

/** The lines of a raffle's log, the oldest first. */
export function findHistory(reader: Reader, raffleId: string): Promise<HistoryLine[]> {
  return reader.auditEntry.findMany({
    where: { subject: `raffle:${raffleId}` },
    orderBy: { id: "asc" },
    select: { at: true, action: true, before: true, after: true },
  });
}

/** Tickets under the cap, and what had been frozen and drawn, at a moment. */
export async function findFactsAt(reader: Reader, raffleId: string, moment: Date): Promise<FactsThen> {
  const [row] = await reader.query<{ issued: number; frozenAt: Date | null; drawnAt: Date | null }>({
    text: `select (select count(*) from ticket t where t.raffle_id = $1::uuid and t.issued_at <= $2::timestamptz
                     and not (t.state = 'taken-back' and t.ended_at <= $2::timestamptz))::int as issued,
                  (select s.frozen_at from raffle_sales s where s.raffle_id = $1::uuid) as "frozenAt",
                  (select case when bool_and(d.state = 'drawn') then max(d.drawn_at) end from drawing d
                    where d.raffle_id = $1::uuid and d.state <> 'cancelled') as "drawnAt"`,
    values: [raffleId, moment],
  });
  return {
    issued: row?.issued ?? 0,
    frozenAt: row?.frozenAt ? new Date(row.frozenAt) : null,
    drawnAt: row?.drawnAt ? new Date(row.drawnAt) : null,
  };
}
