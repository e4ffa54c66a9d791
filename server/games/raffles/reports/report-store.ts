import type { Database, Reader } from "@/server/kernel/db";
import { PLACED_ANY } from "../dashboard/placed";
import { COLUMNS, chosenColumns, filterMinor, type ReportCell, type ReportKind, type ReportQuery } from "./report";

// Each report is one statement. What a reader chooses only ever picks among the expressions below; what they type is
// bound. `scope` names the organisation's games that are meant.

interface Source {
  from: string;
  /** The expression of each column. */
  columns: Record<string, string>;
  /** What keeps rows in a steady order where the chosen column does not. */
  tie: string;
}

const name = (member: string) => `${member}.given_name || ' ' || ${member}.family_name`;
const areaNames = (ids: string) =>
  `(select string_agg(a.name, ', ' order by a.name) from area a where a.id = any(string_to_array(${ids}, ' ')))`;

const SOURCES: Record<ReportKind, Source> = {
  participants: {
    from: `(select p.holder_id, min(p.state) as state, min(p.county) as county, min(p.municipality) as municipality,
                   count(*) as tickets, sum(p.price_paid_minor) as amount, min(p.issued_at) as first, max(p.issued_at) as last
              from (${PLACED_ANY}) p group by p.holder_id) h join member m on m.id = h.holder_id`,
    columns: {
      number: "m.number",
      name: name("m"),
      email: "m.email",
      phone: "m.phone",
      street: "m.street",
      city: "m.city",
      postalCode: "m.postal_code",
      state: areaNames("h.state"),
      county: areaNames("h.county"),
      municipality: areaNames("h.municipality"),
      tickets: "h.tickets",
      amount: "h.amount",
      firstAt: "h.first",
      lastAt: "h.last",
    },
    tie: "m.number",
  },
  tickets: {
    from: `scope s join ticket t on t.raffle_id = s.id join member m on m.id = t.holder_id
           left join seller e on e.id = t.seller_id
           left join prize z on z.drawing_id = t.pool_id and z.group_position = 1 and z.choice = 1`,
    columns: {
      raffle: "s.title",
      ticket: "t.number",
      sequence: "t.sequence",
      validationCode: "t.validation_code",
      state: "t.state::text",
      origin: "t.origin",
      name: name("m"),
      email: "m.email",
      city: "m.city",
      postalCode: "m.postal_code",
      amount: "t.price_paid_minor",
      printedNumber: "t.printed_number",
      pickedNumber: "t.picked_number",
      pool: "z.heading",
      seller: "e.name",
      issuedAt: "t.issued_at",
      endedAt: "t.ended_at",
      endedReason: "t.ended_reason",
      order: "t.order_id::text",
    },
    tie: "s.id, t.issue_order",
  },
  orders: {
    from: `scope s join ticket_order o on o.raffle_id = s.id join member m on m.id = o.member_id
           left join seller e on e.id = o.seller_id
           left join lateral (select * from payment p where p.order_id = o.id order by p.created_at desc limit 1) p on true`,
    columns: {
      raffle: "s.title",
      order: "o.id::text",
      state: "o.state::text",
      origin: "o.origin",
      name: name("m"),
      email: "m.email",
      tickets: "o.quantity",
      amount: "o.tickets_minor",
      donation: "o.donation_minor",
      feeCover: "o.fee_cover_minor",
      total: "o.total_minor",
      venueFee: "o.venue_fee_minor",
      processing: "p.processing_minor",
      refunded: "p.refunded_minor",
      card: "p.card_brand",
      paidBy: "o.paid_by",
      transaction: "p.intent_id",
      seller: "e.name",
      createdAt: "o.created_at",
      capturedAt: "o.captured_at",
    },
    tie: "o.id",
  },
  sellers: {
    from: `(select s.id as game, s.title, t.seller_id, t.origin,
                   count(*) filter (where t.state in ('issued', 'valid')) as tickets,
                   coalesce(sum(t.price_paid_minor) filter (where t.state in ('issued', 'valid')), 0) as amount,
                   count(*) filter (where t.state = 'voided') as voided
              from scope s join ticket t on t.raffle_id = s.id group by 1, 2, 3, 4) k
           left join seller e on e.id = k.seller_id
           left join lateral (select count(*) as books, count(*) filter (where b.state = 'returned') as returned,
                                     sum(b.money_minor) as money
                                from seller_book b where b.raffle_id = k.game and b.seller_id = k.seller_id) b on true`,
    columns: {
      raffle: "k.title",
      seller: "e.name",
      origin: "k.origin",
      tickets: "k.tickets",
      amount: "k.amount",
      voided: "k.voided",
      books: "b.books",
      booksReturned: "b.returned",
      handedIn: "b.money",
    },
    tie: "k.game, k.seller_id, k.origin",
  },
  voids: {
    from: `scope s join ticket t on t.raffle_id = s.id and t.state = 'voided' join member m on m.id = t.holder_id
           left join drawing d on d.id = t.pool_id`,
    columns: {
      raffle: "s.title",
      ticket: "t.number",
      validationCode: "t.validation_code",
      printedNumber: "t.printed_number",
      drawing: "coalesce(d.kind, 'main')",
      name: name("m"),
      amount: "t.price_paid_minor",
      issuedAt: "t.issued_at",
      endedAt: "t.ended_at",
      endedReason: "t.ended_reason",
      order: "t.order_id::text",
    },
    tie: "s.id, t.issue_order",
  },
  drawings: {
    from: `scope s join drawing d on d.raffle_id = s.id
           left join winner w on w.drawing_id = d.id and w.group_position is not null
           left join ticket t on t.id = w.ticket_id left join member m on m.id = t.holder_id
           left join lateral (select string_agg(p.heading, ' / ' order by p.choice) as heading from prize p
                               where p.drawing_id = d.id and p.group_position = w.group_position
                                 and (w.prize_id is null or p.id = w.prize_id)) z on true`,
    columns: {
      raffle: "s.title",
      drawing: "d.kind",
      position: "d.position",
      state: "d.state::text",
      method: "d.method",
      drawAt: "d.draw_at",
      drawnAt: "d.drawn_at",
      entries: "d.entry_count",
      listRoot: "d.list_root",
      round: "d.round::text",
      prizeLevel: "w.group_position",
      prize: "z.heading",
      ticket: "w.number",
      validationCode: "t.validation_code",
      name: name("m"),
      claim: "w.state",
      claimBy: "w.claim_by",
      amount: "w.amount_minor",
    },
    tie: "s.id, d.kind, d.position, w.rank",
  },
  exceptions: {
    from: `(select s.id as game, s.title, o.updated_at as at, 'order-' || o.state::text as what, o.id::text as about,
                   ${name("m")} as name, o.total_minor::bigint as amount, coalesce(o.reason, '') as reason
              from scope s join ticket_order o on o.raffle_id = s.id join member m on m.id = o.member_id
             where o.state in ('declined', 'refused', 'lost', 'taken-back', 'refunded')
            union all
            select s.id, s.title, t.ended_at, 'ticket-voided', coalesce(t.number, t.validation_code), ${name("m")},
                   t.price_paid_minor::bigint, coalesce(t.ended_reason, '')
              from scope s join ticket t on t.raffle_id = s.id and t.state = 'voided' join member m on m.id = t.holder_id
            union all
            select s.id, s.title, p.updated_at, 'dispute-' || p.dispute_state, o.id::text, ${name("m")},
                   p.captured_minor::bigint, coalesce(p.dispute_reason, '')
              from scope s join ticket_order o on o.raffle_id = s.id join payment p on p.order_id = o.id
              join member m on m.id = o.member_id where p.dispute_state is not null
            union all
            select s.id, s.title, coalesce(d.drawn_at, d.frozen_at, d.draw_at), 'drawing-' || d.state::text, d.id::text,
                   null, null, coalesce(d.ended_reason, d.delayed_reason, '')
              from scope s join drawing d on d.raffle_id = s.id where d.state in ('missed', 'cancelled') or d.delayed_reason is not null
            union all
            select s.id, s.title, x.stopped_at, 'stop', x.area_id, null, null, x.reason
              from scope s join game_stop x on x.game_id = s.id) q`,
    columns: {
      raffle: "q.title",
      at: "q.at",
      what: "q.what",
      about: "q.about",
      name: "q.name",
      amount: "q.amount",
      reason: "q.reason",
    },
    tie: "q.game, q.at, q.about",
  },
  events: {
    from: `scope s join audit_entry l on l.subject = 'raffle:' || s.id::text left join member m on m.id = l.actor_id`,
    columns: {
      raffle: "s.title",
      at: "l.at",
      who: `case when l.actor_role = 'organisation' then ${name("m")} end`,
      role: "l.actor_role",
      action: "l.action",
      before: "l.before::text",
      after: "l.after::text",
    },
    tie: "l.id",
  },
};

export interface ReportScope {
  organisationId: string;
  /** Null: every raffle of the organisation. */
  raffleIds: string[] | null;
  /** The days of filters are days there. */
  timeZone: string;
}

interface Statement {
  text: string;
  values: unknown[];
}

const NUMERIC = ["count", "money"];

function statementOf(scope: ReportScope, query: ReportQuery, what: "rows" | "sums"): Statement {
  const source = SOURCES[query.kind];
  const values: unknown[] = [scope.organisationId, scope.raffleIds];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const typeOf = new Map(COLUMNS[query.kind].map(({ key, type }) => [key, type]));
  const where = query.filters.map(({ field, operation, value }) => {
    const expression = `(${source.columns[field]})`;
    const type = typeOf.get(field);
    if (type === "moment") {
      // A day begins where the raffle runs; "to" takes the whole of its day in.
      const day = `(${bind(value)}::date + ${operation === "to" ? 1 : 0})::timestamp at time zone ${bind(scope.timeZone)}::text`;
      return `${expression} ${operation === "to" ? "<" : ">="} ${day}`;
    }
    if (type === "count" || type === "money") {
      const sign = { is: "=", from: ">=", to: "<=", contains: "=" }[operation];
      return `${expression}::bigint ${sign} ${bind(type === "money" ? filterMinor(value) : Number(value))}::bigint`;
    }
    if (operation === "is") return `lower(${expression}::text) = lower(${bind(value)}::text)`;
    return `${expression}::text ilike ${bind(`%${value.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`)}`;
  });
  const columns = chosenColumns(query);
  const select =
    what === "rows"
      ? columns.map(({ key, type }) => {
          const cast = NUMERIC.includes(type) ? "::bigint" : type === "moment" ? "" : "::text";
          return `(${source.columns[key]})${cast} as "${key}"`;
        })
      : [
          `count(*)::text as "rows"`,
          ...columns
            .filter(({ type }) => NUMERIC.includes(type))
            .map(({ key }) => `sum((${source.columns[key]})::bigint)::text as "${key}"`),
        ];
  const order =
    what === "rows"
      ? ` order by ${source.columns[query.sort]} ${query.descending ? "desc" : "asc"} nulls last, ${source.tie}`
      : "";
  return {
    text: `with scope as (select g.id, r.title from game g join raffle r on r.game_id = g.id
                           where g.organisation_id = $1::uuid and ($2::uuid[] is null or g.id = any($2::uuid[])))
           select ${select.join(", ")} from ${source.from}${where.length > 0 ? ` where ${where.join(" and ")}` : ""}${order}`,
    values,
  };
}

type Raw = Record<string, string | Date | bigint | number | null>;

function cellsOf(query: ReportQuery, rows: readonly Raw[]): ReportCell[][] {
  const columns = chosenColumns(query);
  return rows.map((row) =>
    columns.map(({ key, type }) => {
      const value = row[key] ?? null;
      if (value === null) return null;
      if (type === "moment") return new Date(value as Date | string);
      return NUMERIC.includes(type) ? Number(value) : String(value);
    }),
  );
}

/** A part of a report. */
export async function selectReport(
  reader: Reader,
  scope: ReportScope,
  query: ReportQuery,
  page: { limit: number; offset: number },
): Promise<ReportCell[][]> {
  const { text, values } = statementOf(scope, query, "rows");
  const limit = `limit ${Math.trunc(page.limit)} offset ${Math.trunc(page.offset)}`;
  return cellsOf(query, await reader.query<Raw>({ text: `${text} ${limit}`, values }));
}

/** How many rows a report has, and the sums of its figures. */
export async function sumReport(
  reader: Reader,
  scope: ReportScope,
  query: ReportQuery,
): Promise<{ rows: number; sums: Record<string, number> }> {
  const [row = {}] = await reader.query<Record<string, string | null>>(statementOf(scope, query, "sums"));
  const { rows, ...sums } = row;
  return {
    rows: Number(rows ?? 0),
    sums: Object.fromEntries(Object.entries(sums).map(([key, value]) => [key, Number(value ?? 0)])),
  };
}

const BATCH = 1000;

/**
 * Hands a whole report on in batches, all of one moment, through a cursor: a file of any length needs the memory of
 * one batch. `take` is waited for, so that a slow reader slows this and nothing piles up.
 */
export async function streamReport(
  db: Database,
  scope: ReportScope,
  query: ReportQuery,
  take: (rows: ReportCell[][]) => Promise<void>,
): Promise<void> {
  const statement = statementOf(scope, query, "rows");
  const client = await db.pool.connect();
  let failed: Error | undefined;
  try {
    await client.query("begin isolation level repeatable read read only");
    await client.query(`declare report no scroll cursor for ${statement.text}`, statement.values);
    for (;;) {
      const { rows } = await client.query<Raw>(`fetch ${BATCH} from report`);
      if (rows.length > 0) await take(cellsOf(query, rows));
      if (rows.length < BATCH) break;
    }
    await client.query("commit");
  } catch (error) {
    failed = error as Error;
    throw error;
  } finally {
    // A reader who went away leaves a transaction behind; its connection goes with it.
    client.release(failed);
  }
}

/** The raffles that a report may be about, with what its cells need. */
export async function findReportRaffles(
  reader: Reader,
  organisationId: string,
): Promise<Array<{ id: string; title: string; currency: string; timeZone: string }>> {
  const rows = await reader.game.findMany({
    where: { organisationId, kind: "raffle" },
    select: { id: true, timeZone: true, raffle: { select: { title: true, currency: true } } },
    orderBy: { createdAt: "desc" },
    take: 500,
  });
  return rows.flatMap(({ id, timeZone, raffle }) =>
    raffle ? [{ id, timeZone, title: raffle.title, currency: raffle.currency }] : [],
  );
}
