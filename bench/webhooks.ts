/**
 * P18 in its long form: a storm of webhooks against the real handler, database, order flow and a gateway that fails now and then.
 * `COUNT` deliveries (100,000 without it), `SEED` for another storm. A fault ends the run with an error.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@/dev/migrate";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import { openDatabase } from "@/server/kernel/db";
import { runWebhookStorm } from "@/tests/faults/webhooks";
import { figure, type WriteFigure } from "./report";

export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-bench-"));
  const server = await startPostgres({ dataDir: path.join(folder, "postgres"), port: await anyFreePort() });
  try {
    await migrate(server.url);
    const db = openDatabase(server.url, 16);
    try {
      const report = await runWebhookStorm(db, {
        deliveries: options.short ? 1_000 : Number(process.env.COUNT ?? 100_000),
        seed: Number(process.env.SEED ?? 20_261_120),
        onProgress: (done) => process.stderr.write(`\r${done} deliveries`),
      });
      process.stderr.write("\n");
      const note = `${report.orders} orders, ${report.forged} forged, ${report.unknown} unknown, ${report.dropped} lost, ${report.issued} issued, ${report.returned} returned`;
      const naive = report.naive.faults.length;
      write(
        figure(
          "webhooks: faults, ours and a handler that believes",
          report.faults.length,
          naive,
          "faults",
          report.deliveries,
          note,
        ),
      );
      write(
        figure(
          "webhooks: deliveries answered",
          report.deliveries / report.seconds,
          null,
          "per second",
          report.deliveries,
        ),
      );
      if (report.faults.length > 0)
        throw new Error(`The storm found faults:\n${report.faults.slice(0, 20).join("\n")}`);
      if (naive === 0) throw new Error("The naive handler survived: this storm proves nothing.");
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
