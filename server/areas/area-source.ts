import type { AreaRow } from "./tree";

/** One area that a postal code touches; `permille` is the share of the code's area in thousandths, null if unknown. */
export interface PostalRow {
  readonly code: string;
  readonly area: string;
  readonly permille: number | null;
}

export interface PostalNameRow {
  readonly code: string;
  readonly name: string;
}

/** Everything an import brings in. It speaks for the countries it names and leaves all others alone. */
export interface AreaSource {
  /** Where it comes from, for the record: a directory's name or "default". */
  readonly name: string;
  readonly areas: readonly AreaRow[];
  readonly postalCodes: readonly PostalRow[];
  readonly postalNames: readonly PostalNameRow[];
}
