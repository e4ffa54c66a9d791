import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const SCALARS: Record<string, string> = {
  String: "text",
  Int: "int4",
  BigInt: "int8",
  Boolean: "bool",
  Json: "jsonb",
  DateTime: "timestamptz",
  Bytes: "bytea",
};

/** `table.column` → `type[?][[]]` as schema.prisma declares it. */
function declared(): Map<string, string> {
  const text = readFileSync(path.resolve("prisma/schema.prisma"), "utf8");
  const enums = new Map<string, string>();
  for (const [, name, body] of text.matchAll(/^enum (\w+) \{([\s\S]*?)^\}/gm)) {
    enums.set(name!, /@@map\("(\w+)"\)/.exec(body!)?.[1] ?? name!);
  }
  const columns = new Map<string, string>();
  for (const [, , body] of text.matchAll(/^model (\w+) \{([\s\S]*?)^\}/gm)) {
    const table = /@@map\("(\w+)"\)/.exec(body!)?.[1];
    expect(table, body).toBeTruthy();
    for (const line of body!.split("\n")) {
      const field = /^\s+(\w+)\s+(\w+)(\[\])?(\?)?(.*)$/.exec(line.replace(/\/\/.*$/, ""));
      if (!field) continue;
      const [, name, type, list, optional, rest] = field;
      const plain = SCALARS[type!] ?? enums.get(type!);
      if (!plain) continue; // a relation
      const column = /@map\("(\w+)"\)/.exec(rest!)?.[1] ?? name!;
      const native = /@db\.(\w+)/.exec(rest!)?.[1];
      const real = native === "Uuid" ? "uuid" : native === "Date" ? "date" : plain;
      columns.set(`${table}.${column}`, `${list ? "_" : ""}${real}${optional || list ? "?" : ""}`);
    }
  }
  return columns;
}

test("P1 the migrations make exactly the tables and columns that schema.prisma declares", async () => {
  const rows = await fresh.db.query<{ name: string; type: string }>({
    text: `select c.table_name || '.' || c.column_name as name,
                  c.udt_name || case when c.is_nullable = 'YES' then '?' else '' end as type
             from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
            where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name <> '_prisma_migrations'`,
  });
  const real = new Map(rows.map((row) => [row.name, row.type]));
  const wanted = declared();
  expect(wanted.size).toBeGreaterThan(200);
  const loose = (type: string | undefined) => type?.replace(/^(_.*)\?$/, "$1");
  const differing = [...new Set([...real.keys(), ...wanted.keys()])]
    .filter((name) => loose(real.get(name)) !== loose(wanted.get(name)))
    .map((name) => `${name}: declared ${wanted.get(name)}, real ${real.get(name)}`);
  expect(differing).toEqual([]);
});

test("P2 every table that tells of money or decisions refuses changes to what was written", async () => {
  const rows = await fresh.db.query<{ name: string }>({
    text: `select distinct event_object_table as name from information_schema.triggers where trigger_name = 'append_only'`,
  });
  expect(rows.map((row) => row.name).sort()).toEqual([
    "age_confirmation",
    "agreement_signature",
    "audit_entry",
    "decision_evidence",
    "drawing_entry",
    "ledger_movement",
    "ledger_transfer",
    "lottery_postponement",
    "lottery_result",
    "reconciliation",
    "syndicate_conditions",
    "syndicate_hand_ticket",
    "syndicate_message",
    "syndicate_order",
    "syndicate_owner",
    "syndicate_payout",
    "syndicate_payout_part",
    "syndicate_signature",
    "syndicate_statement",
  ]);
});

test("M1 a guarded account cannot be overdrawn, whoever tries at once", async () => {
  const { db } = fresh;
  await db.query({
    text: `insert into ledger_account (key, kind, currency, guarded, created_at)
           values ('test:wallet', 'liability', 'USD', true, now()), ('test:cash', 'asset', 'USD', false, now())`,
  });
  const move = (from: string, to: string, amount: number, guardedDebit: boolean) =>
    db.query({
      text: `with m as (insert into ledger_movement (id, cause, cause_id, key, posted_at)
                        values (new_id(), 'test', 'test', gen_random_uuid()::text, now()) returning id)
             insert into ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency, debit_guarded, credit_guarded)
             select m.id, 1, d.id, c.id, $3, 'USD', $4, not $4 from m, ledger_account d, ledger_account c where d.key = $1 and c.key = $2`,
      values: [from, to, amount, guardedDebit],
    });
  await move("test:cash", "test:wallet", 1000, false); // deposit
  const answers = await Promise.allSettled(
    Array.from({ length: 20 }, () => move("test:wallet", "test:cash", 300, true)),
  );
  expect(answers.filter((answer) => answer.status === "fulfilled").length).toBe(3);
  const refusals = answers.flatMap((answer) => (answer.status === "rejected" ? [String(answer.reason)] : []));
  expect(
    refusals.every((text) => /would be overdrawn/.test(text)),
    refusals[0],
  ).toBe(true);
  // the copy of `guarded` on a transfer has to be true, so nobody walks around the check
  await expect(move("test:wallet", "test:cash", 300, false)).rejects.toThrow(/transfer_/);
});
