/** The states of a withdrawal; docs/wallets.md says what each means. */
export const WITHDRAWAL_STATES = [
  "waiting",
  "approved-once",
  "ready",
  "sending",
  "paid",
  "part-paid",
  "returned",
  "refused",
  "cancelled",
] as const;
export type WithdrawalState = (typeof WITHDRAWAL_STATES)[number];

/** Which states may follow which; the database holds the same table. */
export const WITHDRAWAL_TRANSITIONS: Readonly<Record<WithdrawalState, readonly WithdrawalState[]>> = {
  waiting: ["approved-once", "refused", "cancelled"],
  "approved-once": ["ready", "refused", "cancelled"],
  ready: ["sending", "cancelled"],
  sending: ["paid", "part-paid", "returned"],
  paid: ["part-paid", "returned"],
  "part-paid": ["returned"],
  returned: [],
  refused: [],
  cancelled: [],
};

/** From which the member may still take it back: nothing of it has been sent. */
export const CANCELLABLE = ["waiting", "approved-once", "ready"] as const satisfies readonly WithdrawalState[];

export type PartState = "planned" | "sent" | "done" | "returned";
export type Way = "refund" | "payout";

export const LEAST_WITHDRAWAL_MINOR = 500;
/** Older charges may fail to be refunded, and are past what card holders dispute: their money goes to the bank account. */
export const REFUNDABLE_DAYS = 180;
/** A refund or payout that was carried out may still come back for so long. */
export const BOUNCE_DAYS = 10;

const DAY_MS = 86_400_000;

/** What a member owes the venue, in minor units; as much of the wallet cannot be withdrawn. */
export interface Owed {
  /** Deposits taken back by their bank after they had been played with. */
  readonly depositsMinor: number;
  /** Prizes of syndicates that were paid, spent, and then corrected to less. */
  readonly prizesMinor: number;
}

/** What of a wallet may be withdrawn. */
export function availableOf(balanceMinor: number, { depositsMinor, prizesMinor }: Owed): number {
  return Math.max(0, balanceMinor - depositsMinor - prizesMinor);
}

export interface RefundableDeposit {
  id: string;
  creditedAt: Date;
  /** Deposited, and neither given back nor on its way back. */
  leftMinor: number;
  /** A refund of it came to nothing: it is not tried again. */
  hasFailed: boolean;
}

export interface PlannedPart {
  way: Way;
  depositId: string | null;
  amountMinor: number;
}

/**
 * Where the money goes: back to the cards it came from, the oldest first, as far as they reach; the rest to the bank account.
 * So nothing leaves by another way while a card holder could still dispute what came in. The parts add up to the amount.
 */
export function planWithdrawal(amountMinor: number, deposits: readonly RefundableDeposit[], now: Date): PlannedPart[] {
  const parts: PlannedPart[] = [];
  let left = amountMinor;
  const usable = deposits
    .filter((one) => !one.hasFailed && one.leftMinor > 0)
    .filter((one) => now.getTime() - one.creditedAt.getTime() < REFUNDABLE_DAYS * DAY_MS)
    .toSorted((a, b) => a.creditedAt.getTime() - b.creditedAt.getTime() || (a.id < b.id ? -1 : 1));
  for (const { id: depositId, leftMinor } of usable) {
    const part = Math.min(left, leftMinor);
    if (part > 0) parts.push({ way: "refund", depositId, amountMinor: part });
    left -= part;
  }
  if (left > 0) parts.push({ way: "payout", depositId: null, amountMinor: left });
  return parts;
}

/** What has become of a withdrawal that is being sent, by its parts; null while one of them is on its way. */
export function outcomeOf(parts: ReadonlyArray<{ state: PartState }>): "paid" | "part-paid" | "returned" | null {
  if (parts.some(({ state }) => state === "planned" || state === "sent")) return null;
  const returned = parts.filter(({ state }) => state === "returned").length;
  return returned === 0 ? "paid" : returned === parts.length ? "returned" : "part-paid";
}

/** Refusals after which it is tried again later: nothing is wrong with the payee. */
export function isPassing(code: string): boolean {
  return ["balance_insufficient", "insufficient_funds", "lock_timeout", "rate_limit"].includes(code);
}
