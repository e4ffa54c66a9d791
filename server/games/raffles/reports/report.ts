/** The reports of a raffle, or of all of an organisation's (R12, P28). */
export const REPORTS = [
  "participants",
  "tickets",
  "orders",
  "sellers",
  "voids",
  "drawings",
  "exceptions",
  "events",
] as const;
export type ReportKind = (typeof REPORTS)[number];

/**
 * What stands in a column: free text; a code in figures and letters; one of a few words that pages have their own for;
 * a count; an amount in minor units; a moment.
 */
export type ColumnType = "text" | "code" | "word" | "count" | "money" | "moment";

export interface ReportColumn {
  key: string;
  type: ColumnType;
  /** Chosen unless the reader chooses for themselves. */
  usual: boolean;
}

const column = (key: string, type: ColumnType, usual = true): ReportColumn => ({ key, type, usual });
const more = (key: string, type: ColumnType): ReportColumn => column(key, type, false);

/** The columns that each report has, in the order in which they stand. */
export const COLUMNS: Record<ReportKind, readonly ReportColumn[]> = {
  participants: [
    column("number", "count"),
    column("name", "text"),
    column("email", "text"),
    more("phone", "text"),
    more("street", "text"),
    column("city", "text"),
    column("postalCode", "code"),
    column("state", "text"),
    column("county", "text"),
    more("municipality", "text"),
    column("tickets", "count"),
    column("amount", "money"),
    more("firstAt", "moment"),
    column("lastAt", "moment"),
  ],
  tickets: [
    column("raffle", "text"),
    column("ticket", "code"),
    more("sequence", "count"),
    column("validationCode", "code"),
    column("state", "word"),
    column("origin", "word"),
    column("name", "text"),
    more("email", "text"),
    more("city", "text"),
    more("postalCode", "code"),
    column("amount", "money"),
    more("printedNumber", "code"),
    more("pickedNumber", "count"),
    more("pool", "text"),
    more("seller", "text"),
    column("issuedAt", "moment"),
    more("endedAt", "moment"),
    more("endedReason", "text"),
    more("order", "code"),
  ],
  orders: [
    column("raffle", "text"),
    column("order", "code"),
    column("state", "word"),
    column("origin", "word"),
    column("name", "text"),
    more("email", "text"),
    column("tickets", "count"),
    column("amount", "money"),
    more("donation", "money"),
    more("feeCover", "money"),
    column("total", "money"),
    column("venueFee", "money"),
    more("processing", "money"),
    more("refunded", "money"),
    more("card", "text"),
    more("paidBy", "word"),
    more("transaction", "code"),
    more("seller", "text"),
    column("createdAt", "moment"),
    more("capturedAt", "moment"),
  ],
  sellers: [
    column("raffle", "text"),
    column("seller", "text"),
    column("origin", "word"),
    column("tickets", "count"),
    column("amount", "money"),
    column("voided", "count"),
    column("books", "count"),
    column("booksReturned", "count"),
    column("handedIn", "money"),
  ],
  voids: [
    column("raffle", "text"),
    column("ticket", "code"),
    column("validationCode", "code"),
    more("printedNumber", "code"),
    column("drawing", "word"),
    column("name", "text"),
    column("amount", "money"),
    column("issuedAt", "moment"),
    column("endedAt", "moment"),
    column("endedReason", "text"),
    more("order", "code"),
  ],
  drawings: [
    column("raffle", "text"),
    column("drawing", "word"),
    column("position", "count"),
    column("state", "word"),
    column("method", "word"),
    more("drawAt", "moment"),
    column("drawnAt", "moment"),
    column("entries", "count"),
    more("listRoot", "code"),
    more("round", "code"),
    column("prizeLevel", "count"),
    column("prize", "text"),
    column("ticket", "code"),
    column("validationCode", "code"),
    column("name", "text"),
    column("claim", "word"),
    more("claimBy", "moment"),
    more("amount", "money"),
  ],
  exceptions: [
    column("raffle", "text"),
    column("at", "moment"),
    column("what", "word"),
    column("about", "code"),
    column("name", "text"),
    column("amount", "money"),
    column("reason", "text"),
  ],
  events: [
    column("raffle", "text"),
    column("at", "moment"),
    column("who", "text"),
    column("role", "word"),
    column("action", "word"),
    column("before", "text"),
    column("after", "text"),
  ],
};

export type FilterOperation = "contains" | "is" | "from" | "to";

export interface ReportFilter {
  field: string;
  operation: FilterOperation;
  value: string;
}

export interface ReportQuery {
  kind: ReportKind;
  fields: string[];
  filters: ReportFilter[];
  sort: string;
  descending: boolean;
}

/** Which questions a column can be asked. */
export const OPERATIONS: Record<ColumnType, readonly FilterOperation[]> = {
  text: ["contains", "is"],
  code: ["contains", "is"],
  word: ["is"],
  count: ["is", "from", "to"],
  money: ["is", "from", "to"],
  moment: ["from", "to"],
};

export const MOST_FILTERS = 3;

type Sent = Record<string, string | string[] | undefined>;

const listOf = (value: string | string[] | undefined) =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const textOf = (value: string | string[] | undefined) => listOf(value)[0] ?? "";

/**
 * A report as an address asks for it: `kind`, `f` (fields), `w0`, `o0`, `v0` … (filters), `sort`, `dir`. What cannot be
 * is left out rather than guessed; filters that cannot be read are told in `unread`, by their place from 0.
 */
export function readReportQuery(sent: Sent, everyRaffle: boolean): { query: ReportQuery; unread: number[] } {
  const kind = REPORTS.find((one) => one === textOf(sent.kind)) ?? "participants";
  const columns = COLUMNS[kind].filter(({ key }) => everyRaffle || key !== "raffle");
  const known = (key: string) => columns.find((one) => one.key === key);
  const chosen = columns.filter(({ key }) => listOf(sent.f).includes(key)).map(({ key }) => key);
  const fields = chosen.length > 0 ? chosen : columns.filter(({ usual }) => usual).map(({ key }) => key);
  const unread: number[] = [];
  const filters: ReportFilter[] = [];
  for (let at = 0; at < MOST_FILTERS; at++) {
    const value = textOf(sent[`v${at}`]).replaceAll("\0", "").trim().slice(0, 200);
    if (!value) continue;
    const found = known(textOf(sent[`w${at}`]));
    const operation = found && OPERATIONS[found.type].find((one) => one === textOf(sent[`o${at}`]));
    if (found && operation && isReadable(found.type, value)) filters.push({ field: found.key, operation, value });
    else unread.push(at);
  }
  const sort = known(textOf(sent.sort))?.key ?? fields[0]!;
  return { query: { kind, fields, filters, sort, descending: textOf(sent.dir) === "desc" }, unread };
}

function isReadable(type: ColumnType, value: string): boolean {
  if (type === "count") return /^\d{1,12}$/.test(value);
  if (type === "money") return /^\d{1,9}([.,]\d{1,2})?$/.test(value);
  if (type === "moment") return /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(`${value}T00:00:00Z`));
  return true;
}

/** An amount as it was typed, in minor units. */
export function filterMinor(value: string): number {
  return Math.round(Number(value.replace(",", ".")) * 100);
}

/** The address part that asks for this report again. */
export function reportAddress(query: ReportQuery): string {
  const params = new URLSearchParams({ kind: query.kind });
  for (const field of query.fields) params.append("f", field);
  query.filters.forEach((filter, at) => {
    params.set(`w${at}`, filter.field);
    params.set(`o${at}`, filter.operation);
    params.set(`v${at}`, filter.value);
  });
  params.set("sort", query.sort);
  if (query.descending) params.set("dir", "desc");
  return params.toString();
}

/** One cell as it came out of the database. */
export type ReportCell = string | number | Date | null;

/** The columns that a query chose, in their order. */
export function chosenColumns(query: Pick<ReportQuery, "kind" | "fields">): ReportColumn[] {
  return COLUMNS[query.kind].filter(({ key }) => query.fields.includes(key));
}
