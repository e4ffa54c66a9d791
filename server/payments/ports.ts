import { AppError } from "@/server/kernel/errors";

/**
 * What we ask of a payment gateway. Money goes straight to the organisation's own account there (`account`); the
 * venue's fee is taken by the gateway. Currencies are ISO 4217 in capitals, amounts minor units. Every call that
 * moves money carries `key`: the same key with the same wishes has one effect, however often it is sent.
 *
 * Calls throw {@link GatewayRefusal} when the gateway answered no, and AppError `gatewayUnavailable` (503) when it did
 * not answer: then nobody knows what happened, and the call is made again with the same key.
 */
export interface PaymentGateway {
  /** As it stands in `payment.gateway`, in the configuration and in the address of its webhooks. */
  readonly name: string;
  /** As people know it. */
  readonly title: string;
  /** The header of a webhook that carries its signature, in small letters. */
  readonly signatureHeader: string;
  /** Where organisations log in, if the gateway invites them by mail. */
  readonly dashboardUrl: string | null;
  /** Whether the fee goes back by a call of its own after the refund, so that a refund alone may be half of it. */
  readonly refundsFeeApart: boolean;

  /** Whether it answers, for operators: undefined, or what is wrong in a few words. */
  reach(signal: AbortSignal): Promise<string | undefined>;

  createAccount(wish: {
    key: string;
    organisationId: string;
    organisationName: string;
    email: string | null;
    website: string | null;
  }): Promise<string>;
  /** The way to the gateway's own pages on which the organisation says who it is. `again`: it had one before. */
  accountLink(account: string, urls: { returnUrl: string; refreshUrl: string; again: boolean }): Promise<AccountLink>;
  accountState(account: string): Promise<AccountState>;

  /**
   * Opens a hosted page. Where the gateway does not know keys here, a repetition is another page with the same
   * reference: whoever asks shows only one of them. `closesAt`: when nobody can pay on it any more.
   */
  createCheckout(wish: CheckoutWish): Promise<{ checkoutId: string; url: string; closesAt: Date }>;
  fetchCheckout(account: string, checkoutId: string): Promise<CheckoutFacts>;
  /**
   * Ends a hosted page that is still open. Refuses when it was paid or has ended. `stays`: the gateway ends pages by
   * the clock alone; what is still paid on it has to be given back.
   */
  expireCheckout(account: string, checkoutId: string): Promise<"ended" | "stays">;
  /** The hosted page that a payment was made on, or the reference of the wish for it; null where there is neither. */
  checkoutOf(account: string | null, intentId: string): Promise<{ checkoutId: string } | { reference: string } | null>;

  fetchPayment(account: string, intentId: string): Promise<GatewayPayment>;
  /** Takes what was authorised, or less, and of it the venue's fee. */
  capture(wish: {
    key: string;
    account: string;
    intentId: string;
    amountMinor: number;
    feeMinor: number;
  }): Promise<GatewayPayment>;
  /** Gives an authorisation back. */
  cancel(wish: { key: string; account: string; intentId: string }): Promise<GatewayPayment>;

  /** `whole`: all that was captured and all of the fee, in one call. Otherwise exactly these two amounts. */
  refund(wish: {
    key: string;
    account: string;
    intentId: string;
    amountMinor: number;
    feeMinor: number;
    whole: boolean;
  }): Promise<GatewayRefund>;
  listRefunds(account: string, intentId: string): Promise<GatewayRefund[]>;
  listDisputes(account: string, intentId: string): Promise<GatewayDispute[]>;
  /** Answers every open dispute over a payment; the card network decides on what was sent, and takes it once. */
  answerDisputes(wish: {
    key: string;
    account: string;
    intentId: string;
    evidence: DisputeEvidence;
  }): Promise<GatewayDispute[]>;

  /** Every charge that went through on an account since a moment, newest first. */
  listForReconciliation(account: string, since: Date): AsyncIterable<GatewayPayment>;
  /** What the account's balance came to, by currency, over everything that ever happened on it. */
  sumBalance(account: string): Promise<Array<{ currency: string; netMinor: number }>>;

  /**
   * Checks the signature of a webhook's raw body. Throws {@link GatewayRefusal} `badSignature` for whatever was not
   * signed with the endpoint's secret, or too long ago where the signature says when; `badEvent` for what is no event.
   */
  readEvent(rawBody: string, signature: string, endpoint: WebhookEndpoint): GatewayEvent;
  /** What an event is about; a hint of where to look, nothing more. */
  hintOf(event: { type: string; account: string | null; payload: unknown }): EventHint;
}

/** In place of an organisation's account: the venue's own, on which members' deposits lie. No fee is taken there. */
export const VENUE_ACCOUNT = "";

/** What a gateway says of an organisation's way to its pages. */
export interface AccountLink {
  url: string;
  /** The gateway wrote to the organisation as well; `url` is where one logs in there, not a page for this once. */
  mailed: boolean;
}

/**
 * A gateway may tell of the venue's own account and of the organisations' at two addresses with two secrets; one that
 * has a single address uses `platform` for everything.
 */
export type WebhookEndpoint = "platform" | "connect";

/** The gateways of a venue: one or several, from its configuration. */
export interface Gateways {
  /** Where an organisation's account is opened when nobody chose. */
  readonly first: PaymentGateway;
  /** Where new accounts may be opened. */
  readonly offered: readonly PaymentGateway[];
  /** These and those that only finish what was begun. */
  readonly all: readonly PaymentGateway[];
  /** By its name in a row. Throws AppError `gatewayUnavailable` (503) for one that is not configured any more. */
  of(name: string): PaymentGateway;
}

export interface CheckoutWish {
  key: string;
  account: string;
  /** Ours, for people who look at the gateway's pages; never trusted when it comes back. */
  reference: string;
  currency: string;
  lines: Array<{ name: string; quantity: number; unitMinor: number }>;
  feeMinor: number;
  email: string;
  locale: string;
  successUrl: string;
  cancelUrl: string;
  expiresAt: Date;
}

export interface AccountState {
  /** May take charges. */
  ready: boolean;
  detailsSubmitted: boolean;
  /** What the gateway still wants to know, in its own names. */
  due: string[];
}

export interface CheckoutFacts {
  checkoutId: string;
  state: "open" | "complete" | "expired";
  url: string | null;
  payment: GatewayPayment | null;
}

export interface GatewayPayment {
  intentId: string;
  /** `waiting`: no card was accepted yet. */
  state: "waiting" | "authorised" | "captured" | "cancelled";
  amountMinor: number;
  capturableMinor: number;
  capturedMinor: number;
  refundedMinor: number;
  currency: string;
  /** The venue's fee: as asked for, and after capture as taken. */
  feeMinor: number;
  chargeId: string | null;
  cardBrand: string | null;
  /** credit, debit, prepaid, unknown */
  cardFunding: string | null;
  /** What the issuer says of the postal code that was typed; null where there is no card. */
  postalCheck: "pass" | "fail" | "unavailable" | "unchecked" | null;
  billing: {
    line1: string | null;
    city: string | null;
    state: string | null;
    postalCode: string | null;
    country: string | null;
  };
  /** Why the last card was refused: `insufficient_funds`, `expired_card`, `incorrect_cvc` … or the gateway's own word. */
  failureCode: string | null;
  /** The gateway's own fee, once money moved. */
  processingMinor: number | null;
  disputed: boolean;
  createdAt: Date;
}

export interface GatewayRefund {
  gatewayId: string;
  amountMinor: number;
  createdAt: Date;
  /** False for one that the gateway could not carry out. */
  alive: boolean;
}

export interface GatewayDispute {
  gatewayId: string;
  state: "open" | "won" | "lost";
  reason: string;
  currency: string;
  /** Taken from the organisation when it was opened, and kept for the trouble. */
  withdrawnMinor: number;
  feeMinor: number;
  reinstatedMinor: number;
}

/** What an organisation sends to the card network against a dispute (B8). Texts of at most 20,000 characters. */
export interface DisputeEvidence {
  customerName: string;
  customerEmail: string;
  billingAddress: string;
  /** What was sold, and under which terms it was bought. */
  productDescription: string;
  /** The day on which it was delivered, `YYYY-MM-DD`. */
  serviceDate: string;
  /** Everything else, in one text. */
  text: string;
}

export interface GatewayEvent {
  eventId: string;
  type: string;
  /** Null for the venue's own account, and where the gateway does not say: see {@link EventHint}. */
  account: string | null;
  objectId: string | null;
  payload: unknown;
}

export interface EventHint {
  about: "payment" | "dispute" | "account" | "payout" | "other";
  /** Whose account: null for the venue's own, `unknown` where the event does not say. */
  account: string | null | "unknown";
  checkoutId: string | null;
  intentId: string | null;
  chargeId: string | null;
}

/**
 * The gateway answered, and said no. Nothing was done. The code is the gateway's own word, but for `accountClosed`, where
 * the organisation's account takes no charges.
 */
export class GatewayRefusal extends Error {
  override readonly name = "GatewayRefusal";
  constructor(
    readonly code: string,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
  }
}

/** The gateway did not answer, or not sensibly. */
export function gatewayUnavailable(cause: unknown): AppError {
  return new AppError("gatewayUnavailable", 503, {}, { cause });
}

/** Who follows what happens on the venue's own account; wallets implement it and the context wires it. */
export interface OwnAccount {
  /** The gateway at which members' money lies. */
  readonly gateway: string;
  /** The same for an account that money is paid out to. */
  followPayee(account: string): Promise<boolean>;
  /** Looks at what an event hints at; false where it is nothing of ours. */
  follow(hint: EventHint): Promise<boolean>;
}

/** What has to follow when a payment changed; tickets implement it and the context wires it. May be told twice. */
export interface Fulfilment {
  paymentChanged(change: { paymentId: string; orderId: string }): Promise<void>;
  /** The card network took the money back for now, gave it back, or keeps it (B8). */
  disputeChanged(change: { paymentId: string; orderId: string; state: "open" | "won" | "lost" }): Promise<void>;
}
