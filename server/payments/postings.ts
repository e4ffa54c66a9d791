import { organisationAccount, venueAccount } from "@/server/ledger/accounts";
import type { Movement } from "@/server/ledger/movement";

interface Subject {
  paymentId: string;
  organisationId: string;
  currency: string;
  at: Date;
}

/** The gateway's own fee, from its record, once a charge was captured. */
export function processingFee(subject: Subject, processingMinor: number): Movement {
  return {
    cause: "processing-fee",
    causeId: subject.paymentId,
    key: `processing-fee:${subject.paymentId}`,
    currency: subject.currency,
    postedAt: subject.at,
    lines: [
      {
        debit: organisationAccount(subject.organisationId, "processing-fees"),
        credit: organisationAccount(subject.organisationId, "clearing"),
        amountMinor: processingMinor,
      },
    ],
  };
}

/**
 * Money that was captured for an order which keeps no tickets: it stands as owed to the buyer until it is refunded.
 */
export function latePayment(subject: Subject, amountMinor: number, feeMinor: number): Movement {
  const { organisationId } = subject;
  return {
    cause: "late-payment",
    causeId: subject.paymentId,
    key: `late-payment:${subject.paymentId}`,
    currency: subject.currency,
    postedAt: subject.at,
    lines: [
      {
        debit: organisationAccount(organisationId, "clearing"),
        credit: organisationAccount(organisationId, "unapplied"),
        amountMinor,
      },
      ...feeTaken(organisationId, feeMinor),
    ],
  };
}

/** A refund, back the way it came, with the part of the venue's fee that goes back with it. */
export function refund(
  subject: Subject,
  refundId: string,
  amountMinor: number,
  feeMinor: number,
  applied: boolean,
): Movement {
  const { organisationId } = subject;
  return {
    cause: "refund",
    causeId: refundId,
    key: `refund:${refundId}`,
    currency: subject.currency,
    postedAt: subject.at,
    lines: [
      {
        debit: organisationAccount(organisationId, applied ? "refunds" : "unapplied"),
        credit: organisationAccount(organisationId, "clearing"),
        amountMinor,
      },
      ...feeTaken(organisationId, feeMinor).map(({ debit, credit, ...line }) => ({
        ...line,
        debit: credit,
        credit: debit,
      })),
    ],
  };
}

/** A dispute was opened: the network took the amount for now, and a fee for good. */
export function disputeOpened(subject: Subject, disputeId: string, withdrawnMinor: number, feeMinor: number): Movement {
  const { organisationId } = subject;
  const clearing = organisationAccount(organisationId, "clearing");
  return {
    cause: "dispute",
    causeId: disputeId,
    key: `dispute:${disputeId}`,
    currency: subject.currency,
    postedAt: subject.at,
    lines: [
      { debit: organisationAccount(organisationId, "disputed"), credit: clearing, amountMinor: withdrawnMinor },
      { debit: organisationAccount(organisationId, "dispute-fees"), credit: clearing, amountMinor: feeMinor },
    ],
  };
}

/** A dispute ended: the amount came back, or is lost. */
export function disputeClosed(
  subject: Subject,
  disputeId: string,
  withdrawnMinor: number,
  reinstatedMinor: number,
): Movement {
  const { organisationId } = subject;
  const disputed = organisationAccount(organisationId, "disputed");
  return {
    cause: reinstatedMinor > 0 ? "dispute-won" : "dispute-lost",
    causeId: disputeId,
    key: `dispute-closed:${disputeId}`,
    currency: subject.currency,
    postedAt: subject.at,
    lines: [
      { debit: organisationAccount(organisationId, "clearing"), credit: disputed, amountMinor: reinstatedMinor },
      {
        debit: organisationAccount(organisationId, "dispute-losses"),
        credit: disputed,
        amountMinor: Math.max(0, withdrawnMinor - reinstatedMinor),
      },
    ],
  };
}

function feeTaken(organisationId: string, feeMinor: number): Movement["lines"] {
  return [
    {
      debit: organisationAccount(organisationId, "venue-fees"),
      credit: organisationAccount(organisationId, "clearing"),
      amountMinor: feeMinor,
    },
    { debit: venueAccount("clearing"), credit: venueAccount("fee-income"), amountMinor: feeMinor },
  ];
}
