import type { Reader } from "@/server/kernel/db";

export interface LogRow {
  id: string;
  at: Date;
  actorName: string | null;
  actorRole: string;
  action: string;
  before: unknown;
  after: unknown;
}

/** The lines of the audit log about one raffle, the newest first, with the names of the organisation's own people. */
export async function findLog(
  reader: Reader,
  raffleId: string,
  filter: { editsOnly: boolean; beforeId: string | null; limit: number },
): Promise<LogRow[]> {
  return reader.query<LogRow & Record<string, unknown>>({
    text: `select l.id::text as id, l.at, l.actor_role as "actorRole", l.action, l.before, l.after,
                  case when l.actor_role = 'organisation' then m.given_name || ' ' || m.family_name end as "actorName"
             from audit_entry l left join member m on m.id = l.actor_id
            where l.subject = 'raffle:' || $1::text and (not $2::boolean or l.action = 'edit-raffle')
              and ($3::bigint is null or l.id < $3::bigint) order by l.id desc limit $4::int`,
    values: [raffleId, filter.editsOnly, filter.beforeId, filter.limit],
  });
}
