import type { Database, Reader, Tx } from "@/server/kernel/db";
import { playRefusal } from "@/server/people/play-limit";
import type { DepositState } from "./deposit";

export interface DepositRow {
  id: string;
  memberId: string;
  requestKey: string;
  amountMinor: number;
  currency: string;
  state: DepositState;
  reason: string | null;
  checkoutId: string | null;
  checkoutUrl: string | null;
  intentId: string | null;
  chargeId: string | null;
  cardBrand: string | null;
  createdAt: Date;
  updatedAt: Date;
  creditedAt: Date | null;
}

export type NewDeposit = Pick<DepositRow, "id" | "memberId" | "requestKey" | "amountMinor" | "currency" | "createdAt">;

/**
 * Reserves a deposit, once for each of the member's keys. Throws AppError `selfExcluded` or `depositLimit` where their own
 * limits refuse it.
 */
export async function insertDeposit(db: Database, deposit: NewDeposit): Promise<void> {
  const { id, memberId, requestKey, amountMinor, currency, createdAt } = deposit;
  await db
    .query({
      text: `insert into wallet_deposit (id, member_id, request_key, amount_minor, currency, state, created_at, updated_at)
             values ($1::uuid, $2::uuid, $3, $4, $5, 'created', $6::timestamptz, $6::timestamptz)
             on conflict (member_id, request_key) do nothing`,
      values: [id, memberId, requestKey, amountMinor, currency, createdAt],
    })
    .catch((error: unknown) => {
      throw playRefusal(error) ?? error;
    });
}

export async function findDepositByKey(reader: Reader, memberId: string, requestKey: string) {
  const row = await reader.walletDeposit.findUnique({ where: { memberId_requestKey: { memberId, requestKey } } });
  return row as DepositRow | null;
}

export async function findDeposit(reader: Reader, id: string): Promise<DepositRow | null> {
  return (await reader.walletDeposit.findUnique({ where: { id } })) as DepositRow | null;
}

/** By what the gateway calls it; never by anything a message claims beside that. */
export async function findDepositByGatewayId(
  reader: Reader,
  ids: { checkoutId: string | null; intentId: string | null; chargeId: string | null },
): Promise<DepositRow | null> {
  const { checkoutId, intentId, chargeId } = ids;
  const ways = [checkoutId && { checkoutId }, intentId && { intentId }, chargeId && { chargeId }].filter(
    (way) => !!way,
  );
  return ways.length ? ((await reader.walletDeposit.findFirst({ where: { OR: ways } })) as DepositRow | null) : null;
}

export async function findDeposits(reader: Reader, memberId: string): Promise<DepositRow[]> {
  const rows = await reader.walletDeposit.findMany({ where: { memberId }, orderBy: { createdAt: "desc" }, take: 50 });
  return rows as DepositRow[];
}

/** Everybody's deposits since a moment, the oldest first. */
export async function findDepositsSince(reader: Reader, since: Date): Promise<DepositRow[]> {
  const rows = await reader.walletDeposit.findMany({
    where: { createdAt: { gte: since } },
    orderBy: { createdAt: "asc" },
  });
  return rows as DepositRow[];
}

/** Deposits on which nothing has moved since a moment. */
export async function findOpenDeposits(reader: Reader, before: Date, limit: number): Promise<string[]> {
  const rows = await reader.walletDeposit.findMany({
    where: { state: "created", updatedAt: { lt: before } },
    orderBy: { updatedAt: "asc" },
    select: { id: true },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

export async function lockDeposit(tx: Tx, id: string): Promise<DepositRow> {
  await tx.query({ text: "select id::text from wallet_deposit where id = $1::uuid for update", values: [id] });
  return (await tx.walletDeposit.findUniqueOrThrow({ where: { id } })) as DepositRow;
}

/** Changes a deposit that is still in `from`; false where it has moved on. */
export async function changeDeposit(
  tx: Tx,
  id: string,
  from: DepositState,
  data: Partial<Omit<DepositRow, "id" | "memberId">> & { updatedAt: Date },
): Promise<boolean> {
  return (await tx.walletDeposit.updateMany({ where: { id, state: from }, data })).count === 1;
}

export interface Depositor {
  email: string;
  locale: string;
  status: string;
  emailVerified: boolean;
  postalCode: string;
  country: string;
  excluded: boolean;
}

export async function findDepositor(reader: Reader, memberId: string): Promise<Depositor | null> {
  const [row] = await reader.query<Depositor & Record<string, unknown>>({
    text: `select email, locale, status, email_verified_at is not null as "emailVerified", postal_code as "postalCode", country,
                  coalesce(excluded_until > clock_timestamp(), false) as excluded from member where id = $1::uuid`,
    values: [memberId],
  });
  return row ?? null;
}

/** What one account holds as a liability: credits less debits. Its row stays locked, so nobody spends it meanwhile. */
export async function lockBalance(tx: Tx, key: string): Promise<number> {
  await tx.query({ text: "select id::text from ledger_account where key = $1 for update", values: [key] });
  return findBalance(tx, key);
}

export async function findBalance(reader: Reader, key: string): Promise<number> {
  const [row] = await reader.query<{ sum: string }>({
    text: `select coalesce(sum(case when t.credit_id = a.id then t.amount_minor else -t.amount_minor end), 0)::text as sum
             from ledger_account a join ledger_transfer t on a.id in (t.debit_id, t.credit_id) where a.key = $1`,
    values: [key],
  });
  return Number(row?.sum ?? "0");
}

/** What a movement took from an account; 0 where it took nothing or was never posted. */
export async function findTaken(reader: Reader, movementKey: string, accountKey: string): Promise<number> {
  const [row] = await reader.query<{ sum: string }>({
    text: `select coalesce(sum(t.amount_minor), 0)::text as sum from ledger_movement m
             join ledger_transfer t on t.movement_id = m.id join ledger_account a on a.id = t.debit_id
            where m.key = $1 and a.key = $2`,
    values: [movementKey, accountKey],
  });
  return Number(row?.sum ?? "0");
}
