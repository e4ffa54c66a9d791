import { passesLuhn, testCard } from "../stripe/cards";
import { type Action, type Allocation, type Book, type Dispute, newId, type Page, type Payment } from "./book";
import { invalid, notFound, Refusal } from "./refusal";

/** What acting on payments needs: the book, who hears of it, and whose account the venue's own is. */
export interface World {
  book: Book;
  tell(type: string, data: Record<string, unknown>): void;
  platformEntity: string;
  pageMs: number;
  /** Captures, voids and refunds are carried out this much later than they are accepted. */
  actionDelayMs: number;
}

/** What a customer types. */
export interface Card {
  number: string;
  expMonth: number;
  expYear: number;
  name: string;
  email: string;
  address: { line1: string; city: string; state: string; postalCode: string; country: string };
}

const LAPSE_MS = 7 * 86_400_000;
const DISPUTE_FEE = 15;
const SCHEMES: Record<string, string> = {
  visa: "Visa",
  mastercard: "Mastercard",
  amex: "American Express",
  discover: "Discover",
};
const DECLINES: Record<string, string> = {
  insufficient_funds: "20051",
  expired_card: "30033",
  incorrect_cvc: "20087",
  lost_card: "30041",
  stolen_card: "30043",
};

export function pageStatus({ book, pageMs }: World, page: Page): "Payment Pending" | "Payment Received" | "Expired" {
  if (page.paymentId) return "Payment Received";
  return page.endedEarly || page.createdMs + pageMs <= book.nowMs() ? "Expired" : "Payment Pending";
}

function act(world: World, payment: Payment, type: Action["type"], amount: number, more: Partial<Action> = {}): Action {
  const at = world.book.nowText();
  return {
    id: newId("act"),
    type,
    requested_on: at,
    processed_on: at,
    amount,
    approved: true,
    response_code: "10000",
    response_summary: "Approved",
    ...(payment.reference ? { reference: payment.reference } : {}),
    metadata: {},
    ...more,
  };
}

function told(payment: Payment, action: Action, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: payment.id,
    action_id: action.id,
    amount: action.amount,
    currency: payment.currency,
    processed_on: action.processed_on,
    response_code: action.response_code,
    response_summary: action.response_summary,
    ...(payment.reference ? { reference: payment.reference } : {}),
    ...more,
  };
}

/** Types a card into an open page. `paid`: it was accepted and the page is over; otherwise why not. */
export function payPage(world: World, page: Page, card: Card): { paid: boolean; message: string; paymentId?: string } {
  if (pageStatus(world, page) !== "Payment Pending") throw new Refusal(410, ["page_over"]);
  const known = testCard(card.number);
  if (!passesLuhn(card.number)) return { paid: false, message: "Your card number is not valid." };
  if (!known) return { paid: false, message: "Use one of the test cards." };
  const now = new Date(world.book.nowMs());
  if (card.expYear * 12 + card.expMonth < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1)
    return { paid: false, message: "Your card has expired." };
  const { wish } = page;
  for (const { id } of wish.amount_allocations ?? [])
    if (world.book.entity(id)?.status !== "active") return { paid: false, message: "This seller takes no payments." };
  const code = known.decline ? (DECLINES[known.decline.decline_code ?? known.decline.code] ?? "20005") : "10000";
  const avs = known.postal === "unavailable" ? "U" : known.postal ? (known.line1 ? "N" : "A") : known.line1 ? "Z" : "Y";
  const payment: Payment = {
    id: newId("pay"),
    requested_on: world.book.nowText(),
    createdMs: world.book.nowMs(),
    amount: wish.amount,
    currency: wish.currency,
    ...(wish.reference ? { reference: wish.reference } : {}),
    metadata: wish.metadata ?? {},
    status: known.decline ? "Declined" : "Authorized",
    approved: !known.decline,
    source: {
      id: newId("src"),
      type: "card",
      scheme: SCHEMES[known.brand] ?? known.brand,
      last4: card.number.slice(-4),
      bin: card.number.slice(0, 6),
      expiry_month: card.expMonth,
      expiry_year: card.expYear,
      name: card.name,
      card_type: known.funding.toUpperCase(),
      card_category: "CONSUMER",
      issuer_country: "US",
      avs_check: avs,
      cvv_check: known.cvc === "fail" ? "N" : "Y",
      billing_address: {
        address_line1: card.address.line1,
        city: card.address.city,
        state: card.address.state,
        zip: card.address.postalCode,
        country: card.address.country,
      },
    },
    allocations: wish.amount_allocations ?? [],
    ...{ captured: 0, refunded: 0, voided: 0, commission: 0, commissionBack: 0 },
    actions: [],
    waiting: [],
    disputesLater: known.disputes === true,
  };
  const action = act(world, payment, "Authorization", wish.amount, {
    approved: payment.approved,
    response_code: code,
    response_summary: payment.approved ? "Approved" : (known.decline?.message ?? "Declined"),
    metadata: payment.metadata,
  });
  payment.actions.push(action);
  world.book.addPayment(payment);
  if (payment.approved) page.paymentId = payment.id;
  const data = told(payment, action, { metadata: payment.metadata, source: payment.source, payment_type: "Regular" });
  world.tell(payment.approved ? "payment_approved" : "payment_declined", data);
  if (payment.approved && wish.capture !== false) capture(world, payment, {});
  return { paid: payment.approved, message: action.response_summary, paymentId: payment.id };
}

interface ActionWish {
  amount?: number;
  reference?: string;
  capture_type?: "Final" | "NonFinal";
  amount_allocations?: Allocation[];
  metadata?: Record<string, unknown>;
}

const commissionOf = (allocations: Allocation[]) =>
  allocations.reduce((sum, each) => sum + (each.commission?.amount ?? 0), 0);

function checkAllocations(payment: Payment, amount: number, given: Allocation[] | undefined): Allocation[] {
  const allocations = given ?? payment.allocations;
  if (payment.allocations.length === 0 && given) throw invalid("amount_allocations_not_supported");
  if (given && given.reduce((sum, each) => sum + each.amount, 0) !== amount)
    throw invalid("amount_allocations_sum_mismatch");
  for (const { id } of allocations)
    if (!payment.allocations.some((each) => each.id === id)) throw invalid("amount_allocations_id_invalid");
  return allocations;
}

function accept(world: World, payment: Payment, action: Action, commission: number): { action_id: string } {
  payment.waiting.push({ dueMs: world.book.nowMs() + world.actionDelayMs, action, commission });
  if (world.actionDelayMs <= 0) carryOut(world, payment);
  else setTimeout(() => carryOut(world, payment), world.actionDelayMs).unref();
  world.book.save();
  return { action_id: action.id };
}

export function capture(world: World, payment: Payment, wish: ActionWish): { action_id: string } {
  const amount = wish.amount ?? payment.amount;
  if (payment.status !== "Authorized" || payment.waiting.length > 0)
    throw new Refusal(403, ["capture_not_allowed"], "request_not_allowed");
  if (amount > payment.amount) throw invalid("capture_value_greater_than_authorized");
  if (amount < 1) throw invalid("amount_invalid");
  const allocations = checkAllocations(payment, amount, wish.amount_allocations);
  const action = act(world, payment, "Capture", amount, { metadata: wish.metadata ?? {} });
  return accept(world, payment, action, commissionOf(allocations));
}

export function voidPayment(world: World, payment: Payment, wish: ActionWish): { action_id: string } {
  if (payment.status !== "Authorized" || payment.waiting.length > 0)
    throw new Refusal(403, ["void_not_allowed"], "request_not_allowed");
  return accept(world, payment, act(world, payment, "Void", payment.amount, { metadata: wish.metadata ?? {} }), 0);
}

export function refund(world: World, payment: Payment, wish: ActionWish): { action_id: string } {
  const asked = payment.waiting.reduce((sum, { action }) => sum + (action.type === "Refund" ? action.amount : 0), 0);
  const left = payment.captured - payment.refunded - asked;
  const amount = wish.amount ?? left;
  if (payment.captured === 0) throw new Refusal(403, ["refund_not_allowed"], "request_not_allowed");
  if (amount > left || amount < 1) throw invalid("refund_amount_exceeds_balance");
  const allocations = checkAllocations(payment, amount, wish.amount_allocations);
  const action = act(world, payment, "Refund", amount, { metadata: wish.metadata ?? {} });
  return accept(world, payment, action, wish.amount_allocations ? commissionOf(allocations) : 0);
}

/** Does what was accepted and is due. */
export function carryOut(world: World, payment: Payment): void {
  for (const { action, commission } of payment.waiting.splice(0)) {
    action.processed_on = world.book.nowText();
    payment.actions.unshift(action);
    const entity = payment.allocations[0]?.id ?? world.platformEntity;
    const [ours, theirs] = [commission, entity === world.platformEntity ? 0 : commission];
    if (action.type === "Void") {
      payment.status = "Voided";
      payment.voided = action.amount;
      world.tell("payment_voided", told(payment, action));
    } else if (action.type === "Capture") {
      payment.captured = action.amount;
      payment.commission = commission;
      payment.status = "Captured";
      const fees: Array<[string, number]> = [
        ["Premium Variable Fee", Math.round(action.amount * 0.029) / 100],
        ["Gateway Fixed Fee", 0.1],
        ["Scheme Fixed Fee", 0.2],
      ];
      book(world, payment, action, "Capture", fees);
      world.book.move(entity, payment.currency, action.amount - theirs);
      if (theirs > 0) world.book.move(world.platformEntity, payment.currency, ours);
      world.tell("payment_captured", told(payment, action));
      if (payment.disputesLater) openDispute(world, payment, "fraudulent");
    } else {
      payment.refunded += action.amount;
      payment.commissionBack += commission;
      payment.status = payment.refunded === payment.captured ? "Refunded" : "Partially Refunded";
      world.book.move(entity, payment.currency, theirs - action.amount);
      if (theirs > 0) world.book.move(world.platformEntity, payment.currency, -ours);
      world.tell("payment_refunded", told(payment, action));
    }
  }
  world.book.save();
}

/** Fees in major units, written into the vendor's books and taken from the account. */
function book(world: World, payment: Payment, action: { id: string }, type: string, fees: Array<[string, number]>) {
  const entity = payment.allocations[0]?.id;
  world.book.kept.financial.push({
    payment_id: payment.id,
    action_id: action.id,
    action_type: type,
    entity_id: world.platformEntity,
    ...(entity ? { sub_entity_id: entity } : {}),
    processed_on: world.book.nowText(),
    breakdown: fees.map(([breakdown_type, amount]) => ({
      breakdown_type,
      holding_currency: payment.currency,
      holding_currency_amount: -amount,
    })),
  });
  const minor = Math.round(fees.reduce((sum, [, amount]) => sum + amount, 0) * 100);
  world.book.move(entity ?? world.platformEntity, payment.currency, -minor);
}

/** Ends authorisations that nobody captured within a week. */
export function lapse(world: World): void {
  for (const payment of world.book.kept.payments)
    if (payment.status === "Authorized" && payment.createdMs + LAPSE_MS <= world.book.nowMs()) {
      payment.status = "Expired";
      world.tell("payment_expired", { id: payment.id, reference: payment.reference });
    }
}

export function openDispute(world: World, payment: Payment, category: string): Dispute {
  if (payment.captured === 0) throw invalid("payment_not_captured");
  const at = world.book.nowText();
  const dispute: Dispute = {
    id: newId("dsp"),
    category,
    status: "evidence_required",
    amount: payment.captured - payment.refunded,
    currency: payment.currency,
    reason_code: "10.4",
    payment_id: payment.id,
    received_on: at,
    last_update: at,
    evidence: {},
    submissions: 0,
  };
  world.book.kept.disputes.push(dispute);
  const entity = payment.allocations[0]?.id ?? world.platformEntity;
  world.book.move(entity, payment.currency, -dispute.amount);
  book(world, payment, { id: newId("act") }, "Chargeback", [["Chargeback Fixed Fee", DISPUTE_FEE]]);
  tellDispute(world, payment, dispute, "dispute_received");
  tellDispute(world, payment, dispute, "dispute_evidence_required");
  return dispute;
}

export function closeDispute(world: World, id: string, outcome: "won" | "lost"): Dispute {
  const dispute = world.book.kept.disputes.find((one) => one.id === id);
  const payment = dispute && world.book.payment(dispute.payment_id);
  if (!dispute || !payment) throw notFound();
  dispute.status = outcome;
  dispute.last_update = world.book.nowText();
  const entity = payment.allocations[0]?.id ?? world.platformEntity;
  if (outcome === "won") world.book.move(entity, payment.currency, dispute.amount);
  tellDispute(world, payment, dispute, `dispute_${outcome}`);
  return dispute;
}

function tellDispute(world: World, payment: Payment, dispute: Dispute, type: string): void {
  const { evidence: _, submissions: __, ...shown } = dispute;
  const entity_id = payment.allocations[0]?.id ?? world.platformEntity;
  world.tell(type, { ...shown, payment_reference: payment.reference, entity_id });
}

/** A payment as the API shows it. */
export function shownPayment(payment: Payment): Record<string, unknown> {
  const open = payment.status === "Authorized" ? payment.amount : 0;
  return {
    id: payment.id,
    requested_on: payment.requested_on,
    amount: payment.amount,
    currency: payment.currency,
    payment_type: "Regular",
    ...(payment.reference ? { reference: payment.reference } : {}),
    approved: payment.approved,
    status: payment.status,
    source: payment.source,
    metadata: payment.metadata,
    balances: {
      total_authorized: payment.approved ? payment.amount : 0,
      total_voided: payment.voided,
      available_to_void: open,
      total_captured: payment.captured,
      available_to_capture: open,
      total_refunded: payment.refunded,
      available_to_refund: payment.captured - payment.refunded,
    },
  };
}
