import type { Reader } from "@/server/kernel/db";
import type { DisputedPurchase } from "./dispute-evidence";

export interface DisputeRow {
  paymentId: string;
  orderId: string;
  raffle: string;
  buyer: string;
  amountMinor: number;
  currency: string;
  state: "open" | "won" | "lost";
  reason: string;
  updatedAt: Date;
}

/** The disputes over an organisation's payments, those that wait for an answer first. */
export function findDisputes(reader: Reader, organisationId: string): Promise<DisputeRow[]> {
  return reader.query<DisputeRow & Record<string, unknown>>({
    text: `select p.id::text as "paymentId", o.id::text as "orderId", r.title as raffle,
                  m.given_name || ' ' || m.family_name as buyer, p.amount_minor as "amountMinor", p.currency,
                  p.dispute_state as state, coalesce(p.dispute_reason, '') as reason, p.updated_at as "updatedAt"
             from payment p join ticket_order o on o.id = p.order_id join raffle r on r.game_id = o.raffle_id
             join game g on g.id = o.raffle_id join member m on m.id = o.member_id
            where g.organisation_id = $1::uuid and p.dispute_state is not null
            order by p.dispute_state = 'open' desc, p.updated_at desc limit 500`,
    values: [organisationId],
  });
}

/** One disputed purchase with everything on record; null where it is not this organisation's. */
export async function findDisputedPurchase(
  reader: Reader,
  organisationId: string,
  paymentId: string,
): Promise<(DisputedPurchase & { state: string; reason: string }) | null> {
  const payment = await reader.payment.findFirst({
    where: { id: paymentId, disputeState: { not: null }, order: { raffle: { game: { organisationId } } } },
    include: {
      order: {
        include: {
          member: true,
          tickets: { orderBy: { issueOrder: "asc" } },
          raffle: {
            include: {
              game: { include: { organisation: true } },
              drawings: { where: { state: "drawn" }, orderBy: { drawnAt: "asc" } },
            },
          },
        },
      },
    },
  });
  if (!payment) return null;
  const { order } = payment;
  const [agreement, decisions, listed] = await Promise.all([
    order.agreementId ? reader.agreementSignature.findUnique({ where: { id: order.agreementId } }) : null,
    reader.decisionEvidence.findMany({ where: { orderId: order.id }, orderBy: { decidedAt: "asc" } }),
    reader.drawingEntry.count({ where: { ticketId: { in: order.tickets.map(({ id }) => id) } } }),
  ]);
  const residence = order.residence as { street?: string; city?: string; postalCode?: string };
  const drawn = order.raffle.drawings[0]?.drawnAt;
  return {
    state: payment.disputeState!,
    reason: payment.disputeReason ?? "",
    orderId: order.id,
    raffle: order.raffle.title,
    organisation: order.raffle.game.organisation.name,
    buyer: {
      name: `${order.member.givenName} ${order.member.familyName}`,
      email: order.member.email,
      memberNumber: order.member.number,
      since: order.member.createdAt,
    },
    residence: {
      street: residence.street ?? "",
      city: residence.city ?? "",
      postalCode: residence.postalCode ?? "",
    },
    amountMinor: payment.amountMinor,
    currency: payment.currency,
    card: { brand: payment.cardBrand, funding: payment.cardFunding, postalCheck: payment.postalCheck },
    createdAt: order.createdAt,
    issuedAt: order.issuedAt,
    capturedAt: order.capturedAt,
    tickets: order.tickets.map(({ number, validationCode, state }) => ({ number, validationCode, state })),
    agreement,
    decisions: decisions.map((one) => ({
      purpose: one.purpose,
      decision: one.decision,
      at: one.decidedAt,
      rulesVersion: one.rulesVersion.toString(),
    })),
    drawing: drawn ? { drawnAt: drawn, inList: listed } : null,
    refundedMinor: payment.refundedMinor,
  };
}
