import { writeAudit } from "@/server/kernel/audit-store";
import { CSV_MARK, csvLine } from "@/server/kernel/csv";
import { AppError } from "@/server/kernel/errors";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import type { RaffleDeps } from "../ports";
import { ownRaffle } from "../save-raffle";
import { chosenColumns, type ReportCell, type ReportColumn, type ReportQuery } from "./report";
import { findReportRaffles, type ReportScope, selectReport, streamReport, sumReport } from "./report-store";

export const ROWS_PER_PAGE = 50;
/** A PDF is for printing; what is longer is read in a spreadsheet. */
export const MOST_PDF_ROWS = 20_000;

export interface ReportAbout {
  /** Of one raffle its title, of all of them empty. */
  title: string;
  currency: string;
  timeZone: string;
  scope: ReportScope;
}

/** The raffle, or all raffles, that a report is about. Throws 404 `raffleNotFound` for somebody else's. */
export async function reportAbout(
  deps: Pick<RaffleDeps, "db">,
  by: AuthorizedOrganiser,
  raffleId: string | null,
): Promise<ReportAbout> {
  const { organisationId } = by;
  if (raffleId === null) {
    const raffles = await findReportRaffles(deps.db, organisationId);
    const { currency = "USD", timeZone = "America/New_York" } = raffles[0] ?? {};
    return { title: "", currency, timeZone, scope: { organisationId, raffleIds: null, timeZone } };
  }
  const { draft } = await ownRaffle(deps, by, raffleId);
  const { title, currency, timeZone } = draft;
  return { title, currency, timeZone, scope: { organisationId, raffleIds: [raffleId], timeZone } };
}

export interface ReportPage {
  about: ReportAbout;
  columns: ReportColumn[];
  rows: ReportCell[][];
  /** Of the whole report, not of the page. */
  rowCount: number;
  sums: Record<string, number>;
  page: number;
  pageCount: number;
}

/** R12: a page of a report with the sums of all of it. */
export async function runReport(
  deps: Pick<RaffleDeps, "db">,
  by: AuthorizedOrganiser,
  raffleId: string | null,
  query: ReportQuery,
  wantedPage: number,
  rowsPerPage = ROWS_PER_PAGE,
): Promise<ReportPage> {
  const about = await reportAbout(deps, by, raffleId);
  const { rows: rowCount, sums } = await sumReport(deps.db, about.scope, query);
  const pageCount = Math.max(1, Math.ceil(rowCount / rowsPerPage));
  const page = Math.min(Math.max(1, Number.isSafeInteger(wantedPage) ? wantedPage : 1), pageCount);
  const at = { limit: rowsPerPage, offset: (page - 1) * rowsPerPage };
  const rows = await selectReport(deps.db, about.scope, query, at);
  return { about, columns: chosenColumns(query), rows, rowCount, sums, page, pageCount };
}

/** How a file writes what is not text by itself: headings, words, moments. */
export interface ReportWriting {
  heading(column: ReportColumn, currency: string): string;
  word(column: ReportColumn, value: string): string;
  moment(at: Date): string;
}

/** A cell of a file: amounts in whole units with two places, counts as numbers. */
export function fileCell(column: ReportColumn, cell: ReportCell, write: ReportWriting): string | number | null {
  if (cell === null) return null;
  if (cell instanceof Date) return write.moment(cell);
  if (column.type === "money") return Number((Number(cell) / 100).toFixed(2));
  if (column.type === "word") return write.word(column, String(cell));
  return cell;
}

/**
 * R12: the whole report as a CSV file, batch by batch (UTF-8 with its mark, guarded against formulas). Taking
 * participants' data out of the venue is in the audit log.
 */
export async function reportCsv(
  deps: Pick<RaffleDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  raffleId: string | null,
  query: ReportQuery,
  write: ReportWriting,
  send: (text: string) => Promise<void>,
): Promise<void> {
  const about = await reportAbout(deps, by, raffleId);
  await logTaking(deps, by, raffleId, query, "csv");
  const columns = chosenColumns(query);
  await send(CSV_MARK + csvLine(columns.map((column) => write.heading(column, about.currency))));
  await streamReport(deps.db, about.scope, query, async (rows) => {
    const lines = rows.map((row) => csvLine(row.map((cell, at) => fileCell(columns[at]!, cell, write))));
    await send(lines.join(""));
  });
}

/** Draws the pages of a printed report; wired to server/games/raffles/reports/adapters. */
export interface ReportPrinter {
  rows(rows: ReadonlyArray<ReadonlyArray<string>>): Uint8Array[];
  end(sums: readonly string[] | null): Uint8Array[];
}

/** R12: the whole report as a PDF, page by page. Throws 422 `tooManyRows`. */
export async function reportPdf(
  deps: Pick<RaffleDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  raffleId: string | null,
  query: ReportQuery,
  write: ReportWriting & { amount(minor: number, currency: string): string; count(value: number): string },
  open: (about: ReportAbout, columns: ReportColumn[], headings: string[]) => ReportPrinter,
  send: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const about = await reportAbout(deps, by, raffleId);
  const { rows: rowCount, sums } = await sumReport(deps.db, about.scope, query);
  if (rowCount > MOST_PDF_ROWS) throw new AppError("tooManyRows", 422, { most: MOST_PDF_ROWS });
  await logTaking(deps, by, raffleId, query, "pdf");
  const columns = chosenColumns(query);
  const text = (column: ReportColumn, cell: ReportCell): string => {
    if (cell === null) return "";
    if (column.type === "money") return write.amount(Number(cell), about.currency);
    if (column.type === "count") return write.count(Number(cell));
    return String(fileCell(column, cell, write));
  };
  const printer = open(
    about,
    columns,
    columns.map((column) => write.heading(column, "")),
  );
  const sendAll = async (chunks: Uint8Array[]) => {
    for (const chunk of chunks) await send(chunk);
  };
  await streamReport(deps.db, about.scope, query, (rows) =>
    sendAll(printer.rows(rows.map((row) => row.map((cell, at) => text(columns[at]!, cell))))),
  );
  const foot = columns.map((column) =>
    column.type === "money"
      ? write.amount(sums[column.key] ?? 0, about.currency)
      : column.key === "tickets"
        ? write.count(sums[column.key] ?? 0)
        : "",
  );
  await sendAll(printer.end(foot.some(Boolean) ? foot : null));
}

async function logTaking(
  deps: Pick<RaffleDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  raffleId: string | null,
  query: ReportQuery,
  as: "csv" | "pdf",
): Promise<void> {
  await deps.db.transaction((tx) =>
    writeAudit(tx, {
      at: deps.clock.now(),
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "take-report",
      subject: raffleId ? `raffle:${raffleId}` : `organisation:${by.organisationId}`,
      after: { report: query.kind, as, fields: query.fields, filters: query.filters },
    }),
  );
}
