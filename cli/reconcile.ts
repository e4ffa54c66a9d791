import { openServices } from "../server/api/services";
import { paymentServices } from "../server/api/ticket-services";
import { environment } from "../server/kernel/env";
import { reconcilePayments } from "../server/payments/reconcile-payments";
import type { Io } from "./io";
import { commandEnvironment, withDatabaseUrl } from "./with-database";

/**
 * `reconcile [--since 2026-11-01] [--json]`: compares payments and ledger with the gateway's own records and lists what
 * differs. Changes nothing. Exit code 1 when something differs.
 */
export async function reconcile(argv: string[], io: Io): Promise<number> {
  const at = argv.indexOf("--since");
  const since = at >= 0 ? new Date(argv[at + 1] ?? "") : new Date(Date.now() - 30 * 86_400_000);
  if (Number.isNaN(since.getTime())) {
    io.error.write("Give the day as --since 2026-11-01.\n");
    return 2;
  }
  return withDatabaseUrl(async (url) => {
    const services = openServices(environment({ ...commandEnvironment(), DATABASE_URL: url }));
    try {
      const found = await reconcilePayments(paymentServices(services), {
        since,
        onProgress: (done, of) => io.error.write(`\r${done} of ${of} accounts`),
      });
      io.error.write("\n");
      if (argv.includes("--json")) {
        io.output.write(`${JSON.stringify(found)}\n`);
      } else {
        for (const { kind, account, paymentId, gatewayId, ours, theirs } of found.differences) {
          io.output.write(`${kind}  ${account}  ${paymentId ?? gatewayId ?? ""}  ours: ${ours}  theirs: ${theirs}\n`);
        }
        const { accounts, charges, differences } = found;
        io.output.write(`${accounts} accounts, ${charges} charges, ${differences.length} differences.\n`);
      }
      return found.differences.length > 0 ? 1 : 0;
    } finally {
      await services.db.close();
    }
  });
}
