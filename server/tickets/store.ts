import type { Database, Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { Prisma } from "@/server/kernel/prisma/client";
import type { OrderState } from "./order-states";
import type { EntryDecision } from "./ports";

/** What a sale needs to know of a raffle, read in one go. Amounts in minor units. */
export interface SaleTerms {
  raffleId: string;
  slug: string;
  title: string;
  state: string;
  opensAt: Date;
  closesAt: Date;
  timeZone: string;
  organisationId: string;
  organisationName: string;
  organisationActive: boolean;
  gatewayReady: boolean;
  feeBasisPoints: number;
  priceMinor: number;
  currency: string;
  ticketCap: number | null;
  issued: number;
  frozen: boolean;
  perPersonMaximum: number | null;
  freeEntryAllowed: boolean;
  donationsAllowed: boolean;
  coverFeeAllowed: boolean;
  staffBarred: boolean;
  rulesText: string;
  rulesVersion: number;
}

/** One prepared statement: it stands on the path of every purchase, where five of Prisma's cost as much as the issue. */
export async function findSaleTerms(reader: Reader, raffleId: string): Promise<SaleTerms | null> {
  const [row] = await reader.query<SaleTerms>({
    name: "sale_terms",
    text: `select g.id::text as "raffleId", g.slug, r.title, replace(g.state::text, '-', '_') as state, g.opens_at as "opensAt",
                  g.closes_at as "closesAt", g.time_zone as "timeZone", o.id::text as "organisationId",
                  o.name as "organisationName", o.status = 'active' as "organisationActive", o.gateway_ready as "gatewayReady",
                  o.fee_basis_points as "feeBasisPoints", r.price_minor as "priceMinor", r.currency, r.ticket_cap as "ticketCap",
                  coalesce(s.issued, 0) as issued, s.frozen_at is not null as frozen,
                  r.per_person_maximum as "perPersonMaximum", r.free_entry_allowed as "freeEntryAllowed",
                  r.donations_allowed as "donationsAllowed", r.cover_fee_allowed as "coverFeeAllowed",
                  r.staff_barred as "staffBarred", r.rules_text as "rulesText", r.rules_version as "rulesVersion"
             from game g join raffle r on r.game_id = g.id join organisation o on o.id = g.organisation_id
             left join raffle_sales s on s.raffle_id = g.id
            where g.id = $1::uuid`,
    values: [raffleId],
  });
  return row ?? null;
}

export interface Buyer {
  memberId: string;
  email: string;
  /** As it stands in the account. */
  name: string;
  locale: string;
  status: string;
  excludedUntil: Date | null;
  emailVerified: boolean;
  residenceRevision: number;
  postalCode: string;
  country: string;
  residence: {
    street: string;
    city: string;
    postalCode: string;
    country: string;
    subdivisionId: string;
    countyIds: string[];
    municipalityIds: string[];
  };
  /** Organisations whose staff this person is. */
  staffOf: string[];
}

export async function findBuyer(reader: Reader, memberId: string): Promise<Buyer | null> {
  const [row] = await reader.query<Omit<Buyer, "residence"> & Buyer["residence"]>({
    name: "buyer",
    text: `select m.id::text as "memberId", m.email, m.given_name || ' ' || m.family_name as name, m.locale, m.status, m.excluded_until as "excludedUntil",
                  m.email_verified_at is not null as "emailVerified", m.residence_revision as "residenceRevision",
                  m.street, m.city, m.postal_code as "postalCode", m.country, m.subdivision_id as "subdivisionId",
                  m.county_ids as "countyIds", m.municipality_ids as "municipalityIds",
                  array(select distinct organisation_id::text from member_role
                         where member_id = m.id and status = 'active' and organisation_id is not null) as "staffOf"
             from member m where m.id = $1::uuid`,
    values: [memberId],
  });
  if (!row) return null;
  const { street, city, subdivisionId, countyIds, municipalityIds, ...buyer } = row;
  const { postalCode, country } = row;
  return { ...buyer, residence: { street, city, postalCode, country, subdivisionId, countyIds, municipalityIds } };
}

export type OrderRow = Prisma.TicketOrderGetPayload<object>;

export async function findOrder(reader: Reader, orderId: string): Promise<OrderRow | null> {
  return reader.ticketOrder.findUnique({ where: { id: orderId } });
}

export async function findOrderByKey(reader: Reader, memberId: string, key: string): Promise<OrderRow | null> {
  return reader.ticketOrder.findUnique({ where: { memberId_idempotencyKey: { memberId, idempotencyKey: key } } });
}

/** Tickets a person holds, or has set aside, in a raffle. */
export async function countHeldBy(reader: Reader, raffleId: string, memberId: string): Promise<number> {
  return reader.ticket.count({ where: { raffleId, holderId: memberId, state: { in: ["issued", "valid"] } } });
}

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
  outcome: "issued" | "already" | "not-ready" | "closed" | "suspended" | "sold-out" | "limit" | "rules-changed";
  issued_count: number;
  remaining: number | null;
}

/**
 * The hot statement: issues the order's tickets and posts its ledger in one round trip, a transaction of its own,
 * prepared through `pg` because Prisma's interactive transaction costs five times as much here (docs/decisions).
 * `now` is for tests; null means the database's clock.
 */
export async function issueTickets(
  db: Database,
  issue: { orderId: string; rulesVersion: bigint; evidence: unknown; now: Date | null },
): Promise<IssueAnswer> {
  const [answer] = await db.query<IssueAnswer & Record<string, unknown>>({
    name: "issue_tickets",
    text: "select * from issue_tickets($1::uuid, $2::bigint, $3::jsonb, $4::timestamptz)",
    values: [issue.orderId, issue.rulesVersion.toString(), JSON.stringify(issue.evidence), issue.now],
  });
  if (!answer) throw new Error("issue_tickets answered nothing");
  return answer;
}

/** Marks an issued order captured, with its ledger. True when this call did it, false when it was done already. */
export async function settleOrderRow(tx: Tx, orderId: string, now: Date | null): Promise<boolean> {
  const [answer] = await tx.query<{ outcome: string }>({
    text: "select outcome from settle_order($1::uuid, $2::timestamptz)",
    values: [orderId, now],
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

/** Keeps a signature under a text; each version that somebody agreed to stays readable. */
export async function insertAgreement(tx: Tx, data: Prisma.AgreementSignatureUncheckedCreateInput): Promise<void> {
  await tx.agreementSignature.create({ data });
}

/** Keeps a decision that lets money move on (J14). */
export async function insertEvidence(
  tx: Tx,
  evidence: {
    gameId: string;
    memberId: string;
    orderId: string;
    purpose: string;
    decision: EntryDecision;
    at: Date;
  },
): Promise<void> {
  await tx.decisionEvidence.create({
    data: {
      id: newId(evidence.at.getTime()),
      gameId: evidence.gameId,
      memberId: evidence.memberId,
      orderId: evidence.orderId,
      purpose: evidence.purpose,
      input: evidence.decision.input as never,
      decision: evidence.decision.decision,
      reasons: evidence.decision.reasons as never,
      rulesVersion: evidence.decision.rulesVersion,
      decidedAt: evidence.at,
    },
  });
}

/** Orders of a member that are still being paid for. */
export async function findOpenOrders(reader: Reader, memberId: string): Promise<OrderRow[]> {
  return reader.ticketOrder.findMany({ where: { memberId, state: { in: ["held", "checkout"] } } });
}

export async function findMemberIdByEmail(reader: Reader, email: string): Promise<string | null> {
  const member = await reader.member.findUnique({ where: { email }, select: { id: true } });
  return member?.id ?? null;
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
