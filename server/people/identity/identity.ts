/** M6: who somebody is, and how old, before anything is paid out to them. docs/wallets.md has the table of states. */

export const IDENTITY_STATES = ["open", "approved", "refused", "withdrawn", "lapsed"] as const;
export type IdentityState = (typeof IDENTITY_STATES)[number];

/** Which states may follow which; the database holds the same table. */
export const IDENTITY_TRANSITIONS: Readonly<Record<IdentityState, readonly IdentityState[]>> = {
  open: ["approved", "refused", "withdrawn"],
  approved: ["lapsed"],
  refused: [],
  withdrawn: [],
  lapsed: [],
};

export const DOCUMENT_KINDS = ["passport", "driving-licence", "identity-card"] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

export const SIDES = ["front", "back"] as const;
export type Side = (typeof SIDES)[number];

/** The sides of a document that are looked at; the rest of a passport says nothing. */
export function sidesOf(kind: DocumentKind): readonly Side[] {
  return kind === "passport" ? ["front"] : SIDES;
}

/** Why a check was refused; each has words for the member, and a way on. */
export const REFUSAL_REASONS = [
  "unreadable",
  "expired",
  "name",
  "birthDate",
  "underAge",
  "notGenuine",
  "other",
] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];

export const MOST_PICTURE_BYTES = 10 * 1024 * 1024;
export const MOST_PDF_BYTES = 5 * 1024 * 1024;
/** Documents are deleted so many days after the decision: long enough to answer a question about it. */
export const KEPT_DAYS = 7;
/** Requests of one member in a day; each is somebody's work. */
export const MOST_REQUESTS_A_DAY = 5;

export type SentKind = "jpeg" | "png" | "webp" | "pdf";

/** What a file is by its first bytes; its name and what the browser says of it are not asked. */
export function kindOfFile(bytes: Uint8Array): SentKind | null {
  const starts = (signature: readonly number[], at = 0) => signature.every((byte, i) => bytes[at + i] === byte);
  if (starts([0xff, 0xd8, 0xff])) return "jpeg";
  if (starts([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return "png";
  if (starts([0x52, 0x49, 0x46, 0x46]) && starts([0x57, 0x45, 0x42, 0x50], 8)) return "webp";
  if (starts([0x25, 0x50, 0x44, 0x46, 0x2d])) return "pdf";
  return null;
}

/** A name as two papers may differ in it: accents, case, hyphens and doubled spaces say nothing. */
function plainName(name: string): string {
  return name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[-'’.]/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();
}

export interface Person {
  givenName: string;
  familyName: string;
  /** YYYY-MM-DD */
  birthDate: string;
}

/** What keeps a document from being this account's, or null: for services that read documents themselves. */
export function mismatchOf(account: Person, document: Person): "name" | "birthDate" | null {
  const sameName =
    plainName(account.familyName) === plainName(document.familyName) &&
    plainName(account.givenName).split(" ")[0] === plainName(document.givenName).split(" ")[0];
  if (!sameName) return "name";
  return account.birthDate === document.birthDate ? null : "birthDate";
}
