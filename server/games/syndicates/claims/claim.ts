/** The states of a claim; the database holds the same moves in a trigger. */
export const CLAIM_STATES = ["open", "proposed", "consented", "approved-once", "approved", "paid", "lapsed"] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

export const CLAIM_MOVES: Readonly<Record<ClaimState, readonly ClaimState[]>> = {
  open: ["proposed", "lapsed"],
  proposed: ["open", "consented", "lapsed"],
  consented: ["approved-once", "proposed", "lapsed"],
  "approved-once": ["approved", "consented", "lapsed"],
  approved: ["paid"],
  paid: [],
  lapsed: [],
};

export const DOCUMENT_KINDS = ["identity", "claim-form", "tax-form", "other"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const MOST_DOCUMENTS = 10;
/** Days before a claim's last day on which whoever has to act is reminded. */
export const REMINDER_DAYS = [30, 7, 1] as const;
/** Where no law on record says how long a prize may be claimed. */
export const CLAIM_DAYS = 180;

export interface Candidate {
  readonly memberId: string;
  readonly weight: number;
  readonly lowestShare: number;
  readonly hasDeclined: boolean;
}

/** Who is asked to claim for all, where the manager names nobody: the largest weight, then the lowest share, of those who have not said no. */
export function nextClaimant(candidates: readonly Candidate[]): string | null {
  const [first] = candidates
    .filter(({ hasDeclined }) => !hasDeclined)
    .sort((a, b) => b.weight - a.weight || a.lowestShare - b.lowestShare);
  return first?.memberId ?? null;
}

/** Each winner's weight and part of a prize, from the parts of the shares they owned at the draw. */
export function winnersOf(
  parts: ReadonlyArray<{ shareNumber: number; weight: number; memberId: string; amountMinor: number }>,
): Array<{ memberId: string; weight: number; lowestShare: number; amountMinor: number }> {
  const winners = new Map<string, { memberId: string; weight: number; lowestShare: number; amountMinor: number }>();
  for (const { shareNumber, weight, memberId, amountMinor } of parts) {
    const known = winners.get(memberId);
    winners.set(memberId, {
      memberId,
      weight: (known?.weight ?? 0) + weight,
      lowestShare: Math.min(known?.lowestShare ?? shareNumber, shareNumber),
      amountMinor: (known?.amountMinor ?? 0) + amountMinor,
    });
  }
  return [...winners.values()];
}

/** Who somebody is for the tax; kept sealed. */
export interface TaxPerson {
  readonly legalName: string;
  readonly address: string;
  readonly taxNumber: string;
}

/** Which field of it cannot be; null where all can. */
export function taxPersonFault(person: TaxPerson): keyof TaxPerson | null {
  const { legalName, address, taxNumber } = person;
  if (legalName.length < 3 || legalName.length > 120) return "legalName";
  if (address.length < 10 || address.length > 300) return "address";
  return /^[A-Za-z0-9][A-Za-z0-9 -]{3,28}[A-Za-z0-9]$/.test(taxNumber) ? null : "taxNumber";
}
