import type { Reader } from "@/server/kernel/db";
import { shownName } from "./display";
import { findPersons } from "./display-store";
import type { SyndicateForm } from "./store";
import type { Buyer, Mode, SyndicateState } from "./syndicate";

export interface SyndicateSummary {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly mode: Mode;
  readonly form: SyndicateForm;
  readonly state: SyndicateState;
  readonly lotteryGame: string;
  readonly draws: readonly string[];
  readonly lines: number;
  readonly buyer: Buyer;
  readonly shareCount: number;
  readonly left: number;
  /** What the cheapest share that is left costs; null where none is. */
  readonly fromMinor: number | null;
  readonly currency: string;
  readonly cutOffAt: Date;
  /** The lottery's own. */
  readonly timeZone: string;
}

const COLUMNS = `s.game_id::text as id, g.slug, s.name, s.mode, s.form, s.buyer, s.state, s.lottery_game as "lotteryGame", s.draws,
  jsonb_array_length(s.entries) as lines, s.share_count as "shareCount", s.currency, s.cut_off_at as "cutOffAt", g.time_zone as "timeZone",
  (select count(*)::int from syndicate_share x where x.syndicate_id = s.game_id and x.state = 'offered') as "left",
  (select min(x.price_minor) from syndicate_share x where x.syndicate_id = s.game_id and x.state = 'offered') as "fromMinor"`;

const summaryOf = (row: SyndicateSummary): SyndicateSummary => ({ ...row, cutOffAt: new Date(row.cutOffAt) });

/** Public syndicates that sell, the first to close first; at most 500. */
export async function findPublicOpen(reader: Reader, now: Date, words: string): Promise<SyndicateSummary[]> {
  const like = `%${words.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  const rows = await reader.query<SyndicateSummary & Record<string, unknown>>({
    text: `select ${COLUMNS} from syndicate s join game g on g.id = s.game_id
            where s.is_public and g.state = 'active' and s.name ilike $2
              and (s.state = 'open' and s.cut_off_at > $1::timestamptz or s.state = 'deciding' and s.decide_by > $1::timestamptz)
            order by s.cut_off_at, s.game_id limit 500`,
    values: [now, like],
  });
  return rows.map(summaryOf);
}

/** Those that somebody manages, has shares of, or was invited to and may still join; the newest first. */
export async function findOwn(
  reader: Reader,
  person: { memberId: string; email: string },
): Promise<Array<SyndicateSummary & { isManager: boolean; ownShares: number }>> {
  const rows = await reader.query<
    SyndicateSummary & { isManager: boolean; ownShares: number } & Record<string, unknown>
  >({
    text: `select ${COLUMNS}, s.manager_id = $1::uuid as "isManager",
                  (select count(*)::int from syndicate_share x where x.syndicate_id = s.game_id and x.holder_id = $1::uuid) as "ownShares"
             from syndicate s join game g on g.id = s.game_id
            where s.manager_id = $1::uuid
               or exists (select 1 from syndicate_share x where x.syndicate_id = s.game_id and x.holder_id = $1::uuid)
               or s.state = 'open' and exists (select 1 from syndicate_invitation i where i.syndicate_id = s.game_id
                    and i.revoked_at is null and (i.member_id = $1::uuid or i.email = $2))
            order by s.created_at desc limit 200`,
    values: [person.memberId, person.email],
  });
  return rows.map((row) => ({ ...row, ...summaryOf(row) }));
}

/** What people chose to be called in a syndicate, by id; whoever chose no name is missing. */
export async function findNames(
  reader: Reader,
  memberIds: readonly string[],
  syndicate: { gameId: string; managerId: string },
): Promise<Map<string, string>> {
  const persons = await findPersons(reader, syndicate.gameId, memberIds);
  return new Map(
    [...persons].flatMap(([memberId, person]) => {
      const name = shownName(person, memberId === syndicate.managerId);
      return name === null ? [] : [[memberId, name] as const];
    }),
  );
}
