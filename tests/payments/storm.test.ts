import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runWebhookStorm, type StormReport } from "@/tests/faults/webhooks";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { KITS } from "./kit";

/** The long form: `COUNT=100000 SEED=7 npx vitest run tests/payments/storm.test.ts`. */
const COUNT = Number(process.env.COUNT ?? 2_000);
const SEED = Number(process.env.SEED ?? 20_261_120);

/** The second gateway gets the short form: the same rules hold, with pages that nobody can end. */
const STORMS = [
  ["stripe", COUNT],
  ["checkout-com", Math.min(COUNT, 480)],
] as const;

describe.each(STORMS)("over %s", (name, count) => {
  let fresh: FreshDatabase;
  let report: StormReport;

  beforeAll(
    async () => {
      fresh = await freshDatabase({ poolSize: 16 });
      report = await runWebhookStorm(fresh.db, {
        deliveries: count,
        seed: SEED,
        kit: KITS[name],
        ...(count > 10_000 ? { onProgress: (done) => process.stderr.write(`${done} deliveries\n`) } : {}),
      });
    },
    60_000 + count * 60,
  );
  afterAll(() => fresh.drop());

  test("P18 duplicated, reordered, late, lost, forged and unknown webhooks credit nothing twice and lose no payment", () => {
    const { naive, ...ours } = report;
    console.info(JSON.stringify({ gateway: name, ...ours, naiveFaults: naive.faults.length }));
    expect(report.faults).toEqual([]);
    expect(report.issued).toBeGreaterThan(0);
    expect(report.returned).toBeGreaterThan(0);
    expect(report.forged).toBeGreaterThan(report.deliveries / 50);
    expect(report.unknown).toBeGreaterThan(report.deliveries / 100);
    expect(report.deliveries).toBeGreaterThan(count / 4);
  });

  test("P18 a handler that believes what it is sent fails under the same storm", () => {
    expect(report.naive.faults.length).toBeGreaterThan(report.orders / 4);
  });
});
