import { openServices } from "../server/api/services";
import { paymentServices } from "../server/api/ticket-services";
import { walletServices } from "../server/api/wallet-services";
import { webhookServices } from "../server/api/webhook-services";
import { environment } from "../server/kernel/env";
import { formatMoney } from "../server/kernel/money";
import { checkLedger } from "../server/ledger/read-ledger";
import { type Difference, type Reconciliation, reconcilePayments } from "../server/payments/reconcile-payments";
import { replayWebhooks } from "../server/payments/replay-webhooks";
import { reconcileDeposits } from "../server/wallets/reconcile-deposits";
import { reconcileWithdrawals } from "../server/wallets/reconcile-withdrawals";
import type { Io } from "./io";
import { commandEnvironment, withDatabaseUrl } from "./with-database";

const DAY_MS = 86_400_000;
const USAGE = "Usage: reconcile [--since YYYY-MM-DD] [--replay] [--json]\n";

/**
 * `reconcile [--since DATE] [--replay] [--json]`: compares ledger and payments with the gateway's records (M3) and sums
 * the ledger, and members' deposits and withdrawals with the venue's own account. `--replay` first follows every webhook received since then once more. Without a date, thirty days. Exits 0 when all agrees, 1 when there are differences, 2 on wrong usage.
 */
export async function reconcile(argv: string[], io: Io): Promise<number> {
  const rest = [...argv];
  const take = (flag: string) => (rest.includes(flag) ? rest.splice(rest.indexOf(flag), 1).length > 0 : false);
  const json = take("--json");
  const replay = take("--replay");
  let since = new Date(Date.now() - 30 * DAY_MS);
  const at = rest.indexOf("--since");
  if (at >= 0) {
    since = new Date(`${rest[at + 1] ?? ""}T00:00:00Z`);
    rest.splice(at, 2);
  }
  if (rest.length > 0 || Number.isNaN(since.getTime())) {
    io.error.write(USAGE);
    return 2;
  }
  return withDatabaseUrl(async (url) => {
    const services = openServices(environment({ ...commandEnvironment(), DATABASE_URL: url }));
    try {
      if (replay) {
        const followed = await replayWebhooks(webhookServices(services), since);
        io.error.write(`${followed} webhooks were followed again\n`);
      }
      const report = await reconcilePayments(paymentServices(services), {
        since,
        onProgress: (done, of) => io.error.write(`\r${done} of ${of} accounts${done === of ? "\n" : ""}`),
      });
      const deposits = await reconcileDeposits(walletServices(services), since);
      const withdrawals = await reconcileWithdrawals(walletServices(services), since);
      const ledger = await checkLedger(services.db);
      const members = { deposits, withdrawals };
      const lists = [report, deposits, withdrawals];
      const agrees = lists.every(({ differences }) => differences.length === 0) && ledger.balanced;
      if (json) io.output.write(`${JSON.stringify({ ...report, ...members, ledger, agrees })}\n`);
      else io.output.write(inWords(report, members, ledger.faults));
      return agrees ? 0 : 1;
    } finally {
      await services.db.close();
    }
  });
}

function inWords(
  { accounts, charges, differences }: Reconciliation,
  {
    deposits,
    withdrawals,
  }: {
    deposits: Awaited<ReturnType<typeof reconcileDeposits>>;
    withdrawals: Awaited<ReturnType<typeof reconcileWithdrawals>>;
  },
  faults: string[],
): string {
  const count = differences.length + deposits.differences.length + withdrawals.differences.length;
  const lines = [
    `${accounts} accounts, ${charges} charges compared.`,
    `${deposits.charges} deposits and ${withdrawals.parts} payouts of members' compared.`,
    faults.length === 0 ? "The ledger sums to zero." : `The ledger does not balance: ${faults.join("; ")}.`,
    ...differences.map(
      (each) =>
        `${each.kind.padEnd(15)} ${each.paymentId ?? each.gatewayId ?? each.account}: here ${amount(each.ours, each.kind)}, there ${amount(each.theirs, each.kind)}`,
    ),
    ...deposits.differences.map(
      (each) => `${each.kind.padEnd(15)} ${each.depositId ?? each.gatewayId}: here ${each.ours}, there ${each.theirs}`,
    ),
    ...withdrawals.differences.map(
      (each) =>
        `${each.kind.padEnd(15)} ${each.partId ?? each.gatewayId ?? "venue"}: here ${each.ours}, there ${each.theirs}`,
    ),
    count === 0 ? "No differences." : `${count} differences.`,
  ];
  return `${lines.join("\n")}\n`;
}

/** Balances come as "123 USD" and are shown as money; the rest as it is. */
function amount(text: string, kind: Difference["kind"]): string {
  const [minor, currency] = text.split(" ");
  return kind === "balance" && currency ? formatMoney(Number(minor), currency, "en-US") : text;
}
