/** Everything the venue knows of a purchase that somebody disputes (B8). Times are instants. */
export interface DisputedPurchase {
  orderId: string;
  raffle: string;
  organisation: string;
  buyer: { name: string; email: string; memberNumber: number; since: Date };
  residence: { street: string; city: string; postalCode: string };
  amountMinor: number;
  currency: string;
  card: { brand: string | null; funding: string | null; postalCheck: string | null };
  createdAt: Date;
  issuedAt: Date | null;
  capturedAt: Date | null;
  tickets: Array<{ number: string | null; validationCode: string; state: string }>;
  agreement: { signedAs: string; signedAt: Date; version: number; text: string } | null;
  decisions: Array<{ purpose: string; decision: string; at: Date; rulesVersion: string }>;
  drawing: { drawnAt: Date; inList: number } | null;
  refundedMinor: number;
}

const stamp = (at: Date) => at.toISOString().replace("T", " ").slice(0, 19);
const amount = (minor: number, currency: string) => `${(minor / 100).toFixed(2)} ${currency}`;

/**
 * The purchase as one text that a card network can read, in the order in which it happened, in English, which they all
 * read. Nothing is claimed that is not on record; `statement` is the organisation's own word and comes first.
 */
export function evidenceText(purchase: DisputedPurchase, statement: string): string {
  const { buyer, residence, card, agreement, drawing } = purchase;
  const sections: string[][] = [
    statement.trim() ? ["STATEMENT OF THE MERCHANT", statement.trim()] : [],
    [
      "WHAT WAS BOUGHT",
      `${purchase.tickets.length} numbered raffle ticket(s) of "${purchase.raffle}", run by ${purchase.organisation}.`,
      `Order ${purchase.orderId}, ${amount(purchase.amountMinor, purchase.currency)}.`,
      ...(purchase.refundedMinor > 0 ? [`Refunded so far: ${amount(purchase.refundedMinor, purchase.currency)}.`] : []),
    ],
    [
      "WHO BOUGHT IT",
      `${buyer.name}, ${buyer.email}, member ${buyer.memberNumber} since ${stamp(buyer.since)} UTC, signed in with a password or a link sent to that address.`,
      `Residence on record when the order was made: ${residence.street}, ${residence.city} ${residence.postalCode}.`,
    ],
    [
      "HOW IT WAS PAID",
      `Card: ${card.brand ?? "unknown"}${card.funding ? ` (${card.funding})` : ""}. Postal code check by the issuer: ${card.postalCheck ?? "none"}. The billing address had to match the residence on record.`,
      `Ordered ${stamp(purchase.createdAt)} UTC.`,
      ...(purchase.issuedAt
        ? [`Tickets issued ${stamp(purchase.issuedAt)} UTC and shown to the buyer at once; a receipt was sent by mail.`]
        : []),
      ...(purchase.capturedAt ? [`Payment captured ${stamp(purchase.capturedAt)} UTC.`] : []),
    ],
    agreement
      ? [
          "WHAT THE BUYER AGREED TO",
          `Signed electronically as "${agreement.signedAs}" ${stamp(agreement.signedAt)} UTC, version ${agreement.version} of the rules. The text that was signed:`,
          agreement.text,
        ]
      : [],
    [
      "THAT THE BUYER WAS ALLOWED TO TAKE PART",
      ...purchase.decisions.map(
        ({ purpose, decision, at, rulesVersion }) =>
          `${stamp(at)} UTC, at ${purpose}: ${decision} by place and age, under version ${rulesVersion} of the rules.`,
      ),
    ],
    [
      "WHAT WAS DELIVERED",
      ...purchase.tickets.map(
        ({ number, validationCode, state }) =>
          `Ticket ${number ?? "(numbered at close)"}, validation ${validationCode}: ${state}.`,
      ),
      ...(drawing
        ? [
            `The draw was held ${stamp(drawing.drawnAt)} UTC with ${drawing.inList} of these tickets in the frozen list.`,
          ]
        : []),
    ],
  ];
  return sections
    .filter((lines) => lines.length > 1)
    .map(([heading, ...lines]) => `${heading}\n${lines.join("\n")}`)
    .join("\n\n");
}
