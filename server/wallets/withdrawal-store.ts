import type { Reader, Tx } from "@/server/kernel/db";
import type { Owed, PartState, RefundableDeposit, Way, WithdrawalState } from "./withdrawal";

export interface WithdrawalRow {
  id: string;
  memberId: string;
  requestKey: string;
  kind: "member" | "refund";
  amountMinor: number;
  currency: string;
  state: WithdrawalState;
  twoPerson: boolean;
  requestedBy: string;
  firstBy: string | null;
  secondBy: string | null;
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
}

export interface PartRow {
  id: string;
  withdrawalId: string;
  place: number;
  way: Way;
  depositId: string | null;
  amountMinor: number;
  state: PartState;
  gatewayId: string | null;
  payoutId: string | null;
  reversalId: string | null;
  attempts: number;
  reason: string | null;
  createdAt: Date;
  updatedAt: Date;
  checkedAt: Date;
}

export type NewWithdrawal = Omit<WithdrawalRow, "secondBy" | "updatedAt">;
export type NewPart = Pick<PartRow, "id" | "place" | "way" | "depositId" | "amountMinor">;

/** Writes a withdrawal with its parts; the database refuses what is not approved, not theirs, or more than was deposited. */
export async function insertWithdrawal(tx: Tx, row: NewWithdrawal, parts: NewPart[]): Promise<void> {
  await tx.walletWithdrawal.create({ data: { ...row, updatedAt: row.createdAt } });
  const at = row.createdAt;
  for (const part of parts)
    await tx.walletWithdrawalPart.create({
      data: { ...part, withdrawalId: row.id, state: "planned", createdAt: at, updatedAt: at, checkedAt: at },
    });
}

export async function findWithdrawal(reader: Reader, id: string): Promise<WithdrawalRow | null> {
  return (await reader.walletWithdrawal.findUnique({ where: { id } })) as WithdrawalRow | null;
}

export async function lockWithdrawal(tx: Tx, id: string): Promise<WithdrawalRow | null> {
  await tx.query({ text: "select id::text from wallet_withdrawal where id = $1::uuid for update", values: [id] });
  return findWithdrawal(tx, id);
}

export async function findWithdrawalByKey(reader: Reader, memberId: string, requestKey: string) {
  const row = await reader.walletWithdrawal.findUnique({ where: { memberId_requestKey: { memberId, requestKey } } });
  return row as WithdrawalRow | null;
}

export async function findWithdrawalsOf(reader: Reader, memberId: string): Promise<WithdrawalRow[]> {
  const rows = await reader.walletWithdrawal.findMany({
    where: { memberId },
    orderBy: { createdAt: "desc" },
    take: 50,
  });
  return rows as WithdrawalRow[];
}

/** Those that wait for somebody's word, the oldest first. */
export async function findWaitingWithdrawals(reader: Reader): Promise<WithdrawalRow[]> {
  const rows = await reader.walletWithdrawal.findMany({
    where: { state: { in: ["waiting", "approved-once"] } },
    orderBy: { createdAt: "asc" },
    take: 200,
  });
  return rows as WithdrawalRow[];
}

/** The newest, whatever became of them. */
export async function findRecentWithdrawals(reader: Reader, limit: number): Promise<WithdrawalRow[]> {
  return (await reader.walletWithdrawal.findMany({
    orderBy: { createdAt: "desc" },
    take: limit,
  })) as WithdrawalRow[];
}

export async function findPartsOf(reader: Reader, withdrawalIds: string[]): Promise<PartRow[]> {
  const rows = await reader.walletWithdrawalPart.findMany({
    where: { withdrawalId: { in: withdrawalIds } },
    orderBy: [{ withdrawalId: "asc" }, { place: "asc" }],
  });
  return rows as PartRow[];
}

export async function findPart(reader: Reader, id: string): Promise<PartRow | null> {
  return (await reader.walletWithdrawalPart.findUnique({ where: { id } })) as PartRow | null;
}

/** Parts on the way through one deposit's charge, or to one payee. */
export async function findPartsOfDeposit(reader: Reader, depositId: string): Promise<PartRow[]> {
  return (await reader.walletWithdrawalPart.findMany({ where: { depositId } })) as PartRow[];
}

export async function findPayoutPartsOf(reader: Reader, memberId: string): Promise<PartRow[]> {
  const rows = await reader.query<{ id: string }>({
    text: `select p.id::text from wallet_withdrawal_part p join wallet_withdrawal w on w.id = p.withdrawal_id
            where w.member_id = $1::uuid and p.way = 'payout' and p.state in ('sent', 'done')`,
    values: [memberId],
  });
  const ids = rows.map(({ id }) => id);
  return (await reader.walletWithdrawalPart.findMany({ where: { id: { in: ids } } })) as PartRow[];
}

/** Changes a withdrawal that is still in `from`; false where it has moved on. */
export async function changeWithdrawal(
  tx: Tx,
  id: string,
  from: WithdrawalState,
  data: Partial<Pick<WithdrawalRow, "state" | "firstBy" | "secondBy" | "reason">> & { updatedAt: Date },
): Promise<boolean> {
  return (await tx.walletWithdrawal.updateMany({ where: { id, state: from }, data })).count === 1;
}

/** Changes a part that is still in `from`; false where it has moved on. */
export async function changePart(
  tx: Tx,
  id: string,
  from: PartState,
  data: Partial<Omit<PartRow, "id" | "withdrawalId">>,
): Promise<boolean> {
  return (await tx.walletWithdrawalPart.updateMany({ where: { id, state: from }, data })).count === 1;
}

/** The next try of a part has a key of its own; false where somebody counted already. */
export async function countAttempt(tx: Tx, part: PartRow, at: Date): Promise<boolean> {
  const { id, attempts } = part;
  const data = { attempts: attempts + 1, updatedAt: at };
  return (await tx.walletWithdrawalPart.updateMany({ where: { id, attempts }, data })).count === 1;
}

/** What is known of a payout, where nothing was known before. */
export async function setPayout(tx: Tx, partId: string, payoutId: string, at: Date): Promise<void> {
  await tx.walletWithdrawalPart.updateMany({
    where: { id: partId, payoutId: null },
    data: { payoutId, updatedAt: at },
  });
}

/**
 * Withdrawals to look at again: those not looked at since `before` that are to be sent or on their way, and those carried out since
 * `carriedOutSince` that were not looked at since `checkedBefore`. Marks them as looked at.
 */
export async function takeDue(
  tx: Tx,
  due: { at: Date; before: Date; carriedOutSince: Date; checkedBefore: Date; limit: number },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    text: `with due as (
             select p.id from wallet_withdrawal_part p join wallet_withdrawal w on w.id = p.withdrawal_id
              where (p.state in ('planned', 'sent') and w.state in ('ready', 'sending') and p.checked_at < $2::timestamptz)
                 or (p.state = 'done' and p.updated_at > $3::timestamptz and p.checked_at < $4::timestamptz)
              order by p.checked_at limit $5::int for update of p skip locked)
           update wallet_withdrawal_part p set checked_at = $1::timestamptz from due where p.id = due.id
           returning p.withdrawal_id::text as id`,
    values: [due.at, due.before, due.carriedOutSince, due.checkedBefore, due.limit],
  });
  return [...new Set(rows.map(({ id }) => id))];
}

/** A member's deposits in one currency that stand, with what of each has not gone back; their rows stay locked. */
export async function lockRefundable(tx: Tx, memberId: string, currency: string): Promise<RefundableDeposit[]> {
  await tx.query({
    text: `select id::text from wallet_deposit where member_id = $1::uuid and currency = $2 and state = 'credited'
            order by id for update`,
    values: [memberId, currency],
  });
  return findRefundable(tx, memberId, currency);
}

export async function findRefundable(reader: Reader, memberId: string, currency: string): Promise<RefundableDeposit[]> {
  const rows = await reader.query<{ id: string; creditedAt: Date; leftMinor: number; hasFailed: boolean }>({
    text: `select d.id::text, d.credited_at as "creditedAt",
                  (d.amount_minor - coalesce(sum(p.amount_minor) filter (where p.state <> 'returned'), 0))::int as "leftMinor",
                  coalesce(bool_or(p.state = 'returned' and p.reason = 'cardRefused'), false) as "hasFailed"
             from wallet_deposit d left join wallet_withdrawal_part p on p.deposit_id = d.id
            where d.member_id = $1::uuid and d.currency = $2 and d.state = 'credited'
            group by d.id order by d.credited_at`,
    values: [memberId, currency],
  });
  return rows.map((row) => ({ ...row, creditedAt: new Date(row.creditedAt) }));
}

/** Read under the wallet's lock it is exact: whoever takes back from a wallet holds that lock when the debt is written. */
export async function findOwed(reader: Reader, memberId: string, currency: string): Promise<Owed> {
  const [row] = await reader.query<{ deposits: string; prizes: string }>({
    text: `select (select coalesce(sum(case when t.debit_id = a.id then t.amount_minor else -t.amount_minor end), 0)
                     from wallet_deposit d join ledger_movement m on m.cause_id = d.id::text
                     join ledger_transfer t on t.movement_id = m.id join ledger_account a on a.id in (t.debit_id, t.credit_id)
                    where d.member_id = $1::uuid and a.key = 'members:receivable:' || $2)::text as deposits,
                  (select coalesce(sum(owed_minor - settled_minor), 0) from syndicate_debt
                    where member_id = $1::uuid and currency = $2 and settled_minor < owed_minor)::text as prizes`,
    values: [memberId, currency],
  });
  return { depositsMinor: Math.max(0, Number(row?.deposits ?? "0")), prizesMinor: Number(row?.prizes ?? "0") };
}

/** What a member has asked for since a moment and was not refused or taken back. */
export async function sumSince(reader: Reader, memberId: string, currency: string, since: Date): Promise<number> {
  const sum = await reader.walletWithdrawal.aggregate({
    where: { memberId, currency, createdAt: { gt: since }, state: { notIn: ["refused", "cancelled", "returned"] } },
    _sum: { amountMinor: true },
  });
  return sum._sum.amountMinor ?? 0;
}

/** Every part that left since a moment, with what the gateway knows it by. */
export async function findPartsSince(
  reader: Reader,
  since: Date,
): Promise<Array<PartRow & { currency: string; intentId: string | null; accountId: string | null }>> {
  const rows = (await reader.walletWithdrawalPart.findMany({
    where: { createdAt: { gte: since } },
    orderBy: { createdAt: "asc" },
  })) as PartRow[];
  const withdrawals = new Map(
    (
      await reader.walletWithdrawal.findMany({ where: { id: { in: rows.map(({ withdrawalId }) => withdrawalId) } } })
    ).map((row) => [row.id, row]),
  );
  const deposits = await reader.walletDeposit.findMany({
    where: { id: { in: rows.flatMap(({ depositId }) => depositId ?? []) } },
    select: { id: true, intentId: true },
  });
  const payees = await reader.walletPayee.findMany({
    where: { memberId: { in: [...withdrawals.values()].map(({ memberId }) => memberId) } },
  });
  return rows.map((row) => {
    const withdrawal = withdrawals.get(row.withdrawalId)!;
    return {
      ...row,
      currency: withdrawal.currency,
      intentId: deposits.find(({ id }) => id === row.depositId)?.intentId ?? null,
      accountId: payees.find(({ memberId }) => memberId === withdrawal.memberId)?.accountId ?? null,
    };
  });
}

/** How many withdrawals have parts that were not sent since a moment, though they may be. */
export async function findStuck(reader: Reader, before: Date): Promise<number> {
  const [row] = await reader.query<{ count: number }>({
    text: `select count(distinct w.id)::int as count from wallet_withdrawal w join wallet_withdrawal_part p on p.withdrawal_id = w.id
            where w.state in ('ready', 'sending') and p.state = 'planned' and w.created_at < $1::timestamptz`,
    values: [before],
  });
  return row?.count ?? 0;
}
