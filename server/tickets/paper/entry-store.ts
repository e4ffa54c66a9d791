import type { Database, Reader, Tx } from "@/server/kernel/db";
import type { Level, PrintedNumber } from "./manual-entry";

/** What entering by hand needs to know of a raffle. Amounts in minor units. */
export interface EntryRaffle {
  raffleId: string;
  title: string;
  slug: string;
  organisationId: string;
  organisationGoverningAreaId: string;
  governingAreaId: string;
  state: string;
  participation: string;
  format: string;
  opensAt: Date;
  closesAt: Date;
  timeZone: string;
  priceMinor: number;
  currency: string;
  rulesVersion: number;
  ticketCap: number | null;
  issued: number;
  frozen: boolean;
  granted: boolean;
  levels: Level[];
  hasBooks: boolean;
  pools: Array<{ drawingId: string; heading: string }>;
}

/** Null for a raffle that there is not. */
export async function findEntryRaffle(reader: Reader, raffleId: string): Promise<EntryRaffle | null> {
  const [row] = await reader.query<EntryRaffle & Record<string, unknown>>({
    name: "entry_raffle",
    text: `select g.id::text as "raffleId", r.title, g.slug, o.id::text as "organisationId", o.governing_area_id as "organisationGoverningAreaId",
                  g.governing_area_id as "governingAreaId", replace(g.state::text, '-', '_') as state, r.participation, r.format,
                  g.opens_at as "opensAt", g.closes_at as "closesAt", g.time_zone as "timeZone", r.price_minor as "priceMinor", r.currency,
                  r.rules_version as "rulesVersion", r.ticket_cap as "ticketCap", coalesce(s.issued, 0) as issued,
                  s.frozen_at is not null as frozen,
                  exists (select 1 from manual_entry_request m where m.raffle_id = g.id and m.state = 'granted') as granted,
                  exists (select 1 from seller_book b where b.raffle_id = g.id) as "hasBooks",
                  (select coalesce(json_agg(json_build_object('id', l.id, 'count', l.count, 'priceMinor', l.price_minor) order by l.count), '[]')
                     from price_level l where l.raffle_id = g.id) as levels,
                  (select coalesce(json_agg(json_build_object('drawingId', d.id, 'heading', p.heading) order by d.position), '[]')
                     from drawing d join lateral (select heading from prize where drawing_id = d.id order by group_position, choice limit 1) p on true
                    where d.raffle_id = g.id and d.kind = 'pool') as pools
             from game g join raffle r on r.game_id = g.id join organisation o on o.id = g.organisation_id
             left join raffle_sales s on s.raffle_id = g.id
            where g.id = $1::uuid`,
    values: [raffleId],
  });
  return row ?? null;
}

/** An entry as the database takes it; `paidMinor` is what all its tickets cost. */
export interface EntryStatement {
  orderId: string;
  raffleId: string;
  memberId: string;
  quantity: number;
  unitPriceMinor: number;
  paidMinor: number;
  priceLevelId: string | null;
  bundles: number;
  currency: string;
  residence: unknown;
  residenceRevision: number;
  rulesVersion: number;
  picks: number[];
  placements: Array<{ drawingId: string; count: number }> | null;
  printed: PrintedNumber[];
  enteredBy: string;
  paidBy: string;
  sellerId: string | null;
  importId: string | null;
  key: string;
  inputHash: string;
  lawVersion: string;
  evidence: unknown;
  personMaximum: number | null;
  householdMaximum: number | null;
  now: Date;
  clockGiven: boolean;
}

export interface EntryAnswer {
  outcome: string;
  orderId: string | null;
  detail: string | null;
}

/** Orders, issues, settles and numbers one entry in one statement, a transaction of its own: all of it or nothing, and once for its key. */
export async function enterStatement(db: Database, entry: EntryStatement): Promise<EntryAnswer> {
  const run = () =>
    db.query<EntryAnswer & Record<string, unknown>>({
      name: "enter_tickets",
      text: `select outcome, order_id::text as "orderId", detail from enter_tickets($1::jsonb)`,
      values: [JSON.stringify(entry)],
    });
  // The same entry beside this one was first to write its order: asked again, the statement finds it.
  const rows = await run().catch((error: { code?: string }) => {
    if (error.code === "23505") return run();
    throw error;
  });
  const [answer] = rows;
  if (!answer) throw new Error("enter_tickets answered nothing");
  return answer;
}

/** Tickets of an order, for the answer to whoever entered them. */
export async function findEnteredTickets(
  reader: Reader,
  orderId: string,
): Promise<Array<{ number: string | null; printedNumber: string | null }>> {
  return reader.ticket.findMany({
    where: { orderId },
    orderBy: { issueOrder: "asc" },
    select: { number: true, printedNumber: true },
  });
}

export interface EntryRow {
  orderId: string;
  holder: string;
  email: string;
  quantity: number;
  totalMinor: number;
  paidBy: string;
  seller: string | null;
  enteredAt: Date;
  state: string;
  numbers: string[];
}

/** The newest entries by hand of a raffle. */
export async function listEntries(reader: Reader, raffleId: string, limit: number): Promise<EntryRow[]> {
  return reader.query<EntryRow & Record<string, unknown>>({
    text: `select o.id::text as "orderId", m.given_name || ' ' || m.family_name as holder, m.email, o.quantity, o.total_minor as "totalMinor",
                  o.paid_by as "paidBy",
                  coalesce(s.name, (select b.name from ticket t join seller b on b.id = t.seller_id where t.order_id = o.id limit 1)) as seller, o.created_at as "enteredAt", o.state::text as state,
                  array(select coalesce(t.printed_number, t.number, '') from ticket t where t.order_id = o.id order by t.issue_order limit 6) as numbers
             from ticket_order o join member m on m.id = o.member_id left join seller s on s.id = o.seller_id
            where o.raffle_id = $1::uuid and o.origin = 'manual' order by o.created_at desc, o.id desc limit $2`,
    values: [raffleId, limit],
  });
}

// ── leave to enter, where the venue asks for a request ────────────────────────────────────────────────────────────────

export interface EntryRequest {
  id: string;
  raffleId: string;
  askedBy: string;
  askedAt: Date;
  note: string;
  state: string;
  reason: string;
}

export async function findLatestRequest(reader: Reader, raffleId: string): Promise<EntryRequest | null> {
  return reader.manualEntryRequest.findFirst({ where: { raffleId }, orderBy: { askedAt: "desc" } });
}

/** False where one is open or granted already. */
export async function insertRequest(
  tx: Tx,
  request: { id: string; raffleId: string; askedBy: string; askedAt: Date; note: string },
): Promise<boolean> {
  return (await tx.manualEntryRequest.createMany({ data: [request], skipDuplicates: true })).count === 1;
}

export async function decideRequest(
  tx: Tx,
  id: string,
  to: { state: "granted" | "refused"; decidedBy: string; decidedAt: Date; reason: string },
): Promise<boolean> {
  return (await tx.manualEntryRequest.updateMany({ where: { id, state: "open" }, data: to })).count === 1;
}

export async function findRequest(reader: Reader, id: string): Promise<EntryRequest | null> {
  return reader.manualEntryRequest.findUnique({ where: { id } });
}

/** Requests that wait, the oldest first, with whose raffle it is. */
export async function listOpenRequests(
  reader: Reader,
): Promise<Array<EntryRequest & { title: string; organisation: string; participation: string }>> {
  return reader.query({
    text: `select q.id::text, q.raffle_id::text as "raffleId", q.asked_by::text as "askedBy", q.asked_at as "askedAt", q.note, q.state, q.reason,
                  r.title, o.name as organisation, r.participation
             from manual_entry_request q join raffle r on r.game_id = q.raffle_id join game g on g.id = q.raffle_id
             join organisation o on o.id = g.organisation_id
            where q.state = 'open' order by q.asked_at limit 200`,
  });
}
