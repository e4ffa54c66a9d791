import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database, Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import type { Actor, AuthorizedAdministrator } from "@/server/people/authority";
import { isIdentityApproved } from "@/server/people/identity/is-approved";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { withdrawalReserved } from "./movements";
import { findPayee } from "./payee-store";
import { findDeposit, lockBalance } from "./store";
import { availableOf, LEAST_WITHDRAWAL_MINOR, type PlannedPart, planWithdrawal } from "./withdrawal";
import {
  findOwed,
  findWithdrawalByKey,
  insertWithdrawal,
  lockRefundable,
  sumSince,
  type WithdrawalRow,
} from "./withdrawal-store";

export interface RequestDeps {
  db: Database;
  clock: Clock;
}

export interface WithdrawalWish {
  /** Made by the form, the same for a repeated click (M4). */
  requestKey: string;
  amountMinor: number;
  currency: string;
}

/**
 * Asks for money from one's own wallet. It is set apart in the ledger with the row that asks for it, so nobody spends it
 * meanwhile. Neither limits nor exclusion are asked: they never stop what goes out. The same key is one withdrawal. Throws
 * AppError: badIdempotencyKey, idempotencyConflict, withdrawalAmount, identityNeeded, insufficientBalance (`availableMinor`,
 * and of what is owed `depositsMinor` and `prizesMinor`), payeeNeeded (`payoutMinor`: what no card can take).
 */
export async function requestWithdrawal(deps: RequestDeps, actor: Actor, wish: WithdrawalWish): Promise<WithdrawalRow> {
  const { amountMinor, currency, requestKey } = wish;
  const { memberId } = actor;
  if (!/^[\w-]{8,80}$/.test(requestKey)) throw new AppError("badIdempotencyKey", 422);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1) throw new AppError("withdrawalAmount", 422);
  return deps.db.transaction(async (tx) => {
    // Whoever spends from this wallet waits here.
    const balanceMinor = await lockBalance(tx, walletAccount(memberId, currency).key);
    const before = await findWithdrawalByKey(tx, memberId, requestKey);
    if (before) return sameOr(before, wish);
    if (!(await isIdentityApproved(tx, memberId))) throw new AppError("identityNeeded", 403);
    const owed = await findOwed(tx, memberId, currency);
    const availableMinor = availableOf(balanceMinor, owed);
    if (amountMinor > availableMinor) throw new AppError("insufficientBalance", 409, { availableMinor, ...owed });
    if (amountMinor < Math.min(LEAST_WITHDRAWAL_MINOR, availableMinor))
      throw new AppError("withdrawalAmount", 422, { least: LEAST_WITHDRAWAL_MINOR });
    const now = deps.clock.now();
    const parts = planWithdrawal(amountMinor, await lockRefundable(tx, memberId, currency), now);
    const payoutMinor = parts.find(({ way }) => way === "payout")?.amountMinor ?? 0;
    if (payoutMinor > 0 && !(await findPayee(tx, memberId))?.ready)
      throw new AppError("payeeNeeded", 409, { payoutMinor });
    const row = { ...wish, memberId, kind: "member" as const, requestedBy: memberId, firstBy: null, reason: null };
    return write(tx, row, parts, now, "participant");
  });
}

export interface RefundWish {
  requestKey: string;
  amountMinor: number;
  reason: string;
}

/**
 * M8: the venue gives a deposit back to the card it came from, whole or in part, as far as it is still in the wallet. No document is
 * asked for, since nobody gets anything but their own money the way it came. A large one waits for a second person (P27).
 * Throws AppError: notFound, anotherPersonNeeded, badIdempotencyKey, idempotencyConflict, notCredited, refundTooLarge
 * (`leftMinor`), insufficientBalance (`availableMinor`), reasonNeeded, reasonTooLong.
 */
export async function refundDeposit(
  deps: RequestDeps,
  by: AuthorizedAdministrator,
  depositId: string,
  wish: RefundWish,
): Promise<WithdrawalRow> {
  const reason = givenReason(wish.reason);
  const { amountMinor, requestKey } = wish;
  const me = by.actor.memberId;
  if (!/^[\w-]{8,80}$/.test(requestKey)) throw new AppError("badIdempotencyKey", 422);
  const found = isId(depositId) ? await findDeposit(deps.db, depositId) : null;
  if (!found) throw new AppError("notFound", 404);
  if (found.memberId === me) throw new AppError("anotherPersonNeeded", 403);
  const { memberId, currency } = found;
  if (!Number.isSafeInteger(amountMinor) || amountMinor < 1) throw new AppError("withdrawalAmount", 422);
  return deps.db.transaction(async (tx) => {
    const availableMinor = Math.max(0, await lockBalance(tx, walletAccount(memberId, currency).key));
    const before = await findWithdrawalByKey(tx, memberId, requestKey);
    if (before) return sameOr(before, { amountMinor, currency });
    const deposit = (await lockRefundable(tx, memberId, currency)).find(({ id }) => id === depositId);
    if (!deposit) throw new AppError("notCredited", 409);
    if (amountMinor > deposit.leftMinor) throw new AppError("refundTooLarge", 409, { leftMinor: deposit.leftMinor });
    if (amountMinor > availableMinor) throw new AppError("insufficientBalance", 409, { availableMinor });
    const row = { requestKey, amountMinor, currency, memberId, kind: "refund" as const, requestedBy: me, reason };
    const part: PlannedPart = { way: "refund", depositId, amountMinor };
    return write(tx, { ...row, firstBy: me }, [part], deps.clock.now(), "administrator");
  });
}

function sameOr(before: WithdrawalRow, wish: { amountMinor: number; currency: string }): WithdrawalRow {
  if (before.amountMinor !== wish.amountMinor || before.currency !== wish.currency)
    throw new AppError("idempotencyConflict", 409);
  return before;
}

const DAY_MS = 86_400_000;

async function write(
  tx: Tx,
  row: Pick<
    WithdrawalRow,
    "requestKey" | "amountMinor" | "currency" | "memberId" | "kind" | "requestedBy" | "firstBy" | "reason"
  >,
  parts: PlannedPart[],
  now: Date,
  actorRole: "participant" | "administrator",
): Promise<WithdrawalRow> {
  const id = newId(now.getTime());
  const { memberId, currency, amountMinor } = row;
  const { two_person_payout_minor: most } = await loadVenueSettings(tx);
  // What was asked for within a day counts together: many small ones are a large one.
  const today = await sumSince(tx, memberId, currency, new Date(now.getTime() - DAY_MS));
  const twoPerson = today + amountMinor > most;
  const state = !twoPerson ? "ready" : row.kind === "refund" ? "approved-once" : "waiting";
  const withdrawal = { ...row, id, twoPerson, state, createdAt: now } as const;
  await insertWithdrawal(
    tx,
    withdrawal,
    parts.map((part, at) => ({ id: newId(now.getTime()), place: at + 1, ...part })),
  );
  await postMovement(tx, withdrawalReserved({ withdrawalId: id, memberId, currency, at: now }, amountMinor));
  await writeAudit(tx, {
    at: now,
    actorId: row.requestedBy,
    actorRole,
    action: row.kind === "refund" ? "refund-deposit" : "request-withdrawal",
    subject: `withdrawal:${id}`,
    after: { amountMinor, currency, state, member: memberId, ...(row.reason ? { reason: row.reason } : {}) },
  });
  return { ...withdrawal, secondBy: null, updatedAt: now };
}
