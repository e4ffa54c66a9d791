import { parse } from "csv-parse/sync";

/** Why a file cannot be read at all; nothing of it is kept. */
export interface FileFault {
  code:
    | "fileEmpty"
    | "fileTooLarge"
    | "fileNoText"
    | "fileSpreadsheet"
    | "fileTooManyRows"
    | "fileBroken"
    | "fileNoRows"
    | "columnsMissing"
    | "columnTwice";
  params: Record<string, string | number>;
}

export const MOST_BYTES = 8 * 1024 * 1024;
export const MOST_ROWS = 20_000;
const MOST_CELL = 500;

export type Column =
  | "email"
  | "givenName"
  | "familyName"
  | "birthDate"
  | "phone"
  | "street"
  | "city"
  | "postalCode"
  | "county"
  | "municipality"
  | "quantity"
  | "paid"
  | "paidBy"
  | "seller"
  | "printed"
  | "picks"
  | "prize"
  | "reference";

/** The headings that each column may have, in the words of both languages; the first is the one of our own template. */
export const HEADINGS: Record<Column, readonly string[]> = {
  email: ["email", "e-mail", "email address", "correo", "correo electrónico"],
  givenName: ["given name", "first name", "nombre"],
  familyName: ["family name", "last name", "surname", "apellido", "apellidos"],
  birthDate: ["date of birth", "birth date", "born", "fecha de nacimiento"],
  phone: ["phone", "telephone", "teléfono"],
  street: ["street", "address", "calle", "dirección"],
  city: ["city", "town", "ciudad"],
  postalCode: ["zip", "zip code", "postal code", "código postal"],
  county: ["county", "condado"],
  municipality: ["municipality", "municipio"],
  quantity: ["tickets", "quantity", "number of tickets", "boletos", "cantidad"],
  paid: ["paid", "price paid", "amount", "pagado", "importe"],
  paidBy: ["paid by", "payment", "method", "forma de pago"],
  seller: ["seller", "sold by", "vendedor", "vendedora"],
  printed: ["printed numbers", "ticket numbers", "numbers", "números impresos", "números"],
  picks: ["picked numbers", "números elegidos"],
  prize: ["prize", "premio"],
  reference: ["reference", "referencia"],
};
const REQUIRED: readonly Column[] = ["email", "quantity"];

export type Row = Partial<Record<Column, string>>;

export interface ReadFile {
  encoding: string;
  delimiter: string;
  /** Columns that mean nothing here and were left out. */
  ignored: string[];
  rows: Array<{ line: number; fields: Row }>;
}

/** Bytes as text. Other encodings than UTF-8 are known by their marks, by their zeros, or by not being UTF-8. */
export function decode(bytes: Uint8Array): { text: string; encoding: string } | { fault: FileFault } {
  const starts = (...mark: number[]) => mark.every((byte, at) => bytes[at] === byte);
  if (starts(0x50, 0x4b, 3, 4) || starts(0xd0, 0xcf, 0x11, 0xe0))
    return { fault: { code: "fileSpreadsheet", params: {} } };
  if (starts(0xff, 0xfe)) return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "UTF-16" };
  if (starts(0xfe, 0xff)) return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "UTF-16" };
  const head = bytes.subarray(0, 2000);
  const zeros = (odd: number) => head.filter((byte, at) => byte === 0 && at % 2 === odd).length;
  if (head.length >= 8 && zeros(1) > head.length / 4)
    return { text: new TextDecoder("utf-16le").decode(bytes), encoding: "UTF-16" };
  if (head.length >= 8 && zeros(0) > head.length / 4)
    return { text: new TextDecoder("utf-16be").decode(bytes), encoding: "UTF-16" };
  if (bytes.includes(0)) return { fault: { code: "fileNoText", params: {} } };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "UTF-8" };
  } catch {
    // What Excel saves where nobody asked for UTF-8.
    return { text: new TextDecoder("windows-1252").decode(bytes), encoding: "Windows-1252" };
  }
}

/** Which sign parts the columns: the one that parts the first line into the most headings that mean something here. */
function delimiterOf(text: string): string {
  const first = text.slice(0, 10_000).split(/\r?\n|\r/)[0] ?? "";
  const known = (delimiter: string) => first.split(delimiter).filter((heading) => columnOf(heading) !== null).length;
  return [",", ";", "\t", "|"].reduce((best, one) => (known(one) > known(best) ? one : best));
}

function columnOf(heading: string): Column | null {
  const plain = heading
    .replace(/^"|"$/g, "")
    .replace(/[_\s]+/g, " ")
    .trim()
    .toLowerCase();
  const found = Object.entries(HEADINGS).find(([, names]) => names.includes(plain));
  return found ? (found[0] as Column) : null;
}

/** Reads a file of sales off line: every row by the names of its columns. What is wrong with the file as a whole is said once. */
export function readCsv(bytes: Uint8Array): ReadFile | { fault: FileFault } {
  const fault = (code: FileFault["code"], params: FileFault["params"] = {}) => ({ fault: { code, params } });
  if (bytes.length === 0) return fault("fileEmpty");
  if (bytes.length > MOST_BYTES) return fault("fileTooLarge", { megabytes: MOST_BYTES / 1024 / 1024 });
  const decoded = decode(bytes);
  if ("fault" in decoded) return decoded;
  const text = decoded.text.replace(/^\uFEFF/, "");
  // Excel's own word for the sign that follows.
  const told = /^sep=(.)\r?\n/i.exec(text);
  const delimiter = told?.[1] ?? delimiterOf(text);
  let records: Array<{ record: string[]; info: { lines: number } }>;
  try {
    records = parse(told ? text.slice(told[0].length) : text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      trim: true,
      info: true,
      max_record_size: 100_000,
      to: MOST_ROWS + 2,
    }) as unknown as typeof records;
  } catch (error) {
    return fault("fileBroken", { line: Number((error as { lines?: number }).lines ?? 0) });
  }
  const [head, ...body] = records;
  const headings = head?.record ?? [];
  const columns = headings.map(columnOf);
  const twice = columns.find((column, at) => column !== null && columns.indexOf(column) !== at);
  if (twice) return fault("columnTwice", { column: HEADINGS[twice][0]! });
  const missing = REQUIRED.filter((column) => !columns.includes(column));
  if (missing.length > 0)
    return fault("columnsMissing", { columns: missing.map((column) => HEADINGS[column][0]!).join(", ") });
  if (body.length === 0) return fault("fileNoRows");
  if (body.length > MOST_ROWS) return fault("fileTooManyRows", { most: MOST_ROWS });
  const shift = told ? 1 : 0;
  return {
    encoding: decoded.encoding,
    delimiter,
    ignored: headings.filter((heading, at) => columns[at] === null && heading !== "").slice(0, 20),
    rows: body.map(({ record, info }) => ({
      line: info.lines + shift,
      fields: Object.fromEntries(
        record.flatMap((cell, at) => (columns[at] ? [[columns[at], cell.slice(0, MOST_CELL + 1)]] : [])),
      ) as Row,
    })),
  };
}
