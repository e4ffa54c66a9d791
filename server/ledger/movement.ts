import type { AccountRef } from "./accounts";

/** Why money moved (M1). */
export type Cause =
  | "purchase"
  | "capture"
  | "take-back"
  | "refund"
  | "processing-fee"
  | "late-payment"
  | "dispute"
  | "dispute-won"
  | "dispute-lost"
  | "deposit"
  | "withdrawal"
  | "share"
  | "prize"
  | "fee"
  | "payout";

/** One amount from one account to another. `amountMinor` is positive; a line of 0 is left out when posted. */
export interface TransferLine {
  debit: AccountRef;
  credit: AccountRef;
  amountMinor: number;
}

/** One event in the ledger. `key` makes it happen once; every line is of `currency`. */
export interface Movement {
  cause: Cause;
  causeId: string;
  key: string;
  currency: string;
  lines: TransferLine[];
  postedAt: Date;
}

/** The lines that matter. Throws RangeError when one could not be posted. */
export function postableLines(movement: Movement): TransferLine[] {
  if (!/^[A-Z]{3}$/.test(movement.currency)) throw new RangeError(`not a currency: ${movement.currency}`);
  return movement.lines.filter((line) => {
    if (!Number.isSafeInteger(line.amountMinor) || line.amountMinor < 0)
      throw new RangeError(`${movement.key}: an amount must be an integer from 0 up`);
    if (line.debit.key === line.credit.key) throw new RangeError(`${movement.key}: both sides are ${line.debit.key}`);
    return line.amountMinor > 0;
  });
}
