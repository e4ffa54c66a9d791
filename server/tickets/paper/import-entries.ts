import { createHash } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import { CSV_MARK, csvLine } from "@/server/kernel/csv";
import { AppError, isAppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { resumeOrganiser } from "@/server/people/resume-organiser";
import type { Words } from "../ports";
import { findSellerByName } from "./book-store";
import { type Column, type FileFault, HEADINGS, readCsv } from "./csv-file";
import { type EnterTicketsDeps, enterInto, readEntryState } from "./enter-tickets";
import type { EntryRaffle } from "./entry-store";
import { readRow, rowHash } from "./import-row";
import {
  claimImport,
  countRows,
  endImport,
  findEnteredRow,
  findImport,
  findRefusedRows,
  findSameFile,
  findWaitingRows,
  type ImportCounts,
  type ImportRecord,
  insertImport,
  keepImport,
  listImports,
  markEntered,
  markRefused,
  type WaitingRow,
} from "./import-store";

const LEASE_SECONDS = 60;
const BATCH = 40;
/** Rows entered side by side: the raffle's lock takes them one by one, the rest of the work overlaps. */
const AT_ONCE = 4;

export type ImportAnswer =
  | { ok: true; importId: string; total: number; ignored: string[] }
  | { ok: false; fault: FileFault }
  /** The very same file was read before. */
  | { ok: false; same: { importId: string; fileName: string; at: Date } };

/**
 * Reads a file of sales off line and keeps its rows; they are entered in the background (R13). A file as a whole is taken
 * or not: what is wrong with one row is told for that row. Throws AppError: raffleNotFound and the codes of EntryClosed.
 */
export async function importEntries(
  deps: EnterTicketsDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  file: { name: string; bytes: Uint8Array },
): Promise<ImportAnswer> {
  const { closed, lawArea } = await readEntryState(deps, by, raffleId);
  if (closed) throw new AppError(closed, 409, { area: lawArea ?? "" });
  const read = readCsv(file.bytes);
  if ("fault" in read) return { ok: false, fault: read.fault };
  const { db, clock } = deps.people;
  const now = clock.now();
  const fileHash = createHash("sha256").update(file.bytes).digest("hex");
  const fileName =
    file.name
      .replace(/[\p{Cc}/\\]/gu, " ")
      .trim()
      .slice(-200) || "file.csv";
  const same = async () => {
    const found = await findSameFile(db, raffleId, fileHash);
    return found && { ok: false as const, same: { importId: found.id, fileName: found.fileName, at: found.createdAt } };
  };
  const before = await same();
  if (before) return before;
  const id = newId(now.getTime());
  const rows = read.rows.map(({ line, fields }) => ({ line, fields, rowHash: rowHash(fields) }));
  const added = await db.transaction(
    async (tx) => {
      const { encoding, delimiter } = read;
      const record = {
        id,
        raffleId,
        organisationId: by.organisationId,
        fileName,
        fileHash,
        encoding,
        delimiter,
        total: rows.length,
        askedBy: by.actor.memberId,
        createdAt: now,
      };
      if (!(await insertImport(tx, record, rows))) return false;
      await writeAudit(tx, {
        at: now,
        actorId: by.actor.memberId,
        actorRole: "organisation",
        action: "import-entries",
        subject: `raffle:${raffleId}`,
        after: { importId: id, fileName, fileHash, rows: rows.length },
      });
      return true;
    },
    { timeoutMs: 60_000 },
  );
  if (!added) return (await same()) ?? { ok: false, fault: { code: "fileBroken", params: { line: 0 } } };
  return { ok: true, importId: id, total: rows.length, ignored: read.ignored };
}

/** Files of a raffle, the newest first, with how far each is. */
export async function readImports(
  deps: EnterTicketsDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<Array<ImportRecord & ImportCounts>> {
  await readEntryState(deps, by, raffleId);
  return listImports(deps.people.db, raffleId, 20);
}

/** Whose file this is, or null. It grants nothing: the authority is proven afterwards. */
export async function ownerOfImport(deps: Pick<EnterTicketsDeps, "people">, importId: string): Promise<string | null> {
  return isId(importId) ? ((await findImport(deps.people.db, importId))?.organisationId ?? null) : null;
}

/** One file with how far it is and its first refused rows. Throws 404 `notFound`. */
export async function readImport(deps: Pick<EnterTicketsDeps, "people">, by: AuthorizedOrganiser, importId: string) {
  const found = isId(importId) ? await findImport(deps.people.db, importId) : null;
  if (!found || found.organisationId !== by.organisationId) throw new AppError("notFound", 404);
  const [counts, refused] = await Promise.all([
    countRows(deps.people.db, importId),
    findRefusedRows(deps.people.db, importId, 0, 50),
  ]);
  return { ...found, ...counts, refusedRows: refused };
}

/** Stops a file: what is entered stays, what waits is not entered. Throws AppError: notFound, changedMeanwhile. */
export async function stopImport(
  deps: Pick<EnterTicketsDeps, "people">,
  by: AuthorizedOrganiser,
  importId: string,
): Promise<string> {
  const { raffleId } = await readImport(deps, by, importId);
  const { db, clock } = deps.people;
  await db.transaction(async (tx) => {
    if (!(await endImport(tx, importId, "stopped", clock.now()))) throw new AppError("changedMeanwhile", 409);
  });
  return raffleId;
}

/**
 * Enters rows that wait, for as long as it may. Any number of workers and pages may run it at once: a file is one's until
 * its lease ends; a row is entered once, whoever dies in between. Answers how many rows were done.
 */
export async function runImports(
  deps: EnterTicketsDeps,
  how: { forMs?: number; importId?: string } = {},
): Promise<number> {
  const endsAt = Date.now() + (how.forMs ?? 30_000);
  let done = 0;
  while (Date.now() < endsAt) {
    const found = await claimImport(deps.people.db, deps.people.clock.now(), LEASE_SECONDS, how.importId ?? null);
    if (!found) break;
    done += await runOne(deps, found, endsAt);
  }
  return done;
}

async function runOne(deps: EnterTicketsDeps, found: ImportRecord, endsAt: number): Promise<number> {
  const { db, clock } = deps.people;
  const by = await resumeOrganiser(
    { db },
    { memberId: found.askedBy, organisationId: found.organisationId, workId: found.id },
  );
  if (!by) {
    await db.transaction((tx) => endImport(tx, found.id, "stopped", clock.now()));
    return 0;
  }
  let done = 0;
  // At least one batch, however little time there is: whoever looks moves it on.
  do {
    const rows = await findWaitingRows(db, found.id, BATCH);
    if (rows.length === 0) {
      await db.transaction((tx) => endImport(tx, found.id, "done", clock.now()));
      return done;
    }
    const { raffle, closed, lawArea } = await readEntryState(deps, by, found.raffleId);
    const queue = [...rows];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let row = queue.shift(); row; row = queue.shift()) {
          if (closed) await markRefused(db, found.id, row.line, closed, { area: lawArea ?? "" });
          else await enterRow(deps, by, raffle, found, row);
        }
      }),
    );
    done += rows.length;
    if (!(await keepImport(db, found.id, clock.now(), LEASE_SECONDS))) return done;
  } while (Date.now() < endsAt);
  await keepImport(db, found.id, clock.now(), 0);
  return done;
}

async function enterRow(
  deps: EnterTicketsDeps,
  by: AuthorizedOrganiser,
  raffle: EntryRaffle,
  found: ImportRecord,
  row: WaitingRow,
): Promise<void> {
  const { db } = deps.people;
  const refuse = (code: string, params: Record<string, string | number> = {}) =>
    markRefused(db, found.id, row.line, code, params);
  const repeated = async (): Promise<boolean> => {
    const earlier = await findEnteredRow(db, found.raffleId, row.rowHash);
    if (!earlier || (earlier.importId === found.id && earlier.line === row.line)) return false;
    await refuse("rowRepeated", { line: earlier.line, file: earlier.fileName });
    return true;
  };
  try {
    const read = readRow(row.fields);
    if ("fault" in read) return await refuse(read.fault.code, read.fault.params);
    const seller = read.seller ? await findSellerByName(db, found.organisationId, read.seller) : null;
    if (read.seller && !seller) return await refuse("sellerUnknown", { name: read.seller.slice(0, 60) });
    const pool = read.prize
      ? raffle.pools.find(({ heading }) => heading.toLowerCase() === read.prize.toLowerCase())
      : null;
    if (read.prize && !pool) return await refuse("prizeUnknown", { name: read.prize.slice(0, 60) });
    const { person, quantity, paidMinor, paidBy, printed, picks } = read;
    const entry = {
      person,
      quantity,
      paidMinor,
      paidBy,
      printed,
      picks,
      sellerId: seller?.id ?? null,
      poolId: pool?.drawingId ?? null,
    };
    const answer = await enterInto(deps, by, raffle, entry, {
      key: `row:${row.rowHash}`,
      importId: found.id,
    });
    if (!answer.ok) {
      const fault = answer.faults[0]!;
      return await refuse(`person-${fault.code}`, { ...fault.params, field: fault.field });
    }
    if (answer.repeated && (await repeated())) return;
    await markEntered(db, found.id, row.line, answer.orderId);
  } catch (error) {
    if (isAppError(error)) return refuse(error.code, error.params);
    // The same row a moment ago, from beside us: the order is there and stands in one row alone.
    if (await repeated()) return;
    // A fault of ours must not hold up the rows behind it: it stands in the report, and the row can be sent again.
    log.error("row_not_entered", { error, importId: found.id, line: row.line });
    await refuse("unexpected");
  }
}

/** The refused rows of a file as a file of the same columns, with line and reason before them; formulas made text. */
export async function* refusedRowsFile(
  deps: Pick<EnterTicketsDeps, "people"> & { words: Words },
  by: AuthorizedOrganiser,
  importId: string,
  locale: string,
): AsyncGenerator<string> {
  await readImport(deps, by, importId);
  const say = await deps.words(locale);
  const columns = Object.keys(HEADINGS) as Column[];
  yield `${CSV_MARK}${csvLine([say("paper.import.line"), say("paper.import.reason"), ...columns.map((column) => HEADINGS[column][0]!)])}`;
  for (let after = 0; ; ) {
    const rows = await findRefusedRows(deps.people.db, importId, after, 500);
    for (const { line, code, params, fields } of rows) {
      yield csvLine([String(line), reasonText(say, code, params), ...columns.map((column) => fields[column] ?? "")]);
    }
    if (rows.length < 500) return;
    after = rows.at(-1)!.line;
  }
}

/** Why a row was refused, in words. */
export function reasonText(
  say: (key: string, fill?: Record<string, string | number>) => string,
  code: string,
  params: Record<string, string | number>,
): string {
  return code.startsWith("person-")
    ? say(`paper.person.${code.slice("person-".length)}`, { ...params, field: say(`paper.field.${params.field}`) })
    : say(`paper.refusals.${code}`, params);
}

/** A file to begin with: the headings and one invented row. */
export function templateFile(): string {
  const columns = Object.keys(HEADINGS) as Column[];
  const example: Partial<Record<Column, string>> = {
    email: "maria@example.org",
    givenName: "Maria",
    familyName: "Kowalska",
    birthDate: "1980-02-03",
    phone: "716 555 0142",
    street: "12 Elm Street",
    city: "Buffalo",
    postalCode: "14202",
    quantity: "2",
    paid: "10.00",
    paidBy: "cash",
    reference: "1",
  };
  return `${CSV_MARK}${csvLine(columns.map((column) => HEADINGS[column][0]!))}${csvLine(columns.map((column) => example[column] ?? ""))}`;
}
