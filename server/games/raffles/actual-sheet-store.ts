import type { Reader } from "@/server/kernel/db";
import type { ActualFacts } from "./actual-sheet";
import type { OwnDrawing } from "./raffle-store";

/**
 * What a raffle sold so far, by the drawing that each ticket was sold towards: up to the last ticket of each early bird
 * that tickets brought about, in the order of issue, and the rest towards the main drawing.
 */
export async function findActualFacts(
  reader: Reader,
  raffleId: string,
  drawings: readonly OwnDrawing[],
): Promise<ActualFacts> {
  const sold = await reader.query<{ drawing: string | null; tickets: number; sales: string; free: number }>({
    text: `with bird as (select id, trigger_order from drawing where raffle_id = $1::uuid and kind = 'early-bird'
                           and trigger_at is null and trigger_order is not null)
           select (select b.id from bird b where t.issue_order <= b.trigger_order order by b.trigger_order limit 1) as drawing,
                  count(*)::int as tickets, sum(t.price_paid_minor)::text as sales,
                  count(*) filter (where t.origin = 'free')::int as free
             from ticket t where t.raffle_id = $1::uuid and t.state in ('issued', 'valid') group by 1`,
    values: [raffleId],
  });
  const [fees] = await reader.query<{ processing: string; platform: string }>({
    text: `select coalesce(sum(o.venue_fee_minor), 0)::text as platform,
                  coalesce(sum((select sum(p.processing_minor) from payment p
                                 where p.order_id = o.id and p.state = 'captured')), 0)::text as processing
             from ticket_order o where o.raffle_id = $1::uuid and o.state in ('issued', 'captured')`,
    values: [raffleId],
  });
  const divides = (one: OwnDrawing) => one.kind === "early-bird" && one.triggerAt === null;
  return {
    sold: drawings.flatMap((drawing, at) => {
      if (drawing.kind !== "main" && !divides(drawing)) return [];
      const row = sold.find((one) => one.drawing === (drawing.kind === "main" ? null : drawing.id));
      return [{ drawing: at, tickets: row?.tickets ?? 0, salesMinor: Number(row?.sales ?? 0) }];
    }),
    tickets: sold.reduce((sum, one) => sum + one.tickets, 0),
    salesMinor: sold.reduce((sum, one) => sum + Number(one.sales ?? 0), 0),
    freeEntries: sold.reduce((sum, one) => sum + one.free, 0),
    processingMinor: Number(fees?.processing ?? 0),
    platformMinor: Number(fees?.platform ?? 0),
  };
}
