import { createHash } from "node:crypto";
import type { EnteredPerson } from "@/server/people/enter-member";
import type { Column, Row } from "./csv-file";
import type { PaidBy } from "./enter-tickets";

/** What is wrong with a row before anybody is looked up. */
export interface RowFault {
  code: "cellFormula" | "cellTooLong" | "quantityUnreadable" | "paidUnreadable" | "paidByUnknown" | "picksUnreadable";
  params: Record<string, string | number>;
}

/** A row read as an entry; the seller and the prize are still names. */
export interface RowEntry {
  person: EnteredPerson;
  quantity: number;
  paidMinor: number | null;
  paidBy: PaidBy;
  seller: string;
  printed: string;
  picks: number[];
  prize: string;
}

const PAID_BY_WORDS: Record<string, PaidBy> = {
  "": "cash",
  cash: "cash",
  efectivo: "cash",
  check: "check",
  cheque: "check",
  card: "card",
  tarjeta: "card",
  other: "other",
  otro: "other",
  otra: "other",
};

/** Every column, so that a name left out and a name left empty are the same row. */
const COLUMNS: readonly Column[] = [
  "email",
  "givenName",
  "familyName",
  "birthDate",
  "phone",
  "street",
  "city",
  "postalCode",
  "county",
  "municipality",
  "quantity",
  "paid",
  "paidBy",
  "seller",
  "printed",
  "picks",
  "prize",
  "reference",
];

/** What makes a row the same row: everything in it, whatever the case of its letters and the spaces around them. */
export function rowHash(row: Row): string {
  const plain = COLUMNS.map((column) => (row[column] ?? "").normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase());
  return createHash("sha256").update(JSON.stringify(plain)).digest("hex");
}

/** An amount as people type it, in minor units of a currency with two digits; null where it is none. */
export function readAmount(text: string): number | null {
  const found = /^[$€£]?\s*(\d{1,7})(?:[.,](\d{1,2}))?\s*[$€£]?$/.exec(text.trim());
  return found ? Number(found[1]) * 100 + Number((found[2] ?? "0").padEnd(2, "0")) : null;
}

/** 1980-02-03, or 2/3/1980 as Americans write it; as it is where it is neither, for the check of dates to name. */
export function readDate(text: string): string {
  const found = /^(\d{1,2})[/.](\d{1,2})[/.](\d{4})$/.exec(text.trim());
  return found ? `${found[3]}-${found[1]!.padStart(2, "0")}-${found[2]!.padStart(2, "0")}` : text.trim();
}

/** Reads the cells of a row. */
export function readRow(row: Row): RowEntry | { fault: RowFault } {
  const cell = (column: Column) => row[column] ?? "";
  for (const column of COLUMNS) {
    if (cell(column).length > 500) return { fault: { code: "cellTooLong", params: { column } } };
    if (/^\s*[=@]/.test(cell(column))) return { fault: { code: "cellFormula", params: { column } } };
  }
  const quantity = /^\d{1,5}$/.test(cell("quantity").trim()) ? Number(cell("quantity")) : null;
  if (quantity === null)
    return { fault: { code: "quantityUnreadable", params: { text: cell("quantity").slice(0, 40) } } };
  const paidMinor = cell("paid") ? readAmount(cell("paid")) : null;
  if (cell("paid") && paidMinor === null)
    return { fault: { code: "paidUnreadable", params: { text: cell("paid").slice(0, 40) } } };
  const paidBy = PAID_BY_WORDS[cell("paidBy").trim().toLowerCase()];
  if (!paidBy) return { fault: { code: "paidByUnknown", params: { text: cell("paidBy").slice(0, 40) } } };
  const picks = cell("picks")
    .split(/[\s,;]+/)
    .filter(Boolean);
  if (picks.some((pick) => !/^\d{1,6}$/.test(pick)))
    return { fault: { code: "picksUnreadable", params: { text: cell("picks").slice(0, 40) } } };
  return {
    person: {
      email: cell("email"),
      givenName: cell("givenName"),
      familyName: cell("familyName"),
      birthDate: readDate(cell("birthDate")),
      phone: cell("phone"),
      street: cell("street"),
      city: cell("city"),
      // Spreadsheets take the zeros from the front of a postal code.
      postalCode: /^\d{3,4}$/.test(cell("postalCode").trim())
        ? cell("postalCode").trim().padStart(5, "0")
        : cell("postalCode"),
      county: cell("county"),
      municipality: cell("municipality"),
    },
    quantity,
    paidMinor,
    paidBy,
    seller: cell("seller").trim(),
    printed: cell("printed"),
    picks: picks.map(Number),
    prize: cell("prize").trim(),
  };
}
