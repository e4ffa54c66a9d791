import type { Reader, Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Prisma } from "@/server/kernel/prisma/client";
import type { PaymentState } from "./payment";

export type PaymentRow = Prisma.PaymentGetPayload<object>;
export type RefundRow = Prisma.RefundGetPayload<object>;

export async function findPayment(reader: Reader, paymentId: string): Promise<PaymentRow | null> {
  return reader.payment.findUnique({ where: { id: paymentId } });
}

/** The payment of an order that may still lead to money; the database allows one. */
export async function findAlivePayment(reader: Reader, orderId: string): Promise<PaymentRow | null> {
  return reader.payment.findFirst({ where: { orderId, state: { in: ["created", "authorised", "captured"] } } });
}

/** The order's payment that counts: the one alive, else the one begun last. */
export async function findNewestPayment(reader: Reader, orderId: string): Promise<PaymentRow | null> {
  return (
    (await findAlivePayment(reader, orderId)) ??
    (await reader.payment.findFirst({ where: { orderId }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] }))
  );
}

/** By what the gateway calls it, on the account it was made on; never by anything a message claims beside that. */
export async function findPaymentByGatewayId(
  reader: Reader,
  gateway: string,
  /** Null where nobody said whose it is; a gateway's ids are its own, whatever account they are of. */
  account: string | null,
  ids: { checkoutId: string | null; intentId: string | null; chargeId: string | null },
): Promise<PaymentRow | null> {
  const alternatives: Prisma.PaymentWhereInput[] = [];
  if (ids.checkoutId) alternatives.push({ checkoutId: ids.checkoutId });
  if (ids.intentId) alternatives.push({ intentId: ids.intentId });
  if (ids.chargeId) alternatives.push({ chargeId: ids.chargeId });
  if (alternatives.length === 0) return null;
  return reader.payment.findFirst({
    where: { gateway, ...(account === null ? {} : { account }), OR: alternatives },
  });
}

/** Whether anything of ours is on this account of the gateway's. */
export async function accountIsKnown(reader: Reader, gateway: string, account: string): Promise<boolean> {
  const owner = await reader.merchantAccount.count({ where: { gateway, account } });
  return owner > 0 || (await reader.payment.count({ where: { gateway, account }, take: 1 })) > 0;
}

/** The organisation whose game an order is for. */
export async function findOrganisationOfOrder(reader: Reader, orderId: string): Promise<string> {
  const order = await reader.ticketOrder.findUniqueOrThrow({
    where: { id: orderId },
    select: { raffle: { select: { game: { select: { organisationId: true } } } } },
  });
  return order.raffle.game.organisationId;
}

/** Whether an order has its tickets, so that its capture stands in the ledger or is about to. */
export async function orderHasTickets(reader: Reader, orderId: string): Promise<boolean> {
  const order = await reader.ticketOrder.findUnique({ where: { id: orderId }, select: { state: true } });
  return order?.state === "issued" || order?.state === "captured" || order?.state === "refunded";
}

/** Creates the row that reserves a payment. False when the order has one alive already. */
export async function insertPayment(tx: Tx, data: Prisma.PaymentUncheckedCreateInput): Promise<boolean> {
  const rows = await tx.query<{ id: string }>({
    text: `insert into payment (id, order_id, gateway, account, state, amount_minor, fee_minor, currency, created_at, updated_at)
           values ($1::uuid, $2::uuid, $3, $4, 'created', $5, $6, $7, $8::timestamptz, $8::timestamptz)
           on conflict do nothing returning id::text`,
    values: [
      data.id,
      data.orderId,
      data.gateway,
      data.account,
      data.amountMinor,
      data.feeMinor,
      data.currency,
      data.createdAt,
    ],
  });
  return rows.length === 1;
}

/** Keeps others from changing a payment until this transaction ends, and gives its row as it is now. */
export async function lockPayment(tx: Tx, paymentId: string): Promise<PaymentRow> {
  await tx.query({ text: "select id::text from payment where id = $1::uuid for update", values: [paymentId] });
  const row = await findPayment(tx, paymentId);
  if (!row) throw new AppError("paymentNotFound", 404);
  return row;
}

/** Changes a payment that is still in one of `states`. Returns whether it was. */
export async function changePayment(
  tx: Tx,
  paymentId: string,
  states: PaymentState[],
  data: Prisma.PaymentUncheckedUpdateManyInput,
): Promise<boolean> {
  const { count } = await tx.payment.updateMany({ where: { id: paymentId, state: { in: states } }, data });
  return count === 1;
}

/** Writes down the page that was opened for a payment, unless it has one or is over. Returns whether it did. */
export async function keepPage(
  tx: Tx,
  paymentId: string,
  data: { checkoutId: string; checkoutUrl: string; pageClosesAt: Date; updatedAt: Date },
): Promise<boolean> {
  const { count } = await tx.payment.updateMany({ where: { id: paymentId, state: "created", checkoutId: null }, data });
  return count === 1;
}

/** Payments that ended while their page could not be: those looked at longest ago first. */
export async function findLeftPages(reader: Reader, limit: number): Promise<PaymentRow[]> {
  return reader.payment.findMany({ where: { pageLeftOpen: true }, orderBy: { pageClosesAt: "asc" }, take: limit });
}

export async function changePageLeftOpen(tx: Tx, paymentId: string, pageLeftOpen: boolean): Promise<void> {
  await tx.payment.update({ where: { id: paymentId }, data: { pageLeftOpen } });
}

/** Captured payments of which the gateway has not said its fee, begun since a moment. */
export async function findWithoutFee(reader: Reader, since: Date, limit: number): Promise<PaymentRow[]> {
  return reader.payment.findMany({
    where: { state: { in: ["captured", "refunded"] }, processingMinor: null, createdAt: { gte: since } },
    orderBy: { createdAt: "asc" },
    take: limit,
  });
}

/** Writes to a payment whose lock this transaction holds; gives the row as it is then. */
export async function writePayment(
  tx: Tx,
  paymentId: string,
  data: Prisma.PaymentUncheckedUpdateInput,
): Promise<PaymentRow> {
  return tx.payment.update({ where: { id: paymentId }, data });
}

export async function findRefundByKey(reader: Reader, key: string): Promise<RefundRow | null> {
  return reader.refund.findUnique({ where: { key } });
}

export async function findRefunds(reader: Reader, paymentId: string): Promise<RefundRow[]> {
  return reader.refund.findMany({ where: { paymentId }, orderBy: { requestedAt: "asc" } });
}

export async function insertRefund(tx: Tx, data: Prisma.RefundUncheckedCreateInput): Promise<void> {
  await tx.refund.create({ data });
}

/** Ends a refund that was asked for. Returns whether this call ended it. */
export async function endRefund(
  tx: Tx,
  refundId: string,
  data: { state: "done" | "failed"; gatewayId: string | null; doneAt: Date },
): Promise<boolean> {
  const { count } = await tx.refund.updateMany({ where: { id: refundId, state: "requested" }, data });
  return count === 1;
}

/** Refunds that were asked for and of which nobody has heard since. */
export async function findStaleRefunds(reader: Reader, before: Date, limit: number): Promise<RefundRow[]> {
  return reader.refund.findMany({
    where: { state: "requested", requestedAt: { lt: before } },
    orderBy: { requestedAt: "asc" },
    take: limit,
  });
}

/** Payments of an account that were begun or changed since, with their order's state and one of its valid tickets. */
export async function findPaymentsSince(reader: Reader, gateway: string, account: string, since: Date) {
  return reader.payment.findMany({
    where: { gateway, account, OR: [{ createdAt: { gte: since } }, { updatedAt: { gte: since } }] },
    include: {
      order: { select: { state: true, tickets: { where: { state: "valid" }, select: { id: true }, take: 1 } } },
    },
  });
}

export interface OrganisationGateway {
  organisationId: string;
  name: string;
  website: string | null;
  gateway: string;
  account: string | null;
  ready: boolean;
}

function gatewayOf(row: {
  id: string;
  name: string;
  website: string | null;
  gateway: string;
  gatewayAccount: string | null;
  gatewayReady: boolean;
}) {
  return {
    organisationId: row.id,
    name: row.name,
    website: row.website,
    gateway: row.gateway,
    account: row.gatewayAccount,
    ready: row.gatewayReady,
  };
}

export async function findOrganisationGateway(
  reader: Reader,
  organisationId: string,
): Promise<OrganisationGateway | null> {
  const row = await reader.organisation.findUnique({ where: { id: organisationId } });
  return row && gatewayOf(row);
}

/** The organisation an account belongs to, with that account, whether it is the one in force or an earlier one. */
export async function findOrganisationByAccount(
  reader: Reader,
  { gateway, account }: { gateway: string; account: string },
): Promise<OrganisationGateway | null> {
  const row = await reader.merchantAccount.findFirst({ where: { gateway, account }, include: { organisation: true } });
  return row && { ...gatewayOf(row.organisation), gateway, account: row.account, ready: row.ready };
}

/** Every account of every organisation at its gateway, an organisation's own side by side. */
export async function findConnectedOrganisations(reader: Reader): Promise<OrganisationGateway[]> {
  const rows = await reader.merchantAccount.findMany({
    include: { organisation: true },
    orderBy: [{ organisation: { name: "asc" } }, { createdAt: "asc" }],
  });
  return rows.map((row) => ({
    ...gatewayOf(row.organisation),
    gateway: row.gateway,
    account: row.account,
    ready: row.ready,
  }));
}

/** Gives an organisation its account, if it has none yet. */
export async function setOrganisationAccount(
  tx: Tx,
  organisationId: string,
  { gateway, account }: { gateway: string; account: string },
): Promise<void> {
  await tx.organisation.updateMany({
    where: { id: organisationId, gatewayAccount: null },
    data: { gateway, gatewayAccount: account },
  });
}

/** Whether an account may take charges, written down at the account and, where it is in force, at its organisation. */
export async function setAccountReady(
  tx: Tx,
  { gateway, account }: { gateway: string; account: string },
  ready: boolean,
): Promise<void> {
  await tx.merchantAccount.updateMany({ where: { gateway, account, ready: !ready }, data: { ready } });
  await tx.organisation.updateMany({
    where: { gateway, gatewayAccount: account, gatewayReady: !ready },
    data: { gatewayReady: ready },
  });
}
