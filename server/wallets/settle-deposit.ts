import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import {
  type EventHint,
  type GatewayDispute,
  type GatewayPayment,
  GatewayRefusal,
  type PaymentGateway,
  VENUE_ACCOUNT,
} from "@/server/payments/ports";
import { type DepositState, nextStep } from "./deposit";
import { depositCredited, depositDisputed, depositFee, depositReinstated } from "./movements";
import { PAGE_SECONDS } from "./start-deposit";
import {
  changeDeposit,
  type DepositRow,
  findDeposit,
  findDepositByGatewayId,
  findDepositor,
  findOpenDeposits,
  findTaken,
  lockBalance,
  lockDeposit,
} from "./store";

export interface SettleDepositDeps {
  db: Database;
  clock: Clock;
  gateway: PaymentGateway;
}

const STALE_SECONDS = 30;
/** A row whose page was never opened is over after this. */
const NEVER_OPENED_SECONDS = PAGE_SECONDS + 60;

/**
 * Brings a deposit as far as the gateway's own record allows: judged, captured, credited, or given back. Called by the page
 * the member comes back to, by webhooks and by the sweep, any number of times and at once: the capture has a key, and the
 * wallet is credited in the transaction that moves the state. Returns the state, or null where there is no such deposit.
 * Throws AppError `gatewayUnavailable`.
 */
export async function settleDeposit(deps: SettleDepositDeps, depositId: string): Promise<DepositState | null> {
  const { db, clock, gateway } = deps;
  const deposit = await findDeposit(db, depositId);
  if (deposit?.state !== "created") return deposit?.state ?? null;
  if (!deposit.checkoutId) {
    // A process died before the page was opened, or while it was: nobody has its address after its time.
    if (clock.now().getTime() < deposit.createdAt.getTime() + NEVER_OPENED_SECONDS * 1000) return "created";
    return end(deps, deposit, "expired", "pageClosed", null);
  }
  const member = await findDepositor(db, deposit.memberId);
  if (!member) throw new Error(`deposit ${deposit.id} has no member`);
  const facts = await gateway.fetchCheckout(VENUE_ACCOUNT, deposit.checkoutId);
  const intentId = facts.payment?.intentId ?? "";
  const step = nextStep(deposit, member, facts);
  switch (step.do) {
    case "wait":
      return "created";
    case "end":
      return end(deps, deposit, step.state, step.reason, facts.payment);
    case "give-back": {
      const payment = await gateway.cancel({ key: `deposit-cancel:${deposit.id}`, account: VENUE_ACCOUNT, intentId });
      return end(deps, deposit, "declined", step.reason, payment);
    }
    case "credit":
      return credit(deps, deposit, facts.payment!);
    case "capture": {
      const { amountMinor } = deposit;
      const wish = { key: `deposit-capture:${deposit.id}`, account: VENUE_ACCOUNT, intentId, amountMinor, feeMinor: 0 };
      try {
        return await credit(deps, deposit, await gateway.capture(wish));
      } catch (error) {
        // It was captured or cancelled meanwhile, or the bank withdrew it: the record says which.
        if (!(error instanceof GatewayRefusal)) throw error;
        const again = await gateway.fetchPayment(VENUE_ACCOUNT, intentId);
        if (again.state === "captured") return credit(deps, deposit, again);
        if (again.state === "cancelled") return end(deps, deposit, "declined", "cardDeclined", again);
        throw error;
      }
    }
  }
}

const gatewayNames = (payment: GatewayPayment | null) =>
  payment ? { intentId: payment.intentId, chargeId: payment.chargeId, cardBrand: payment.cardBrand } : {};

async function end(
  deps: SettleDepositDeps,
  deposit: DepositRow,
  state: "declined" | "expired",
  reason: string,
  payment: GatewayPayment | null,
): Promise<DepositState> {
  const updatedAt = deps.clock.now();
  const moved = await deps.db.transaction((tx) =>
    changeDeposit(tx, deposit.id, "created", { state, reason, updatedAt, ...gatewayNames(payment) }),
  );
  if (moved) log.info("deposit_ended", { depositId: deposit.id, state, reason });
  return moved ? state : ((await findDeposit(deps.db, deposit.id))?.state ?? state);
}

async function credit(deps: SettleDepositDeps, deposit: DepositRow, payment: GatewayPayment): Promise<DepositState> {
  const at = deps.clock.now();
  const { id: depositId, memberId, currency } = deposit;
  await deps.db.transaction(async (tx) => {
    const data = { state: "credited" as const, creditedAt: at, updatedAt: at, ...gatewayNames(payment) };
    if (!(await changeDeposit(tx, depositId, "created", data))) return;
    const head = { depositId, memberId, currency, at };
    await postMovement(tx, depositCredited(head, payment.capturedMinor));
    if (payment.processingMinor) await postMovement(tx, depositFee(head, payment.processingMinor));
    await writeAudit(tx, {
      at,
      actorId: memberId,
      actorRole: "participant",
      action: "deposit",
      subject: `deposit:${depositId}`,
      after: { amountMinor: payment.capturedMinor, currency },
    });
  });
  return (await findDeposit(deps.db, depositId))?.state ?? "credited";
}

/** Looks at what an event on the venue's own account hints at; the deposit that it was about, or null. */
export async function followDeposit(deps: SettleDepositDeps, hint: EventHint): Promise<string | null> {
  const { db, gateway } = deps;
  let deposit = await findDepositByGatewayId(db, hint);
  if (!deposit && hint.intentId) {
    // We learn a payment's id when we first look at its page; this event may be the first we hear of it.
    const page = await gateway.checkoutOf(VENUE_ACCOUNT, hint.intentId);
    if (page && "checkoutId" in page)
      deposit = await findDepositByGatewayId(db, { ...page, intentId: null, chargeId: null });
    else if (page && isId(page.reference)) deposit = await findDeposit(db, page.reference);
  }
  if (!deposit) return null;
  await settleDeposit(deps, deposit.id);
  if (hint.about === "dispute") await followDisputes(deps, deposit.id);
  return deposit.id;
}

/** Writes down the disputes over a deposit with their postings, once each and whatever order they are heard in. */
async function followDisputes(deps: SettleDepositDeps, depositId: string): Promise<void> {
  const deposit = await findDeposit(deps.db, depositId);
  if (!deposit?.intentId) return;
  for (const dispute of await deps.gateway.listDisputes(VENUE_ACCOUNT, deposit.intentId))
    await writeDispute(deps, depositId, dispute);
}

async function writeDispute(deps: SettleDepositDeps, depositId: string, dispute: GatewayDispute): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const deposit = await lockDeposit(tx, depositId);
    if (deposit.state === "created" || deposit.state === "declined" || deposit.state === "expired") return;
    const { memberId, currency } = deposit;
    const head = { depositId, memberId, currency, at };
    const wallet = walletAccount(memberId, currency).key;
    const { gatewayId: id, withdrawnMinor, feeMinor, reinstatedMinor } = dispute;
    const fromWalletMinor = Math.min(Math.max(0, await lockBalance(tx, wallet)), withdrawnMinor);
    const opened = await postMovement(tx, depositDisputed(head, { id, withdrawnMinor, feeMinor, fromWalletMinor }));
    if (opened && deposit.state === "credited")
      await changeDeposit(tx, depositId, "credited", { state: "disputed", updatedAt: at });
    if (dispute.state === "won") {
      const taken = await findTaken(tx, `deposit-dispute:${id}`, wallet);
      await postMovement(tx, depositReinstated(head, { id, reinstatedMinor, fromWalletMinor: taken }));
      await changeDeposit(tx, depositId, "disputed", { state: "credited", updatedAt: at });
    }
    if (dispute.state === "lost")
      await changeDeposit(tx, depositId, "disputed", { state: "charged-back", updatedAt: at });
  });
}

/** Looks again at deposits that were interrupted: a closed browser, a lost message, a process that died. */
export async function sweepDeposits(deps: SettleDepositDeps, limit = 100): Promise<number> {
  const before = new Date(deps.clock.now().getTime() - STALE_SECONDS * 1000);
  const ids = await findOpenDeposits(deps.db, before, limit);
  for (const id of ids) {
    try {
      await settleDeposit(deps, id);
    } catch (error) {
      log.warn("deposit_not_settled", { error, depositId: id });
    }
  }
  return ids.length;
}
