import type { Reader } from "@/server/kernel/db";
import type { PostponementRow, ResultRow } from "./store";

/**
 * The results that count of the last draws of these games, the newest draw first: of what several sources say of a draw
 * the newest revision of the one that came last, as `decisiveResult` has it where no lottery sold a ticket.
 */
export async function findLastResults(
  reader: Reader,
  games: readonly string[],
  perGame: number,
  before: string | null = null,
): Promise<ResultRow[]> {
  const rows = await reader.query<{ id: string }>({
    text: `select r.id::text as id
             from unnest($1::text[]) as g(game)
             cross join lateral (
               select distinct on (n.draw_date) n.id, n.draw_date
                 from (select distinct on (x.source, x.draw_date) x.* from lottery_result x
                        where x.game = g.game and ($3::text is null or x.draw_date < $3)
                        order by x.source, x.draw_date, x.revision desc) n
                order by n.draw_date desc, n.received_at desc
                limit $2::int) r`,
    values: [[...games], perGame, before],
  });
  return reader.lotteryResult.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    orderBy: [{ drawDate: "desc" }, { game: "asc" }],
  });
}

/** How many draws of a game have a result. */
export async function countDrawn(reader: Reader, game: string): Promise<number> {
  const [row] = await reader.query<{ count: number }>({
    text: "select count(distinct draw_date)::int as count from lottery_result where game = $1",
    values: [game],
  });
  return row?.count ?? 0;
}

/** The newest word on each draw that is held at another time than planned, from a date on. */
export async function findPostponementsFrom(reader: Reader, date: string): Promise<PostponementRow[]> {
  return reader.lotteryPostponement.findMany({
    where: { drawDate: { gte: date } },
    orderBy: [{ game: "asc" }, { drawDate: "asc" }, { receivedAt: "desc" }, { revision: "desc" }],
    distinct: ["game", "drawDate"],
  });
}
