/** The accounts of the ledger and what they hold; docs/ledger.md tells their story. */

export type AccountKind = "asset" | "liability" | "income" | "expense" | "equity";

/** Names of an account and everything needed to open it at its first use. */
export interface AccountRef {
  key: string;
  kind: AccountKind;
  /** May never be overdrawn; wallets and escrow. */
  guarded: boolean;
}

/** An organisation's accounts: a mirror of money that never passes through the venue. */
export const ORGANISATION_ACCOUNTS = {
  /** What the gateway holds for the organisation, net of fees. */
  clearing: "asset",
  /** Authorised and issued, not captured yet. */
  pending: "asset",
  /** Taken by a card network while a dispute is open: to come back, or to be lost. */
  disputed: "asset",
  /** Paid in the organisation's own hands, for tickets sold by hand. */
  offline: "asset",
  /** Paid for an order that never got its tickets: on its way back to the buyer. */
  unapplied: "liability",
  "fee-payable": "liability",
  sales: "income",
  donations: "income",
  "fee-cover": "income",
  refunds: "expense",
  "venue-fees": "expense",
  "processing-fees": "expense",
  "dispute-fees": "expense",
  "dispute-losses": "expense",
} as const satisfies Record<string, AccountKind>;

export type OrganisationAccount = keyof typeof ORGANISATION_ACCOUNTS;

export const VENUE_ACCOUNTS = {
  clearing: "asset",
  "fee-receivable": "asset",
  "fee-income": "income",
} as const satisfies Record<string, AccountKind>;

export type VenueAccount = keyof typeof VENUE_ACCOUNTS;

export function organisationAccount(organisationId: string, name: OrganisationAccount): AccountRef {
  return { key: `org:${organisationId}:${name}`, kind: ORGANISATION_ACCOUNTS[name], guarded: false };
}

export function venueAccount(name: VenueAccount): AccountRef {
  return { key: `venue:${name}`, kind: VENUE_ACCOUNTS[name], guarded: false };
}

/** A member's wallet in one currency: what the venue owes them. */
export function walletAccount(memberId: string, currency: string): AccountRef {
  return { key: `wallet:${memberId}:${currency}`, kind: "liability", guarded: true };
}

/** Members' money on its way out, until it is sent or goes back; never below zero. */
export function withdrawalAccount(withdrawalId: string): AccountRef {
  return { key: `withdrawal:${withdrawalId}`, kind: "liability", guarded: true };
}

/** Members' money at the gateway, kept apart from the venue's own; one set of accounts for each currency. */
export const MEMBER_MONEY_ACCOUNTS = {
  /** What the gateway holds for members. */
  clearing: "asset",
  /** What members owe: deposits that were charged back after they had been played with. */
  receivable: "asset",
  /** The gateway's fees on deposits and disputes, which the venue bears. */
  fees: "expense",
} as const satisfies Record<string, AccountKind>;

export function memberMoneyAccount(name: keyof typeof MEMBER_MONEY_ACCOUNTS, currency: string): AccountRef {
  return { key: `members:${name}:${currency}`, kind: MEMBER_MONEY_ACCOUNTS[name], guarded: false };
}

/** Whether a debit makes an account of this kind larger; a credit does so for the others. */
export function growsByDebit(kind: AccountKind): boolean {
  return kind === "asset" || kind === "expense";
}

/** The balance as people of the trade say it: positive when the account holds what its kind is for. */
export function balanceOf(kind: AccountKind, debitsMinor: bigint, creditsMinor: bigint): bigint {
  return growsByDebit(kind) ? debitsMinor - creditsMinor : creditsMinor - debitsMinor;
}
