import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { answerDispute } from "@/server/payments/answer-dispute";
import type { PaymentDeps } from "@/server/payments/refresh-payment";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { type DisputedPurchase, evidenceText } from "./dispute-evidence";
import { type DisputeRow, findDisputedPurchase, findDisputes } from "./dispute-store";

const STATEMENT_LENGTH = 4000;

/** B8: the disputes over an organisation's payments. */
export function listDisputes(deps: Pick<PaymentDeps, "db">, by: AuthorizedOrganiser): Promise<DisputeRow[]> {
  return findDisputes(deps.db, by.organisationId);
}

/** A disputed purchase with the evidence as it would be sent; 404 `notFound` where it is not theirs. */
export async function readDispute(
  deps: Pick<PaymentDeps, "db">,
  by: AuthorizedOrganiser,
  paymentId: string,
): Promise<{ purchase: DisputedPurchase & { state: string; reason: string }; text: string }> {
  const purchase = isId(paymentId) ? await findDisputedPurchase(deps.db, by.organisationId, paymentId) : null;
  if (!purchase) throw new AppError("notFound", 404);
  return { purchase, text: evidenceText(purchase, "") };
}

/**
 * Sends the assembled evidence with the organisation's own statement to the card network, through the gateway. Throws 404
 * `notFound`, 422 `statementTooLong`, 409 `disputeClosed`, and what the gateway refuses.
 */
export async function sendEvidence(
  deps: PaymentDeps,
  by: AuthorizedOrganiser,
  paymentId: string,
  statement: string,
): Promise<void> {
  if (statement.length > STATEMENT_LENGTH) throw new AppError("statementTooLong", 422, { most: STATEMENT_LENGTH });
  const { purchase } = await readDispute(deps, by, paymentId);
  const { buyer, residence } = purchase;
  await answerDispute(deps, paymentId, {
    customerName: buyer.name,
    customerEmail: buyer.email,
    billingAddress: `${residence.street}, ${residence.city} ${residence.postalCode}`,
    productDescription: `${purchase.tickets.length} raffle ticket(s): ${purchase.raffle}, ${purchase.organisation}`,
    serviceDate: (purchase.issuedAt ?? purchase.createdAt).toISOString().slice(0, 10),
    text: evidenceText(purchase, statement),
  });
  const now = deps.clock.now();
  await deps.db.transaction((tx) =>
    writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "answer-dispute",
      subject: `order:${purchase.orderId}`,
      after: { paymentId, statement },
    }),
  );
}
