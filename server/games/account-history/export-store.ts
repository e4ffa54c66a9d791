import type { Reader } from "@/server/kernel/db";

/** Columns that say whose a row is. Who blocks somebody is not told to them, so `blocked_id` is none of these. */
const OWNERS = ["member_id", "holder_id", "manager_id", "asker_id", "sender_id"] as const;
/** Rows that are found in another way below, or that are no one member's. */
const APART = new Set(["member", "audit_entry", "login_token", "recovery_code"]);
/** What must never leave: secrets, what they are checked against, and bytes that only we can read. */
const SECRET = /hash|secret|seed|token|cipher|nonce|_step$|^recovery/;

interface ColumnRow {
  table: string;
  column: string;
  type: string;
}

async function findColumns(reader: Reader): Promise<ColumnRow[]> {
  return reader.query<ColumnRow & Record<string, unknown>>({
    text: `select c.table_name as "table", c.column_name as "column", c.udt_name as type
             from information_schema.columns c
             join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
            where c.table_schema = 'public' and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`,
  });
}

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Whether a column is left out of every file: it is a secret, or bytes. */
function isWithheld({ column, type }: ColumnRow): boolean {
  return type === "bytea" || SECRET.test(column);
}

type Rows = Array<Record<string, unknown>>;

async function rowsWhere(
  reader: Reader,
  columns: ColumnRow[],
  from: string,
  where: string,
  memberId: string,
): Promise<Rows> {
  const withheld = columns.filter(isWithheld).map(({ column }) => column);
  const found = await reader.query<{ row: Record<string, unknown> }>({
    text: `select to_jsonb(t) - $2::text[] as row from ${from} t where ${where}`,
    values: [memberId, withheld],
  });
  return found.map(({ row }) => row);
}

/**
 * Everything that is kept of a member, by table: every row that names them as its owner, in whatever table, so that what is
 * added to the schema is in the file without anybody thinking of it; and what hangs on their orders, tickets and wallets.
 * Columns are named as they are kept. Secrets and bytes are left out.
 */
export async function findOwnRows(reader: Reader, memberId: string): Promise<Map<string, Rows>> {
  const all = await findColumns(reader);
  const tables = new Map<string, ColumnRow[]>();
  for (const row of all) tables.set(row.table, [...(tables.get(row.table) ?? []), row]);
  const out = new Map<string, Rows>();
  const take = async (table: string, where: string) => {
    const columns = tables.get(table);
    if (!columns) return;
    const rows = await rowsWhere(reader, columns, quoted(table), where, memberId);
    if (rows.length > 0) out.set(table, rows);
  };
  await take("member", "t.id = $1::uuid");
  for (const [table, columns] of tables) {
    const owners = columns.filter(
      ({ column, type }) => type === "uuid" && (OWNERS as readonly string[]).includes(column),
    );
    if (owners.length === 0 || APART.has(table)) continue;
    await take(table, owners.map(({ column }) => `t.${quoted(column)} = $1::uuid`).join(" or "));
  }
  const orders = "select o.id from ticket_order o where o.member_id = $1::uuid";
  await take("payment", `t.order_id in (${orders})`);
  await take("refund", `t.payment_id in (select p.id from payment p where p.order_id in (${orders}))`);
  const tickets = "select k.id from ticket k where k.holder_id = $1::uuid";
  // Who was drawn is everybody's only when the reveal is over.
  await take(
    "winner",
    `t.ticket_id in (${tickets}) and exists (select 1 from drawing d where d.id = t.drawing_id and d.reveal_ends_at <= clock_timestamp())`,
  );
  await take("drawing_entry", `t.ticket_id in (${tickets})`);
  await take("connection", "t.asker_id = $1::uuid or t.other_id = $1::uuid and t.state <> 'removed'");
  // What somebody did for an organisation or an area is about others, and is no data of theirs.
  await take(
    "audit_entry",
    "t.subject = 'member:' || $1::text or t.actor_id = $1::uuid and t.actor_role in ('participant', '')",
  );
  const wallet = await reader.query<{ row: Record<string, unknown> }>({
    text: `select jsonb_build_object('account', a.key, 'at', p.posted_at, 'cause', p.cause, 'about', p.cause_id,
                    'amount_minor', p.amount_minor, 'currency', p.currency) as row
             from ledger_account a join ledger_posting p on p.account_id = a.id
            where starts_with(a.key, 'wallet:' || $1::text || ':') order by p.posted_at, p.line`,
    values: [memberId],
  });
  if (wallet.length > 0) {
    out.set(
      "wallet",
      wallet.map(({ row }) => row),
    );
  }
  return out;
}
