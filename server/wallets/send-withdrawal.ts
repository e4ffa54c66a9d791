import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database, Tx } from "@/server/kernel/db";
import { log } from "@/server/kernel/log";
import { postMovement } from "@/server/ledger/post-movement";
import { GatewayRefusal } from "@/server/payments/ports";
import { isIdentityApproved } from "@/server/people/identity/is-approved";
import { withdrawalBack, withdrawalSent } from "./movements";
import { findPayee, findPayeeByAccount } from "./payee-store";
import type { PayoutGateway } from "./ports";
import { findDeposit } from "./store";
import { BOUNCE_DAYS, isPassing, outcomeOf, type WithdrawalState } from "./withdrawal";
import { tellWithdrawal } from "./withdrawal-letter";
import {
  changePart,
  changeWithdrawal,
  countAttempt,
  findPart,
  findPartsOf,
  findPartsOfDeposit,
  findPayoutPartsOf,
  findWithdrawal,
  lockWithdrawal,
  type PartRow,
  setPayout,
  takeDue,
  type WithdrawalRow,
} from "./withdrawal-store";

export interface SendDeps {
  db: Database;
  clock: Clock;
  payouts: PayoutGateway;
}

/**
 * Brings a withdrawal as far as the gateway allows: sends each part, looks at what has become of it, and gives back to the wallet
 * what did not arrive. Called when it is asked for or approved, by webhooks and by the sweep, any number of times and at once:
 * calls have keys, what may have been done is looked for first, and each posting is made with the state it belongs to.
 * Returns the state, or null where there is none such.
 */
export async function sendWithdrawal(deps: SendDeps, withdrawalId: string): Promise<WithdrawalState | null> {
  const { db, clock } = deps;
  let row = await findWithdrawal(db, withdrawalId);
  // Approved once, and not any more: it waits for another look at the member's document (the database would refuse it).
  if (row?.state === "ready" && row.kind === "member" && !(await isIdentityApproved(db, row.memberId))) return "ready";
  if (row?.state === "ready") {
    const now = clock.now();
    await db.transaction(async (tx) => {
      if (!(await changeWithdrawal(tx, withdrawalId, "ready", { state: "sending", updatedAt: now }))) return;
      await writeAudit(tx, {
        at: now,
        actorId: null,
        actorRole: "venue",
        action: "send-withdrawal",
        subject: `withdrawal:${withdrawalId}`,
        before: { state: "ready" },
        after: { state: "sending" },
      });
    });
    row = await findWithdrawal(db, withdrawalId);
  }
  if (!row || !["sending", "paid", "part-paid"].includes(row.state)) return row?.state ?? null;
  for (const part of await findPartsOf(db, [withdrawalId])) {
    try {
      await advance(deps, row, part);
    } catch (error) {
      log.warn("withdrawal_part_not_advanced", { error, withdrawalId, partId: part.id });
    }
  }
  return (await findWithdrawal(db, withdrawalId))?.state ?? null;
}

async function advance(deps: SendDeps, row: WithdrawalRow, part: PartRow): Promise<void> {
  if (part.state === "returned") return;
  try {
    await (part.way === "refund" ? advanceRefund(deps, row, part) : advancePayout(deps, row, part));
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    log.error("withdrawal_refused", { withdrawalId: row.id, partId: part.id, code: error.code, error });
    // Wrong with the venue's account or the moment, not with the member: tried again, with a key of its own.
    if (isPassing(error.code)) await deps.db.transaction((tx) => countAttempt(tx, part, deps.clock.now()));
    else if (error.code !== "keyConflict") await refused(deps, row, part);
  }
}

const keyOf = (part: PartRow, what: string) =>
  `withdrawal-${what}:${part.id}${part.attempts > 0 ? `:${part.attempts}` : ""}`;

async function advanceRefund(deps: SendDeps, row: WithdrawalRow, part: PartRow): Promise<void> {
  const deposit = await findDeposit(deps.db, part.depositId!);
  if (!deposit?.intentId) throw new Error(`deposit ${part.depositId} has no payment`);
  const { intentId } = deposit;
  const made = (await deps.payouts.refundsOf(intentId)).filter(({ reference }) => reference === part.id);
  const known = made.find(({ state }) => state !== "failed") ?? made[0];
  const wish = { key: keyOf(part, "refund"), intentId, amountMinor: part.amountMinor, reference: part.id };
  const refund = known ?? (await deps.payouts.refund(wish));
  if (refund.state === "failed") return back(deps, row, part, "cardRefused", {});
  await sent(deps, row, part, refund.refundId, refund.state === "done");
}

async function advancePayout(deps: SendDeps, row: WithdrawalRow, part: PartRow): Promise<void> {
  const { db, clock, payouts } = deps;
  const account = (await findPayee(db, row.memberId))?.accountId;
  if (!account) throw new Error(`member ${row.memberId} has no payee`);
  const wish = { account, amountMinor: part.amountMinor, currency: row.currency, reference: part.id };
  let now = part;
  if (now.state === "planned") {
    const transfer =
      (await payouts.findTransfer(account, part.id)) ??
      (await payouts.transfer({ ...wish, key: keyOf(part, "transfer") }));
    await sent(deps, row, part, transfer.transferId, false);
    now = (await findPart(db, part.id)) ?? now;
  }
  if (now.state === "returned") return;
  const payout = now.payoutId
    ? await payouts.fetchPayout(account, now.payoutId)
    : ((await payouts.payoutsOf(account, part.id)).find(({ state }) => state !== "failed") ??
      (await payouts.payOut({ ...wish, key: keyOf(now, "payout") })));
  if (!now.payoutId) await db.transaction((tx) => setPayout(tx, part.id, payout.payoutId, clock.now()));
  if (payout.state === "paid" && now.state === "sent") await arrived(deps, row, now);
  if (payout.state === "failed") await recall(deps, row, now);
}

/** The gateway said no to a part: what was transferred for it comes back, and all of it is the member's again. */
async function refused(deps: SendDeps, row: WithdrawalRow, part: PartRow): Promise<void> {
  const now = (await findPart(deps.db, part.id)) ?? part;
  if (now.way === "payout" && now.state !== "planned") return recall(deps, row, now);
  return back(deps, row, now, now.way === "refund" ? "cardRefused" : "bankRefused", {});
}

async function recall(deps: SendDeps, row: WithdrawalRow, part: PartRow): Promise<void> {
  const key = `withdrawal-reversal:${part.id}`;
  const { reversalId } = await deps.payouts.reverse({ key, transferId: part.gatewayId! });
  await back(deps, row, part, "bankRefused", { reversalId });
}

const headOf = (row: WithdrawalRow, at: Date) => ({
  ...{ withdrawalId: row.id, memberId: row.memberId },
  ...{ currency: row.currency, at },
});

/** A part has left the venue's account, and has arrived where `done`. */
async function sent(
  deps: SendDeps,
  row: WithdrawalRow,
  part: PartRow,
  gatewayId: string,
  done: boolean,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await lockWithdrawal(tx, row.id);
    if (await changePart(tx, part.id, "planned", { state: "sent", gatewayId, updatedAt: at }))
      await postMovement(tx, withdrawalSent(headOf(row, at), part.id, part.amountMinor));
    if (done) await changePart(tx, part.id, "sent", { state: "done", updatedAt: at });
    await conclude(tx, row.id, at);
  });
}

async function arrived(deps: SendDeps, row: WithdrawalRow, part: PartRow): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await lockWithdrawal(tx, row.id);
    await changePart(tx, part.id, "sent", { state: "done", updatedAt: at });
    await conclude(tx, row.id, at);
  });
}

/** A part did not arrive, or came back: it is in the wallet again, once. */
async function back(
  deps: SendDeps,
  row: WithdrawalRow,
  part: PartRow,
  reason: "cardRefused" | "bankRefused",
  ids: { reversalId?: string },
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await lockWithdrawal(tx, row.id);
    const now = await findPart(tx, part.id);
    if (!now || now.state === "returned") return;
    await changePart(tx, part.id, now.state, { state: "returned", reason, updatedAt: at, ...ids });
    await postMovement(tx, withdrawalBack(headOf(row, at), { ...now, wasSent: now.state !== "planned" }));
    await conclude(tx, row.id, at);
  });
}

/** Moves the withdrawal to what its parts have come to, and tells the member. Its row is locked. */
async function conclude(tx: Tx, withdrawalId: string, at: Date): Promise<void> {
  const row = (await findWithdrawal(tx, withdrawalId))!;
  const outcome = outcomeOf(await findPartsOf(tx, [withdrawalId]));
  if (!outcome || outcome === row.state) return;
  await changeWithdrawal(tx, withdrawalId, row.state, { state: outcome, updatedAt: at });
  await tellWithdrawal(tx, withdrawalId, outcome, at);
  await writeAudit(tx, {
    at,
    actorId: null,
    actorRole: "venue",
    action: `withdrawal-${outcome}`,
    subject: `withdrawal:${withdrawalId}`,
    before: { state: row.state },
    after: { state: outcome },
  });
}

/** Looks at the withdrawals that go through a deposit's charge, when something was heard of it. */
export async function followRefunds(deps: SendDeps, depositId: string): Promise<void> {
  const ids = new Set((await findPartsOfDeposit(deps.db, depositId)).map(({ withdrawalId }) => withdrawalId));
  for (const id of ids) await sendWithdrawal(deps, id);
}

/** The same for what goes to a payee's account; false where it is nobody's here. */
export async function followPayee(deps: SendDeps, accountId: string): Promise<boolean> {
  const payee = await findPayeeByAccount(deps.db, accountId);
  if (!payee) return false;
  const ids = new Set((await findPayoutPartsOf(deps.db, payee.memberId)).map(({ withdrawalId }) => withdrawalId));
  for (const id of ids) await sendWithdrawal(deps, id);
  return true;
}

const STALE_SECONDS = 20;
const CHECK_SECONDS = 6 * 3600;

/** Looks again at whatever is to be sent or on its way, and now and then at what was carried out lately. */
export async function sweepWithdrawals(deps: SendDeps, limit = 50): Promise<number> {
  const at = deps.clock.now();
  const ago = (seconds: number) => new Date(at.getTime() - seconds * 1000);
  const due = { at, before: ago(STALE_SECONDS), checkedBefore: ago(CHECK_SECONDS), limit };
  const carriedOutSince = ago(BOUNCE_DAYS * 86_400);
  const ids = await deps.db.transaction((tx) => takeDue(tx, { ...due, carriedOutSince }));
  for (const id of ids) {
    try {
      await sendWithdrawal(deps, id);
    } catch (error) {
      log.warn("withdrawal_not_sent", { error, withdrawalId: id });
    }
  }
  return ids.length;
}
