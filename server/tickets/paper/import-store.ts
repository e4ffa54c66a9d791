import type { Database, Reader, Tx } from "@/server/kernel/db";
import type { Row } from "./csv-file";

export interface ImportRecord {
  id: string;
  raffleId: string;
  organisationId: string;
  fileName: string;
  fileHash: string;
  encoding: string;
  delimiter: string;
  total: number;
  state: "waiting" | "running" | "done" | "stopped";
  askedBy: string;
  createdAt: Date;
  endedAt: Date | null;
}

export async function findImport(reader: Reader, id: string): Promise<ImportRecord | null> {
  return (await reader.entryImport.findUnique({ where: { id } })) as ImportRecord | null;
}

/** The import of the very same file, unless it was stopped. */
export async function findSameFile(reader: Reader, raffleId: string, fileHash: string): Promise<ImportRecord | null> {
  return (await reader.entryImport.findFirst({
    where: { raffleId, fileHash, state: { not: "stopped" } },
  })) as ImportRecord | null;
}

/** Keeps a file as rows. False where the same file came at the same moment. */
export async function insertImport(
  tx: Tx,
  data: Omit<ImportRecord, "state" | "endedAt">,
  rows: Array<{ line: number; rowHash: string; fields: Row }>,
): Promise<boolean> {
  const added = await tx.entryImport.createMany({ data: [data], skipDuplicates: true });
  if (added.count === 0) return false;
  for (let from = 0; from < rows.length; from += 2000) {
    await tx.query({
      text: `insert into entry_import_row (import_id, line, row_hash, fields)
             select $1::uuid, x.line, x.hash, x.fields from jsonb_to_recordset($2::jsonb) as x(line int, hash text, fields jsonb) returning line`,
      values: [
        data.id,
        JSON.stringify(
          rows.slice(from, from + 2000).map(({ line, rowHash, fields }) => ({ line, hash: rowHash, fields })),
        ),
      ],
    });
  }
  return true;
}

export interface ImportCounts {
  waiting: number;
  entered: number;
  refused: number;
  tickets: number;
}

export async function countRows(reader: Reader, importId: string): Promise<ImportCounts> {
  const [row] = await reader.query<ImportCounts & Record<string, unknown>>({
    text: `select count(*) filter (where w.state = 'waiting')::int as waiting, count(*) filter (where w.state = 'entered')::int as entered,
                  count(*) filter (where w.state = 'refused')::int as refused, coalesce(sum(o.quantity), 0)::int as tickets
             from entry_import_row w left join ticket_order o on o.id = w.order_id where w.import_id = $1::uuid`,
    values: [importId],
  });
  return row ?? { waiting: 0, entered: 0, refused: 0, tickets: 0 };
}

export async function listImports(
  reader: Reader,
  raffleId: string,
  limit: number,
): Promise<Array<ImportRecord & ImportCounts>> {
  const imports = (await reader.entryImport.findMany({
    where: { raffleId },
    orderBy: { createdAt: "desc" },
    take: limit,
  })) as ImportRecord[];
  return Promise.all(imports.map(async (one) => ({ ...one, ...(await countRows(reader, one.id)) })));
}

/** Takes an import that nobody works on, one asked for or the oldest; null where there is none. */
export async function claimImport(
  db: Database,
  now: Date,
  leaseSeconds: number,
  importId: string | null,
): Promise<ImportRecord | null> {
  const [row] = await db.query<{ id: string }>({
    text: `update entry_import set state = 'running', lease_until = $1::timestamptz + make_interval(secs => $2)
            where id = (select id from entry_import where (state = 'waiting' or (state = 'running' and lease_until < $1)) and ($3::uuid is null or id = $3)
                         order by created_at limit 1 for update skip locked) returning id::text`,
    values: [now, leaseSeconds, importId],
  });
  return row ? findImport(db, row.id) : null;
}

/** Keeps an import for longer, or lets go of it (`leaseSeconds` 0); false where it was stopped. */
export async function keepImport(db: Database, id: string, now: Date, leaseSeconds: number): Promise<boolean> {
  const rows = await db.query<{ id: string }>({
    text: `update entry_import set lease_until = $2::timestamptz + make_interval(secs => $3), state = case when $3 = 0 then 'waiting' else state end
            where id = $1::uuid and state = 'running' returning id::text`,
    values: [id, now, leaseSeconds],
  });
  return rows.length === 1;
}

export async function endImport(tx: Tx, id: string, to: "done" | "stopped", at: Date): Promise<boolean> {
  const where = { id, state: { in: ["waiting", "running"] } };
  return (await tx.entryImport.updateMany({ where, data: { state: to, endedAt: at, leaseUntil: null } })).count === 1;
}

export interface WaitingRow {
  line: number;
  rowHash: string;
  fields: Row;
}

export async function findWaitingRows(reader: Reader, importId: string, limit: number): Promise<WaitingRow[]> {
  const rows = await reader.entryImportRow.findMany({
    where: { importId, state: "waiting" },
    orderBy: { line: "asc" },
    take: limit,
    select: { line: true, rowHash: true, fields: true },
  });
  return rows as WaitingRow[];
}

/** Where the same row was entered before: its line and file. */
export async function findEnteredRow(
  reader: Reader,
  raffleId: string,
  rowHash: string,
): Promise<{ importId: string; line: number; fileName: string } | null> {
  const [row] = await reader.query<{ importId: string; line: number; fileName: string }>({
    text: `select w.import_id::text as "importId", w.line, i.file_name as "fileName"
             from entry_import_row w join entry_import i on i.id = w.import_id
            where i.raffle_id = $1::uuid and w.row_hash = $2 and w.state = 'entered' order by i.created_at, w.line limit 1`,
    values: [raffleId, rowHash],
  });
  return row ?? null;
}

export async function markEntered(db: Database, importId: string, line: number, orderId: string): Promise<void> {
  await db.query({
    text: "update entry_import_row set state = 'entered', order_id = $3::uuid where import_id = $1::uuid and line = $2 and state = 'waiting'",
    values: [importId, line, orderId],
  });
}

export async function markRefused(
  db: Database,
  importId: string,
  line: number,
  code: string,
  params: Record<string, string | number>,
): Promise<void> {
  await db.query({
    text: "update entry_import_row set state = 'refused', code = $3, params = $4::jsonb where import_id = $1::uuid and line = $2 and state = 'waiting'",
    values: [importId, line, code, JSON.stringify(params)],
  });
}

export interface RefusedRow {
  line: number;
  fields: Row;
  code: string;
  params: Record<string, string | number>;
}

/** Refused rows behind a line, in the order of the file. */
export async function findRefusedRows(
  reader: Reader,
  importId: string,
  afterLine: number,
  limit: number,
): Promise<RefusedRow[]> {
  const rows = await reader.entryImportRow.findMany({
    where: { importId, state: "refused", line: { gt: afterLine } },
    orderBy: { line: "asc" },
    take: limit,
    select: { line: true, fields: true, code: true, params: true },
  });
  return rows as RefusedRow[];
}
