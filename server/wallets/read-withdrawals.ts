import type { Reader } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { walletAccount } from "@/server/ledger/accounts";
import type { Actor, AuthorizedAdministrator } from "@/server/people/authority";
import { isIdentityApproved } from "@/server/people/identity/is-approved";
import { findMemberByWords, findNames, type MemberName } from "./desk-store";
import { findPayee } from "./payee-store";
import { findBalance, findDeposits } from "./store";
import { availableOf, CANCELLABLE, type Owed, planWithdrawal, type WithdrawalState } from "./withdrawal";
import {
  findOwed,
  findPartsOf,
  findRecentWithdrawals,
  findRefundable,
  findWaitingWithdrawals,
  findWithdrawal,
  type PartRow,
  type WithdrawalRow,
} from "./withdrawal-store";

export interface WayOut {
  isApproved: boolean;
  availableMinor: number;
  owed: Owed;
  /** Of all that is available: what goes back to cards, and what needs a bank account. */
  toCardsMinor: number;
  toBankMinor: number;
  payee: { ready: boolean; bank: string | null } | null;
}

/** What a member has to know before they ask for a withdrawal. */
export async function readWayOut(reader: Reader, actor: Actor, currency: string, now: Date): Promise<WayOut> {
  const { memberId } = actor;
  const [isApproved, balance, owed, deposits, payee] = await Promise.all([
    isIdentityApproved(reader, memberId),
    findBalance(reader, walletAccount(memberId, currency).key),
    findOwed(reader, memberId, currency),
    findRefundable(reader, memberId, currency),
    findPayee(reader, memberId),
  ]);
  const availableMinor = availableOf(balance, owed);
  const plan = availableMinor > 0 ? planWithdrawal(availableMinor, deposits, now) : [];
  const sum = (way: string) =>
    plan.filter((part) => part.way === way).reduce((total, { amountMinor }) => total + amountMinor, 0);
  return {
    ...{ isApproved, availableMinor, owed, toCardsMinor: sum("refund"), toBankMinor: sum("payout") },
    payee: payee && { ready: payee.ready, bank: payee.bank },
  };
}

export interface WithdrawalView {
  row: WithdrawalRow;
  parts: Array<Pick<PartRow, "id" | "way" | "amountMinor" | "state" | "reason" | "updatedAt">>;
  bank: string | null;
  mayCancel: boolean;
  /** Whether it waits until a document was looked at again. */
  lacksIdentity: boolean;
}

/** A member's own withdrawal; null for another's, as for one that there is not. */
export async function readOwnWithdrawal(reader: Reader, actor: Actor, id: string): Promise<WithdrawalView | null> {
  const row = isId(id) ? await findWithdrawal(reader, id) : null;
  if (!row || row.memberId !== actor.memberId) return null;
  return {
    row,
    parts: await findPartsOf(reader, [id]),
    bank: (await findPayee(reader, actor.memberId))?.bank ?? null,
    lacksIdentity:
      row.kind === "member" && row.state === "ready" && !(await isIdentityApproved(reader, actor.memberId)),
    mayCancel: row.kind === "member" && (CANCELLABLE as readonly WithdrawalState[]).includes(row.state),
  };
}

export interface WaitingWithdrawal extends WithdrawalRow {
  member: MemberName;
  first: string | null;
  toCardsMinor: number;
  mayDecide: boolean;
}

export interface PayoutDesk {
  waiting: WaitingWithdrawal[];
  recent: Array<WithdrawalRow & { member: MemberName }>;
}

/** What waits for two persons' word, and what went out lately. */
export async function readPayoutDesk(reader: Reader, by: AuthorizedAdministrator): Promise<PayoutDesk> {
  const [waiting, recent] = await Promise.all([findWaitingWithdrawals(reader), findRecentWithdrawals(reader, 25)]);
  const people = [...waiting, ...recent].flatMap(({ memberId, firstBy }) =>
    firstBy ? [memberId, firstBy] : [memberId],
  );
  const names = await findNames(reader, people);
  const parts = await findPartsOf(
    reader,
    waiting.map(({ id }) => id),
  );
  const me = by.actor.memberId;
  return {
    waiting: waiting.map((row) => ({
      ...row,
      member: names.get(row.memberId)!,
      first: row.firstBy ? (names.get(row.firstBy)?.name ?? null) : null,
      toCardsMinor: parts
        .filter(({ withdrawalId, way }) => withdrawalId === row.id && way === "refund")
        .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
      mayDecide: me !== row.memberId && me !== row.firstBy,
    })),
    recent: recent.map((row) => ({ ...row, member: names.get(row.memberId)! })),
  };
}

export interface DepositDesk {
  member: MemberName;
  isOwn: boolean;
  balanceMinor: number;
  deposits: Array<{ id: string; at: Date; amountMinor: number; state: string; leftMinor: number }>;
}

/** A member's deposits for an administrator who looks for them by their address or number; null where there is nobody such. */
export async function readDepositDesk(
  reader: Reader,
  by: AuthorizedAdministrator,
  words: string,
  currency: string,
): Promise<DepositDesk | null> {
  const member = await findMemberByWords(reader, words);
  if (!member) return null;
  const [deposits, refundable, balanceMinor] = await Promise.all([
    findDeposits(reader, member.id),
    findRefundable(reader, member.id, currency),
    findBalance(reader, walletAccount(member.id, currency).key),
  ]);
  const leftOf = (id: string) => refundable.find((one) => one.id === id)?.leftMinor ?? 0;
  return {
    member,
    isOwn: member.id === by.actor.memberId,
    balanceMinor,
    deposits: deposits
      .filter((one) => one.currency === currency && one.creditedAt !== null)
      .map(({ id, createdAt: at, amountMinor, state }) => ({ id, at, amountMinor, state, leftMinor: leftOf(id) })),
  };
}
