import type { Reader } from "@/server/kernel/db";

/** What the jurisdiction answers when somebody wants to enter a game; wired to `jurisdiction/authorise-entry`. */
export interface EntryDecision {
  allowed: boolean;
  decision: "open" | "closed" | "undecided";
  /** For people: why, in the order in which it matters. */
  reasons: Array<{ code: string; area: string | null; text: string }>;
  /** The first of them with what its words need in any language; null or missing where entry is allowed. */
  refusal?: Readonly<Record<string, string | number>> | null;
  /** The version of the rules it was made under; the issuing statement refuses to act under another one. */
  rulesVersion: bigint;
  /** Everything that is needed to make the decision again years later (J14). */
  input: unknown;
  /** Card funding kinds that the governing law forbids, such as `credit` (B7). */
  forbiddenFunding: readonly string[];
  /** What the governing law says of buying (R16); a part is null, or all of it missing, where it says nothing. */
  law?: SaleLaw;
}

/** A rule in force and the name of the area whose law it is. */
export interface Lawful<Value> {
  value: Value;
  area: string;
}

export interface SaleLaw {
  maximumPerPerson: Lawful<number> | null;
  maximumPerHousehold: Lawful<number> | null;
  giftsAllowed: Lawful<boolean> | null;
  donationsAllowed: Lawful<boolean> | null;
  freeEntryAllowed: Lawful<boolean> | null;
}

export type DecideEntry = (
  reader: Reader,
  entry: {
    gameId: string;
    memberId: string;
    presence: unknown;
    now: Date;
    /** What the caller has read of the member and the rules' version in one statement, so that it is not read again. */
    justRead?: {
      rulesVersion: bigint;
      residence: {
        birthDate: string;
        country: string;
        subdivisionId: string;
        countyIds: string[];
        municipalityIds: string[];
      };
    };
  },
) => Promise<EntryDecision>;

/** The state of a payment as the gateway itself tells it, never as a message about it claims. */
export interface PaymentFacts {
  paymentId: string;
  state: "created" | "authorised" | "captured" | "cancelled" | "failed" | "refunded";
  account: string;
  amountMinor: number;
  currency: string;
  postalCheck: "pass" | "fail" | "unavailable" | "unchecked" | null;
  billingPostalCode: string | null;
  billingCountry: string | null;
  cardFunding: string | null;
  failureCode: string | null;
}

/** The part of `payments` that an order needs. Every call may be repeated; none runs inside a transaction. */
export interface PaymentDesk {
  /** Opens the gateway's hosted page for the order, or gives the address of the one that is open already. */
  open(order: {
    orderId: string;
    organisationId: string;
    totalMinor: number;
    venueFeeMinor: number;
    currency: string;
    email: string;
    locale: string;
    lines: Array<{ name: string; quantity: number; unitMinor: number }>;
    expiresAt: Date;
  }): Promise<{ paymentId: string; url: string }>;
  /** The order's newest payment, asked of the gateway again; null when none was ever opened. */
  refresh(orderId: string): Promise<PaymentFacts | null>;
  /** Captures at most what was authorised. A refusal by the gateway comes back as state `failed` or `cancelled`. */
  capture(paymentId: string, amount: { amountMinor: number; feeMinor: number }): Promise<PaymentFacts>;
  /** Closes the hosted page or gives an authorisation back. */
  cancel(paymentId: string): Promise<PaymentFacts>;
  /** Money back the way it came, once per key. */
  refund(
    paymentId: string,
    refund: { key: string; amountMinor: number; feeMinor: number; reason: string },
  ): Promise<{ state: "requested" | "done" | "failed" }>;
}

/** Told after commit, for pages that watch: something was sold of these, at most a hundred. Failures are logged and change nothing. */
export interface SalesBoard {
  salesChanged(...raffleIds: string[]): Promise<void>;
}

/** One text in the reader's language, by its key in the message files. Throws for a key that is not there. */
export type Say = (key: string, fill?: Record<string, string | number>) => string;

/** The texts of a language; English where it is not spoken here. */
export type Words = (locale: string) => Promise<Say>;
