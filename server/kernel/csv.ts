/** A byte order mark, so that spreadsheet programs read the rest as UTF-8. */
export const CSV_MARK = "\uFEFF";

/**
 * One cell (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe before it, which such
 * programs show as text (OWASP, CSV injection); numbers are written as they are, minus signs too.
 */
export function csvCell(value: string | number | bigint | null): string {
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const isNumber = /^-?\d+(\.\d+)?$/.test(value);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n;]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** One line with its end. */
export function csvLine(cells: ReadonlyArray<string | number | bigint | null>): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}
