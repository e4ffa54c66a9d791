import type { Reader } from "@/server/kernel/db";

/**
 * Whether something is in play under a member's name (tickets not drawn yet, orders on their way, prizes not handed over,
 * shares of a syndicate that is not over), or a document proves it; null where nothing keeps it. Other changes of the member
 * wait meanwhile.
 */
export async function findHeldName(reader: Reader, memberId: string): Promise<"play" | "proof" | null> {
  const [row] = await reader.query<{ play: boolean; proof: boolean }>({
    text: `with held as (select id from member where id = $1::uuid for update)
           select exists (select 1 from ticket t join drawing d on d.raffle_id = t.raffle_id
                           where t.holder_id = held.id and t.state in ('issued', 'valid')
                             and (d.state not in ('drawn', 'cancelled') or d.reveal_ends_at > clock_timestamp()))
               or exists (select 1 from ticket t where t.holder_id = held.id and t.state in ('issued', 'valid')
                           and not exists (select 1 from drawing d where d.raffle_id = t.raffle_id))
               or exists (select 1 from ticket_order o where o.member_id = held.id
                           and (o.state in ('checkout', 'authorised', 'issued') or o.state = 'held' and o.hold_expires_at > clock_timestamp()))
               or exists (select 1 from ticket t join winner w on w.ticket_id = t.id
                           where t.holder_id = held.id and w.group_position is not null and w.state in ('unclaimed', 'claimed', 'checked'))
               or exists (select 1 from syndicate_share s join syndicate x on x.game_id = s.syndicate_id
                           where s.holder_id = held.id and x.state not in ('settled', 'cancelled', 'failed')) as play,
               exists (select 1 from identity_check c where c.member_id = held.id and c.state in ('open', 'approved')) as proof
             from held`,
    values: [memberId],
  });
  return row?.play ? "play" : row?.proof ? "proof" : null;
}
