import type { Database, Reader, Tx } from "@/server/kernel/db";
import { inGroups, wasRolledBack } from "@/server/kernel/groups";
import { isId } from "@/server/kernel/ids";
import type { Prisma } from "@/server/kernel/prisma/client";
import { playRefusal } from "@/server/people/play-limit";
import type { OrderState } from "./order-states";
import type { Placement } from "./placements";

export type OrderRow = Prisma.TicketOrderGetPayload<object>;

// Every column under the name that the client gives it, so that both make the same row.
const ORDER = `id::text, raffle_id::text as "raffleId", member_id::text as "memberId", recipient_id::text as "recipientId",
  replace(state::text, '-', '_') as state, wanted, quantity, shortfall, unit_price_minor as "unitPriceMinor",
  tickets_minor as "ticketsMinor", donation_minor as "donationMinor", fee_cover_minor as "feeCoverMinor",
  total_minor as "totalMinor", venue_fee_minor as "venueFeeMinor", fee_basis_points as "feeBasisPoints", currency, origin,
  residence, presence, residence_revision as "residenceRevision", rules_version as "rulesVersion",
  agreement_id::text as "agreementId", price_level_id::text as "priceLevelId", bundles, picks, placements,
  gift_message as "giftMessage", entered_by::text as "enteredBy", paid_by as "paidBy", seller_id::text as "sellerId",
  idempotency_key as "idempotencyKey", input_hash as "inputHash", hold_expires_at as "holdExpiresAt", reason,
  reason_params as "reasonParams", created_at as "createdAt", updated_at as "updatedAt", issued_at as "issuedAt",
  captured_at as "capturedAt"`;

/** Read at every step of a purchase, so through a prepared statement. */
export async function findOrder(reader: Reader, orderId: string): Promise<OrderRow | null> {
  if (!isId(orderId)) return null;
  const [row] = await reader.query<OrderRow>({
    name: "find_order",
    text: `select ${ORDER} from ticket_order where id = $1::uuid`,
    values: [orderId],
  });
  return row ?? null;
}

/** A hold as it is written down; amounts in minor units. */
export interface HeldOrderRow {
  id: string;
  raffleId: string;
  memberId: string;
  recipientId: string | null;
  giftMessage: string | null;
  wanted: number;
  quantity: number;
  shortfall: string;
  unitPriceMinor: number;
  ticketsMinor: number;
  totalMinor: number;
  venueFeeMinor: number;
  feeBasisPoints: number;
  currency: string;
  residence: unknown;
  presence: unknown;
  residenceRevision: number;
  rulesVersion: number;
  priceLevelId: string | null;
  bundles: number;
  picks: readonly number[];
  placements: readonly Placement[] | null;
  idempotencyKey: string;
  inputHash: string;
  holdExpiresAt: Date;
  now: Date;
}

const HELD_COLUMNS = `id, raffle_id, member_id, recipient_id, gift_message, state, wanted, quantity, shortfall, unit_price_minor,
  tickets_minor, total_minor, venue_fee_minor, fee_basis_points, currency, residence, presence, residence_revision,
  rules_version, price_level_id, bundles, picks, placements, idempotency_key, input_hash, hold_expires_at, created_at,
  updated_at`;

const heldColumns = (order: HeldOrderRow) => ({
  ...{ id: order.id, raffle_id: order.raffleId, member_id: order.memberId, recipient_id: order.recipientId },
  ...{ gift_message: order.giftMessage, state: "held", wanted: order.wanted, quantity: order.quantity },
  ...{ shortfall: order.shortfall, unit_price_minor: order.unitPriceMinor, tickets_minor: order.ticketsMinor },
  ...{ total_minor: order.totalMinor, venue_fee_minor: order.venueFeeMinor, fee_basis_points: order.feeBasisPoints },
  ...{ currency: order.currency, residence: order.residence, presence: order.presence ?? undefined },
  ...{ residence_revision: order.residenceRevision, rules_version: order.rulesVersion },
  ...{ price_level_id: order.priceLevelId, bundles: order.bundles, picks: order.picks },
  ...{ placements: order.placements ?? undefined, idempotency_key: order.idempotencyKey, input_hash: order.inputHash },
  ...{ hold_expires_at: order.holdExpiresAt, created_at: order.now, updated_at: order.now },
});

const insertHeldOrders = inGroups<HeldOrderRow, boolean>(async (db, orders) => {
  const rows = await db.query<{ id: string }>({
    name: "insert_holds",
    text: `insert into ticket_order (${HELD_COLUMNS})
           select ${HELD_COLUMNS} from jsonb_populate_recordset(null::ticket_order, $1::jsonb)
           on conflict (member_id, idempotency_key) do nothing returning id`,
    values: [JSON.stringify(orders.map(heldColumns))],
  });
  const inserted = new Set(rows.map(({ id }) => id));
  return orders.map(({ id }) => inserted.has(id));
});

/** Writes a hold down, one commit for all that come together. False where the member has used the key before. */
export const insertHeldOrder = (db: Database, order: HeldOrderRow): Promise<boolean> =>
  insertHeldOrders(db, order).catch(tellLimits);

/** The database refuses what the buyer's own limits do not allow (S12). */
function tellLimits(error: unknown): never {
  throw playRefusal(error) ?? error;
}

/** Which numbers of the board tickets have; of `among` alone where it is given. */
export async function findSoldNumbers(
  reader: Reader,
  raffleId: string,
  among: readonly number[] | null,
): Promise<Set<number>> {
  const rows = await reader.query<{ n: number }>({
    name: among ? "sold_among" : "sold_numbers",
    text: `select picked_number as n from ticket where raffle_id = $1::uuid and picked_number is not null
             and state <> 'taken-back'${among ? " and picked_number = any($2::int[])" : ""} order by 1`,
    values: among ? [raffleId, among] : [raffleId],
  });
  return new Set(rows.map((row) => row.n));
}

/** The order as it is to be when its buyer goes to pay; see the function `begin_checkout`. */
export interface CheckoutTerms {
  /** Null where the rules were signed before. */
  agreementId: string | null;
  signedAs: string;
  rulesVersion: number;
  evidence: unknown;
  /** Of whoever is given the tickets. */
  recipientEvidence: unknown;
  decidedVersion: string;
  shortfall: string | null;
  ticketsMinor: number;
  donationMinor: number;
  feeCoverMinor: number;
  totalMinor: number;
  venueFeeMinor: number;
  presence: unknown;
  residence: unknown;
  residenceRevision: number;
  holdExpiresAt: Date | null;
  personMaximum: number | null;
  householdMaximum: number | null;
}

export type CheckoutOutcome = "over" | "rules-text-changed" | "checkout" | Exclude<IssueAnswer["outcome"], "issued">;

interface Checkout {
  id: string;
  raffleId: string;
  terms: CheckoutTerms;
  /** It costs nothing: issued and settled with the same commit. */
  free: boolean;
  now: Date;
  /** For tests: the moment is the caller's and not the database's own. */
  given: boolean;
}

/**
 * Signature, evidence, price and state of an order in one commit and one round trip; an order that costs nothing is
 * issued and settled with it, and with whatever else is confirmed in the same moment.
 */
export async function beginCheckout(db: Database, order: Checkout): Promise<CheckoutOutcome> {
  const { terms, free, given } = order;
  const unlimited = terms.personMaximum === null && terms.householdMaximum === null;
  const own = terms.agreementId !== null && terms.recipientEvidence === null && terms.holdExpiresAt === null;
  if (free && unlimited && own) {
    const together = await issueFreeOrder(db, order);
    if (typeof together === "object") throw together.fault;
    if (together === "captured") return together;
  }
  const statement = db.query<{ outcome: CheckoutOutcome }>({
    name: "begin_checkout",
    text: "select outcome from begin_checkout($1::uuid, $2::jsonb, $3::boolean, $4::timestamptz, $5::boolean)",
    values: [order.id, JSON.stringify(terms), free, order.now, given],
  });
  const [answer] = await statement.catch(tellLimits);
  if (!answer) throw new Error("begin_checkout answered nothing");
  return answer.outcome;
}

type Together = "captured" | "alone" | { fault: unknown };

/** See the function `issue_free_orders`; a statement that the database refused sends all of its orders the long way. */
async function issueFreeOrders(db: Database, orders: readonly Checkout[], wait: boolean): Promise<Together[]> {
  const json = (value: unknown) => JSON.stringify(value ?? null);
  try {
    const rows = await db.query<{ place: number; outcome: "captured" | "alone" }>({
      name: "issue_free_orders",
      text: `select place, outcome from issue_free_orders($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::bigint[], $6::jsonb[],
               $7::jsonb[], $8::jsonb[], $9::int[], $10::text[], $11::timestamptz[], $12::boolean, $13::timestamptz)`,
      values: [
        orders.map(({ id }) => id),
        orders.map(({ terms }) => terms.agreementId),
        orders.map(({ terms }) => terms.signedAs),
        orders.map(({ terms }) => terms.rulesVersion),
        orders.map(({ terms }) => terms.decidedVersion),
        orders.map(({ terms }) => json(terms.evidence)),
        orders.map(({ terms }) => json(terms.presence)),
        orders.map(({ terms }) => json(terms.residence)),
        orders.map(({ terms }) => terms.residenceRevision),
        orders.map(({ terms }) => terms.shortfall),
        orders.map(({ now }) => now),
        wait,
        orders.every(({ given }) => given) ? (orders.at(-1)?.now ?? null) : null,
      ],
    });
    const outcomes: Together[] = orders.map(() => "alone");
    for (const { place, outcome } of rows) outcomes[place - 1] = outcome;
    return outcomes;
  } catch (fault) {
    return orders.map(() => (wasRolledBack(fault) ? "alone" : { fault }));
  }
}

/** Orders of one raffle wait for it together; those of many, one of each, wait for none that is busy. */
const issueFreeOrder = inGroups<Checkout, Together>(async (db, orders) => {
  const ofRaffle = new Map<string, number[]>();
  for (const [at, { raffleId }] of orders.entries()) {
    const places = ofRaffle.get(raffleId);
    if (places) places.push(at);
    else ofRaffle.set(raffleId, [at]);
  }
  const single = [...ofRaffle.values()].filter((places) => places.length === 1).flat();
  const groups = [...ofRaffle.values()].filter((places) => places.length > 1);
  if (single.length > 0) groups.push(single);
  const outcomes: Together[] = orders.map(() => "alone");
  const answered = groups.map(async (places) => {
    const wait = places !== single || single.length === 1;
    const found = await issueFreeOrders(
      db,
      places.map((at) => orders[at]!),
      wait,
    );
    for (const [index, at] of places.entries()) outcomes[at] = found[index]!;
  });
  await Promise.all(answered);
  return outcomes;
});

export async function insertOrder(tx: Tx, data: Prisma.TicketOrderUncheckedCreateInput): Promise<void> {
  await tx.ticketOrder.create({ data });
}

/** Moves an order on, guarded by the states it may come from. Returns whether this call moved it. */
export async function moveOrder(
  writer: Tx,
  orderId: string,
  from: OrderState[],
  to: OrderState,
  now: Date,
  data: Prisma.TicketOrderUncheckedUpdateManyInput = {},
): Promise<boolean> {
  const { count } = await writer.ticketOrder.updateMany({
    where: { id: orderId, state: { in: from } },
    data: { ...data, state: to, updatedAt: now },
  });
  return count === 1;
}

/**
 * As {@link moveOrder}, in one statement that is a commit of its own, where nothing else has to be written with it. Throws
 * AppError `selfExcluded`, `lossLimit` or `timeLimit` where the buyer's own limits refuse the step.
 */
export async function advanceOrder(
  db: Database,
  orderId: string,
  from: readonly OrderState[],
  to: OrderState,
  now: Date,
): Promise<boolean> {
  const statement = db.query<{ id: string }>({
    name: "advance_order",
    text: `update ticket_order set state = $3::order_state, updated_at = $4
            where id = $1::uuid and state = any($2::order_state[]) returning id`,
    values: [orderId, from.map((state) => state.replace("_", "-")), to.replace("_", "-"), now],
  });
  return (await statement.catch(tellLimits)).length === 1;
}

/** Changes an order that is still in one of `states`; false when it has moved on meanwhile. */
export async function changeOrder(
  writer: Tx,
  orderId: string,
  states: OrderState[],
  data: Prisma.TicketOrderUncheckedUpdateManyInput,
): Promise<boolean> {
  const { count } = await writer.ticketOrder.updateMany({ where: { id: orderId, state: { in: states } }, data });
  return count === 1;
}

export interface IssueAnswer {
  outcome:
    | "issued"
    | "captured"
    | "already"
    | "not-ready"
    | "closed"
    | "suspended"
    | "sold-out"
    | "level-sold-out"
    | "number-taken"
    | "not-placed"
    | "limit"
    | "barred"
    | "rules-changed";
  issued_count: number;
  /** Tickets left, or bundles where those were too few. */
  remaining: number | null;
  /** Numbers of the board that somebody else has. */
  taken: number[] | null;
}

/**
 * The hot statement: issues the order's tickets and posts its ledger in one round trip, a transaction of its own,
 * prepared through `pg` because Prisma's interactive transaction costs five times as much here (docs/decisions).
 * `now` is for tests; null means the database's clock.
 */
export async function issueTickets(
  db: Database,
  issue: {
    orderId: string;
    rulesVersion: bigint;
    evidence: unknown;
    now: Date | null;
    /** What the law itself lets one person, and one household, hold; null where it says nothing (R16). */
    personMaximum?: number | null;
    householdMaximum?: number | null;
    /** Settles with the same commit what no gateway has to capture, and writes its letters. */
    atOnce?: boolean;
  },
): Promise<IssueAnswer> {
  const [answer] = await db.query<IssueAnswer & Record<string, unknown>>({
    name: "issue_tickets",
    text: "select * from issue_tickets($1::uuid, $2::bigint, $3::jsonb, $4::timestamptz, $5::int, $6::int, $7::boolean)",
    values: [
      ...[issue.orderId, issue.rulesVersion.toString(), JSON.stringify(issue.evidence), issue.now],
      ...[issue.personMaximum ?? null, issue.householdMaximum ?? null, issue.atOnce ?? false],
    ],
  });
  if (!answer) throw new Error("issue_tickets answered nothing");
  return answer;
}

/**
 * Marks an issued order captured, with its ledger; `letters` writes the receipt in the same commit. True when this call
 * did it, false when it was done already. Given the database it is a commit of its own.
 */
export async function settleOrderRow(
  writer: Tx | Database,
  orderId: string,
  now: Date | null,
  letters = false,
): Promise<boolean> {
  const [answer] = await writer.query<{ outcome: string }>({
    name: "settle_order",
    text: "select outcome from settle_order($1::uuid, $2::timestamptz, $3::boolean)",
    values: [orderId, now, letters],
  });
  if (answer?.outcome === "not-ready") throw new Error(`order ${orderId} is not issued`);
  return answer?.outcome === "captured";
}

/** Takes an issue back (T3). True when this call did it. */
export async function takeBackRow(tx: Tx, orderId: string, reason: string, now: Date | null): Promise<boolean> {
  const [answer] = await tx.query<{ outcome: string }>({
    text: "select outcome from take_back_tickets($1::uuid, $2::text, $3::timestamptz)",
    values: [orderId, reason, now],
  });
  return answer?.outcome === "taken-back";
}

export interface VoidAnswer {
  outcome: "voided" | "already" | "not-ready" | "frozen";
  voided_count: number;
  amount_minor: number;
}

/** Voids tickets of a captured order (T9); null means all of them. */
export async function voidTicketRows(
  tx: Tx,
  orderId: string,
  ticketIds: string[] | null,
  reason: string,
  now: Date | null,
): Promise<VoidAnswer> {
  const [answer] = await tx.query<VoidAnswer & Record<string, unknown>>({
    text: "select * from void_tickets($1::uuid, $2::uuid[], $3::text, $4::timestamptz)",
    values: [orderId, ticketIds, reason, now],
  });
  if (!answer) throw new Error("void_tickets answered nothing");
  return answer;
}

/** Orders that something may have interrupted: due for another look, oldest first. */
export async function findUnsettledOrders(
  reader: Reader,
  at: { now: Date; stale: Date; sessionEnd: Date },
  limit: number,
): Promise<string[]> {
  const rows = await reader.ticketOrder.findMany({
    where: {
      OR: [
        { state: "held", holdExpiresAt: { lt: at.now } },
        { state: { in: ["authorised", "issued"] }, updatedAt: { lt: at.stale } },
        { state: "checkout", createdAt: { lt: at.sessionEnd } },
        {
          state: { in: ["declined", "expired", "cancelled", "refused", "lost", "taken_back"] },
          payments: { some: { state: { in: ["created", "authorised", "captured"] } } },
        },
      ],
    },
    orderBy: { updatedAt: "asc" },
    take: limit,
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

export type TicketRow = Prisma.TicketGetPayload<object>;

export async function findTicketsOfOrder(reader: Reader, orderId: string): Promise<TicketRow[]> {
  return reader.ticket.findMany({ where: { orderId }, orderBy: { issueOrder: "asc" } });
}

/** Orders of a member that are still being paid for. */
export async function findOpenOrders(reader: Reader, memberId: string): Promise<OrderRow[]> {
  return reader.ticketOrder.findMany({ where: { memberId, state: { in: ["held", "checkout"] } } });
}

/** What a receipt names beside the order: the gateway's transaction and the version of the rules that was signed. */
export async function findReceiptFacts(
  reader: Reader,
  orderId: string,
): Promise<{ transaction: string | null; rulesVersion: number }> {
  const order = await reader.ticketOrder.findUniqueOrThrow({
    where: { id: orderId },
    select: { rulesVersion: true, payments: { orderBy: { createdAt: "desc" }, take: 1 } },
  });
  const payment = order.payments[0];
  return { transaction: payment?.chargeId ?? payment?.intentId ?? null, rulesVersion: order.rulesVersion };
}

/** Locks the order, in the order in which issuing locks, and reads its tickets. */
export async function lockTicketsOfOrder(
  tx: Tx,
  orderId: string,
): Promise<Array<{ id: string; state: string; pricePaidMinor: number }>> {
  await tx.query({ text: "select id from ticket_order where id = $1::uuid for update", values: [orderId] });
  return tx.ticket.findMany({
    where: { orderId },
    orderBy: { issueOrder: "asc" },
    select: { id: true, state: true, pricePaidMinor: true },
  });
}

/** Whether everything that was captured for an order has gone back. */
export async function isWholeRefunded(reader: Reader, orderId: string): Promise<boolean> {
  const payment = await reader.payment.findFirst({ where: { orderId }, orderBy: { createdAt: "desc" } });
  return payment !== null && payment.capturedMinor > 0 && payment.refundedMinor === payment.capturedMinor;
}
