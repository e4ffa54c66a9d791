import { readBalances } from "@/server/ledger/read-ledger";
import { type PaymentGateway, VENUE_ACCOUNT } from "@/server/payments/ports";
import type { SendDeps } from "./send-withdrawal";
import { findDepositsSince, findTaken } from "./store";
import { findPartsSince } from "./withdrawal-store";

/** One thing on which a withdrawal, the ledger and the gateway do not agree. Amounts in minor units. */
export interface WithdrawalDifference {
  kind: "missing-refund" | "unknown-refund" | "missing-transfer" | "payout" | "ledger" | "reserved" | "venue-balance";
  partId: string | null;
  gatewayId: string | null;
  ours: string;
  theirs: string;
}

export interface ReconcileDeps extends SendDeps {
  gateway: Pick<PaymentGateway, "sumBalance">;
}

/** What is still moving is not compared. */
const SETTLING_SECONDS = 120;

/**
 * Compares withdrawals since a moment with the gateway's refunds, transfers and payouts and with the ledger, what is set apart with
 * what is still to be sent, and the venue's whole account at the gateway with the ledger (M3). Changes nothing. Throws AppError
 * `gatewayUnavailable`.
 */
export async function reconcileWithdrawals(
  deps: ReconcileDeps,
  since: Date,
): Promise<{ parts: number; differences: WithdrawalDifference[] }> {
  const { db, clock, payouts } = deps;
  const settled = clock.now().getTime() - SETTLING_SECONDS * 1000;
  const rows = await findPartsSince(db, since);
  const differences: WithdrawalDifference[] = [];
  for (const row of rows) {
    if (row.updatedAt.getTime() > settled) continue;
    const differ = (kind: WithdrawalDifference["kind"], ours: unknown, theirs: unknown) =>
      differences.push({
        ...{ kind, partId: row.id, gatewayId: row.gatewayId },
        ...{ ours: String(ours), theirs: String(theirs) },
      });
    const isOut = row.state === "sent" || row.state === "done";
    const clearing = `members:clearing:${row.currency}`;
    const reserved = `withdrawal:${row.withdrawalId}`;
    const sent = await findTaken(db, `withdrawal-sent:${row.id}`, reserved);
    const back = row.gatewayId
      ? await findTaken(db, `withdrawal-back:${row.id}`, clearing)
      : await findTaken(db, `withdrawal-back:${row.id}`, reserved);
    const wasSent = row.gatewayId !== null;
    if (sent !== (wasSent ? row.amountMinor : 0)) differ("ledger", sent, wasSent ? row.amountMinor : 0);
    if (back !== (row.state === "returned" ? row.amountMinor : 0)) differ("ledger", -back, row.state);
    if (row.way === "refund" && row.intentId) {
      const made = (await payouts.refundsOf(row.intentId)).find(({ refundId }) => refundId === row.gatewayId);
      const theirs = made && made.state !== "failed" ? made.amountMinor : 0;
      if (theirs !== (isOut ? row.amountMinor : 0)) differ("missing-refund", isOut ? row.amountMinor : 0, theirs);
    }
    if (row.way === "payout" && row.accountId) {
      const made = await payouts.findTransfer(row.accountId, row.id);
      const theirs = made ? made.amountMinor - made.reversedMinor : 0;
      if (theirs !== (isOut ? row.amountMinor : 0)) differ("missing-transfer", isOut ? row.amountMinor : 0, theirs);
      const paid = row.payoutId ? (await payouts.fetchPayout(row.accountId, row.payoutId)).state : "none";
      if (row.state === "done" && paid !== "paid") differ("payout", row.state, paid);
    }
  }
  differences.push(...(await unknownRefunds(deps, since, settled)), ...(await compareBalances(deps)));
  return { parts: rows.length, differences };
}

/** Refunds of members' deposits that nobody here asked for: made on the gateway's own pages. */
async function unknownRefunds(deps: ReconcileDeps, since: Date, settled: number): Promise<WithdrawalDifference[]> {
  const found: WithdrawalDifference[] = [];
  const known = new Set((await findPartsSince(deps.db, new Date(0))).map(({ gatewayId }) => gatewayId));
  for (const deposit of await findDepositsSince(deps.db, since)) {
    if (!deposit.creditedAt || !deposit.intentId || deposit.updatedAt.getTime() > settled) continue;
    for (const { refundId, amountMinor, state } of await deps.payouts.refundsOf(deposit.intentId))
      if (state !== "failed" && !known.has(refundId))
        found.push({
          ...{ kind: "unknown-refund", partId: null, gatewayId: refundId },
          ...{ ours: "nothing", theirs: String(amountMinor) },
        });
  }
  return found;
}

/**
 * The venue's own account at the gateway holds members' money, beside what is its own there: the fees of sales (those taken at
 * another gateway are not on it), and what its operator paid in or drew. And what is set apart in the ledger is what is still to be
 * sent.
 */
async function compareBalances({ db, gateway, payouts }: ReconcileDeps): Promise<WithdrawalDifference[]> {
  const found: WithdrawalDifference[] = [];
  const sums = new Map<string, number>();
  const add = (currency: string, minor: number) => sums.set(currency, (sums.get(currency) ?? 0) + minor);
  const accounts = await readBalances(db, "members:clearing:");
  for (const { currency, balanceMinor } of accounts) add(currency, Number(balanceMinor));
  for (const { currency, netMinor } of await payouts.sumOwn()) add(currency, netMinor);
  const theirs = new Map(
    (await gateway.sumBalance(VENUE_ACCOUNT)).map(({ currency, netMinor }) => [currency, netMinor]),
  );
  for (const currency of new Set([...sums.keys(), ...theirs.keys()])) {
    const [ours, there] = [sums.get(currency) ?? 0, theirs.get(currency) ?? 0];
    if (ours !== there)
      found.push({
        ...{ kind: "venue-balance", partId: null, gatewayId: null },
        ...{ ours: `${ours} ${currency}`, theirs: `${there} ${currency}` },
      });
  }
  const planned = new Map<string, number>();
  for (const part of await findPartsSince(db, new Date(0)))
    if (part.state === "planned")
      planned.set(part.withdrawalId, (planned.get(part.withdrawalId) ?? 0) + part.amountMinor);
  for (const { key, balanceMinor } of await readBalances(db, "withdrawal:")) {
    const wanted = planned.get(key.slice("withdrawal:".length)) ?? 0;
    if (Number(balanceMinor) !== wanted)
      found.push({
        ...{ kind: "reserved", partId: null, gatewayId: key },
        ...{ ours: String(balanceMinor), theirs: String(wanted) },
      });
  }
  return found;
}
