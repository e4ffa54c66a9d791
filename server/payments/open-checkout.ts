import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { cancelPayment } from "./cancel-payment";
import { refreshAccount } from "./connect-account";
import { GatewayRefusal } from "./ports";
import { type PaymentDeps, refreshPayment } from "./refresh-payment";
import {
  changePayment,
  findAlivePayment,
  findOrganisationGateway,
  findPayment,
  insertPayment,
  keepPage,
  type PaymentRow,
} from "./store";

export interface OpenCheckoutDeps extends PaymentDeps {
  /** Where the buyer comes back to; `paid` after the card was accepted, `back` when they turned round. */
  returnUrl(orderId: string, outcome: "paid" | "back"): string;
}

export interface CheckoutOrder {
  orderId: string;
  organisationId: string;
  totalMinor: number;
  venueFeeMinor: number;
  currency: string;
  email: string;
  locale: string;
  lines: Array<{ name: string; quantity: number; unitMinor: number }>;
}

/** Hosted pages live for at least half an hour by the gateway's rule; the order's own end closes them by a call. */
const PAGE_SECONDS = 31 * 60;
const MAXIMUM_TRIES = 4;

/**
 * Opens the gateway's hosted page for an order, or gives the address of the one that is open already. Reserves the
 * payment's row, calls the gateway with that row's key, writes the answer down: whoever repeats it after a crash comes
 * to the same page. Throws AppError: gatewayNotReady, orderPaid, gatewayRefused, gatewayUnavailable.
 */
export async function openCheckout(
  deps: OpenCheckoutDeps,
  order: CheckoutOrder,
): Promise<{ paymentId: string; url: string }> {
  const sum = order.lines.reduce((total, line) => total + line.unitMinor * line.quantity, 0);
  if (sum !== order.totalMinor)
    throw new Error(`order ${order.orderId}: its lines come to ${sum}, not ${order.totalMinor}`);
  const organisation = await findOrganisationGateway(deps.db, order.organisationId);
  if (!organisation?.account || !organisation.ready) throw new AppError("gatewayNotReady", 409);

  for (let attempt = 0; attempt < MAXIMUM_TRIES; attempt++) {
    const row =
      (await findAlivePayment(deps.db, order.orderId)) ??
      (await reserve(deps, order, organisation.gateway, organisation.account));
    if (!row) continue;
    if (row.state !== "created") throw new AppError("orderPaid", 409);
    if (!isFor(row, order)) {
      await cancelPayment(deps, row.id);
      continue;
    }
    if (row.checkoutUrl) {
      const facts = await refreshPayment(deps, row);
      if (facts.state === "created") return { paymentId: row.id, url: row.checkoutUrl };
      if (facts.state === "authorised" || facts.state === "captured") throw new AppError("orderPaid", 409);
      continue;
    }
    const url = await askForPage(deps, order, row);
    if (url) return { paymentId: row.id, url };
  }
  throw new AppError("gatewayRefused", 502);
}

function isFor(row: PaymentRow, order: CheckoutOrder): boolean {
  return (
    row.amountMinor === order.totalMinor && row.feeMinor === order.venueFeeMinor && row.currency === order.currency
  );
}

async function reserve(
  deps: OpenCheckoutDeps,
  order: CheckoutOrder,
  gateway: string,
  account: string,
): Promise<PaymentRow | null> {
  const now = deps.clock.now();
  await deps.db.transaction((tx) =>
    insertPayment(tx, {
      id: newId(now.getTime()),
      orderId: order.orderId,
      gateway,
      account,
      amountMinor: order.totalMinor,
      feeMinor: order.venueFeeMinor,
      currency: order.currency,
      createdAt: now,
      updatedAt: now,
    }),
  );
  // Ours, or that of whoever came first: there is one alive at a time.
  return findAlivePayment(deps.db, order.orderId);
}

/** Null when this row's page cannot be had any more; the row is over then, and another may be begun. */
async function askForPage(deps: OpenCheckoutDeps, order: CheckoutOrder, row: PaymentRow): Promise<string | null> {
  const gateway = deps.gateways.of(row.gateway);
  let page: Awaited<ReturnType<typeof gateway.createCheckout>>;
  try {
    page = await gateway.createCheckout({
      key: `checkout:${row.id}`,
      account: row.account,
      reference: row.id,
      currency: order.currency,
      lines: order.lines,
      feeMinor: order.venueFeeMinor,
      email: order.email,
      locale: order.locale,
      successUrl: deps.returnUrl(order.orderId, "paid"),
      cancelUrl: deps.returnUrl(order.orderId, "back"),
      // From the row, so that a repetition asks for the very same thing.
      expiresAt: new Date(row.createdAt.getTime() + PAGE_SECONDS * 1000),
    });
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    log.warn("checkout_refused", { orderId: order.orderId, paymentId: row.id, code: error.code, error });
    await deps.db.transaction((tx) =>
      changePayment(tx, row.id, ["created"], { state: "cancelled", updatedAt: deps.clock.now() }),
    );
    // The gateway may have closed the organisation's account since we last heard.
    const state = await refreshAccount(deps, row).catch(() => null);
    if (error.code === "accountClosed" || state?.ready === false) throw new AppError("gatewayNotReady", 409);
    return null;
  }
  const { checkoutId, url: checkoutUrl, closesAt: pageClosesAt } = page;
  const data = { checkoutId, checkoutUrl, pageClosesAt, updatedAt: deps.clock.now() };
  const kept = await deps.db.transaction((tx) => keepPage(tx, row.id, data));
  if (kept) return checkoutUrl;
  const now = await findPayment(deps.db, row.id);
  // Of several who asked at once the first page counts; a gateway that knows keys gave all of them the same one.
  if (now?.state === "created" && now.checkoutUrl) return now.checkoutUrl;
  // The order ended while the gateway was answering: nobody has seen this page, and nobody shall.
  await gateway.expireCheckout(row.account, checkoutId).catch((error: unknown) => {
    log.warn("checkout_not_expired", { paymentId: row.id, checkoutId, error });
  });
  return null;
}
