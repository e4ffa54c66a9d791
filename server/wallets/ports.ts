/**
 * What is asked of a gateway to pay members out: refunds of their deposits on the venue's own account, and transfers to an
 * account of the member's, from which the gateway pays to their bank. Currencies are ISO 4217 in capitals, amounts minor units.
 * Every call that moves money carries `key`, which has one effect however often it is sent, and `reference`, our own id of what
 * is moved, under which it is found again when the gateway has forgotten the key.
 *
 * Calls throw GatewayRefusal where the gateway answered no, and AppError `gatewayUnavailable` where it did not answer.
 */
export interface PayoutGateway {
  readonly name: string;

  refund(wish: { key: string; intentId: string; amountMinor: number; reference: string }): Promise<RefundFacts>;
  /** Every refund of a charge, whoever asked for it. */
  refundsOf(intentId: string): Promise<RefundFacts[]>;

  /** An account for one person, to be paid to and nothing else. */
  openPayee(wish: { key: string; memberId: string; email: string; country: string }): Promise<string>;
  /** A page of the gateway's on which the payee names their bank account. Works once and for minutes. */
  payeeLink(account: string, urls: { returnUrl: string; refreshUrl: string }): Promise<string>;
  payeeState(account: string): Promise<{ ready: boolean; bank: string | null }>;

  /** From the venue's account to the payee's. */
  transfer(wish: {
    key: string;
    account: string;
    amountMinor: number;
    currency: string;
    reference: string;
  }): Promise<TransferFacts>;
  findTransfer(account: string, reference: string): Promise<TransferFacts | null>;
  /** Takes a transfer back, whole. */
  reverse(wish: { key: string; transferId: string }): Promise<{ reversalId: string }>;

  /** From the payee's account to their bank. */
  payOut(wish: {
    key: string;
    account: string;
    amountMinor: number;
    currency: string;
    reference: string;
  }): Promise<PayoutFacts>;
  payoutsOf(account: string, reference: string): Promise<PayoutFacts[]>;
  fetchPayout(account: string, payoutId: string): Promise<PayoutFacts>;

  /** What of the venue's account is its own, by currency: fees it took of sales, what it paid in, less what it drew. */
  sumOwn(): Promise<Array<{ currency: string; netMinor: number }>>;
}

export interface RefundFacts {
  refundId: string;
  amountMinor: number;
  state: "pending" | "done" | "failed";
  reference: string | null;
}

export interface TransferFacts {
  transferId: string;
  amountMinor: number;
  reversedMinor: number;
}

export interface PayoutFacts {
  payoutId: string;
  amountMinor: number;
  state: "pending" | "paid" | "failed";
  /** Why the bank did not take it, in the gateway's own word. */
  failureCode: string | null;
}
