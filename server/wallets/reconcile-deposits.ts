import { VENUE_ACCOUNT } from "@/server/payments/ports";
import type { SettleDepositDeps } from "./settle-deposit";
import { findDepositsSince, findTaken } from "./store";

/** One thing on which a deposit, the ledger and the gateway do not agree. Amounts in minor units. */
export interface DepositDifference {
  kind: "unknown-charge" | "missing-charge" | "not-credited" | "amount" | "ledger";
  depositId: string | null;
  gatewayId: string | null;
  ours: string;
  theirs: string;
}

/** Deposits that are still moving are not compared. */
const SETTLING_SECONDS = 120;

/**
 * Compares the deposits since a moment with the charges on the venue's own account and with the ledger (M3). Changes nothing.
 * Throws AppError `gatewayUnavailable`.
 */
export async function reconcileDeposits(
  deps: SettleDepositDeps,
  since: Date,
): Promise<{ charges: number; differences: DepositDifference[] }> {
  const settled = deps.clock.now().getTime() - SETTLING_SECONDS * 1000;
  const rows = await findDepositsSince(deps.db, since);
  const byIntent = new Map(rows.flatMap((row) => (row.intentId ? [[row.intentId, row] as const] : [])));
  const differences: DepositDifference[] = [];
  const seen = new Set<string>();
  let charges = 0;
  for await (const charge of deps.gateway.listForReconciliation(VENUE_ACCOUNT, since)) {
    charges++;
    seen.add(charge.intentId);
    const row = byIntent.get(charge.intentId);
    const differ = (kind: DepositDifference["kind"], ours: unknown, theirs: unknown) =>
      differences.push({
        ...{ kind, depositId: row?.id ?? null, gatewayId: charge.intentId },
        ...{ ours: String(ours), theirs: String(theirs) },
      });
    if (!row) {
      // We learn a payment's id when we credit or end its deposit.
      if (charge.createdAt.getTime() <= settled && charge.capturedMinor > 0)
        differ("unknown-charge", "nothing", charge.capturedMinor);
      continue;
    }
    if (charge.state === "captured" && row.creditedAt === null) differ("not-credited", row.state, charge.capturedMinor);
    if (charge.state === "captured" && charge.capturedMinor !== row.amountMinor)
      differ("amount", row.amountMinor, charge.capturedMinor);
  }
  for (const row of rows) {
    if (!row.creditedAt || row.updatedAt.getTime() > settled) continue;
    const { id: depositId, intentId: gatewayId } = row;
    if (!gatewayId || !seen.has(gatewayId))
      differences.push({
        kind: "missing-charge",
        depositId,
        gatewayId,
        ours: String(row.amountMinor),
        theirs: "nothing",
      });
    const posted = await findTaken(deps.db, `deposit:${depositId}`, `members:clearing:${row.currency}`);
    if (posted !== row.amountMinor)
      differences.push({ kind: "ledger", depositId, gatewayId, ours: String(posted), theirs: String(row.amountMinor) });
  }
  return { charges, differences };
}
