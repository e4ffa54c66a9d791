import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { AccountKind, AccountRef } from "./accounts";
import { type Movement, postableLines } from "./movement";

interface AccountRow {
  id: string;
  key: string;
  kind: AccountKind;
  currency: string;
  guarded: boolean;
}

/** The rows of these accounts, opened where they are new. Keys are sorted, so that two movements never wait in a ring. */
async function openAccounts(
  tx: Tx,
  accounts: AccountRef[],
  currency: string,
  now: Date,
): Promise<Map<string, AccountRow>> {
  const wanted = [...new Map(accounts.map((account) => [account.key, account])).values()].sort((a, b) =>
    a.key < b.key ? -1 : 1,
  );
  const find = () =>
    tx.query<AccountRow & Record<string, unknown>>({
      text: `select id::text, key, kind::text as kind, currency, guarded from ledger_account where key = any($1::text[])`,
      values: [wanted.map((account) => account.key)],
    });
  let rows = await find();
  if (rows.length < wanted.length) {
    const known = new Set(rows.map((row) => row.key));
    for (const account of wanted.filter((each) => !known.has(each.key))) {
      await tx.query({
        text: `insert into ledger_account (key, kind, currency, guarded, created_at)
               values ($1, $2::account_kind, $3, $4, $5::timestamptz) on conflict (key) do nothing returning id::text`,
        values: [account.key, account.kind, currency, account.guarded, now],
      });
    }
    rows = await find();
  }
  const guarded = rows.filter((row) => row.guarded).map((row) => row.id);
  if (guarded.length > 0) {
    // Before the transfers refer to them: a reference takes a weaker lock, and two spenders who both raise it to the
    // trigger's would wait for each other.
    await tx.query({
      text: "select id::text from ledger_account where id = any($1::bigint[]) order by id for update",
      values: [guarded],
    });
  }
  return new Map(rows.map((row) => [row.key, row]));
}

/**
 * Writes one movement with its transfers. Returns false, and writes nothing, when its key is posted already. The
 * database refuses what would not balance, another currency, and an overdrawn wallet.
 */
export async function insertMovement(tx: Tx, movement: Movement): Promise<boolean> {
  const lines = postableLines(movement);
  if (lines.length === 0) return false;
  const id = newId(movement.postedAt.getTime());
  const written = await tx.query({
    text: `insert into ledger_movement (id, cause, cause_id, key, posted_at)
           values ($1::uuid, $2, $3, $4, $5::timestamptz) on conflict (key) do nothing returning id::text`,
    values: [id, movement.cause, movement.causeId, movement.key, movement.postedAt],
  });
  if (written.length === 0) return false;
  const accounts = await openAccounts(
    tx,
    lines.flatMap((line) => [line.debit, line.credit]),
    movement.currency,
    movement.postedAt,
  );
  for (const [at, line] of lines.entries()) {
    const debit = accounts.get(line.debit.key)!;
    const credit = accounts.get(line.credit.key)!;
    await tx.ledgerTransfer.create({
      data: {
        movementId: id,
        line: at + 1,
        debitId: BigInt(debit.id),
        creditId: BigInt(credit.id),
        amountMinor: BigInt(line.amountMinor),
        currency: movement.currency,
        debitGuarded: debit.guarded,
        creditGuarded: credit.guarded,
      },
    });
  }
  return true;
}

export async function isPosted(reader: Reader, key: string): Promise<boolean> {
  return (await reader.ledgerMovement.count({ where: { key } })) > 0;
}

export interface AccountSums {
  key: string;
  kind: AccountKind;
  currency: string;
  debitsMinor: bigint;
  creditsMinor: bigint;
}

/** Debits and credits of every account whose key starts so (all of them with ""), up to a moment if given. */
export async function sumAccounts(reader: Reader, prefix: string, until: Date | null): Promise<AccountSums[]> {
  const rows = await reader.query<{
    key: string;
    kind: AccountKind;
    currency: string;
    debits: string;
    credits: string;
  }>({
    text: `select a.key, a.kind::text as kind, a.currency,
             coalesce((select sum(t.amount_minor) from ledger_transfer t join ledger_movement m on m.id = t.movement_id
                        where t.debit_id = a.id and ($2::timestamptz is null or m.posted_at < $2)), 0)::text as debits,
             coalesce((select sum(t.amount_minor) from ledger_transfer t join ledger_movement m on m.id = t.movement_id
                        where t.credit_id = a.id and ($2::timestamptz is null or m.posted_at < $2)), 0)::text as credits
           from ledger_account a where starts_with(a.key, $1) order by a.key`,
    values: [prefix, until],
  });
  return rows.map((row) => ({
    key: row.key,
    kind: row.kind,
    currency: row.currency,
    debitsMinor: BigInt(row.debits),
    creditsMinor: BigInt(row.credits),
  }));
}

export interface StatementRow {
  movementId: string;
  line: number;
  cause: string;
  causeId: string;
  postedAt: Date;
  against: string;
  debitMinor: bigint;
  creditMinor: bigint;
}

/** The lines of one account in a period, oldest first. */
export async function findStatement(reader: Reader, key: string, from: Date, until: Date): Promise<StatementRow[]> {
  const rows = await reader.query<{
    movement_id: string;
    line: number;
    cause: string;
    cause_id: string;
    posted_at: Date;
    against: string;
    is_debit: boolean;
    amount: string;
  }>({
    text: `select m.id::text as movement_id, t.line, m.cause, m.cause_id, m.posted_at, other.key as against,
             t.debit_id = a.id as is_debit, t.amount_minor::text as amount
           from ledger_account a
           join ledger_transfer t on a.id in (t.debit_id, t.credit_id)
           join ledger_movement m on m.id = t.movement_id
           join ledger_account other on other.id = case when t.debit_id = a.id then t.credit_id else t.debit_id end
           where a.key = $1 and m.posted_at >= $2::timestamptz and m.posted_at < $3::timestamptz
           order by m.posted_at, m.id, t.line`,
    values: [key, from, until],
  });
  return rows.map((row) => ({
    movementId: row.movement_id,
    line: row.line,
    cause: row.cause,
    causeId: row.cause_id,
    postedAt: new Date(row.posted_at),
    against: row.against,
    debitMinor: row.is_debit ? BigInt(row.amount) : 0n,
    creditMinor: row.is_debit ? 0n : BigInt(row.amount),
  }));
}

/** The sum of all postings for each currency, and the movements that do not sum to zero; all must be nothing. */
export async function findImbalances(
  reader: Reader,
): Promise<{ sums: Array<{ currency: string; sumMinor: bigint }>; movements: string[] }> {
  const sums = await reader.query<{ currency: string; sum: string }>({
    text: "select currency, sum(amount_minor)::text as sum from ledger_posting group by currency order by currency",
  });
  const movements = await reader.query<{ id: string }>({
    text: `select movement_id::text as id from ledger_posting group by movement_id
           having sum(amount_minor) <> 0 or count(distinct currency) > 1`,
  });
  return {
    sums: sums.map((row) => ({ currency: row.currency, sumMinor: BigInt(row.sum) })),
    movements: movements.map((row) => row.id),
  };
}
