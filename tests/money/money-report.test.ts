import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { BREAKDOWNS, MONEY_COLUMNS, type MoneyEntry, moneyReport } from "@/server/games/money/money-report";
import { readMoneyReport } from "@/server/games/money/read-money-report";
import { csvLine } from "@/server/kernel/csv";
import { newId } from "@/server/kernel/ids";
import { readBalances } from "@/server/ledger/read-ledger";
import { authoriseOrganiser, proveActor } from "@/server/people/authority";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

const entry = fc.record({
  day: fc.constantFrom("2026-11-01", "2026-11-02"),
  raffleId: fc.constantFrom("a", "b", null),
  raffle: fc.constantFrom("A", "B", ""),
  method: fc.constantFrom("card", "cash", "none"),
  brand: fc.constantFrom("visa", "amex", ""),
  currency: fc.constantFrom("USD", "EUR"),
  column: fc.constantFrom(...MONEY_COLUMNS),
  amountMinor: fc.bigInt({ min: -1000n, max: 1000n }),
}) as fc.Arbitrary<MoneyEntry>;

test("M10 however it is broken down, every cent stands in exactly one row, and the totals are the same", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 30 }), (entries) => {
      const totals = BREAKDOWNS.map((by) => {
        const report = moneyReport(entries, by);
        for (const total of report.totals) {
          const rows = report.rows.filter(({ currency }) => currency === total.currency);
          for (const column of MONEY_COLUMNS) {
            expect(rows.reduce((sum, row) => sum + row.columns[column], 0n)).toBe(total.columns[column]);
          }
          expect(rows.reduce((sum, row) => sum + row.netMinor, 0n)).toBe(total.netMinor);
        }
        return report.totals;
      });
      for (const other of totals) expect(other).toEqual(totals[0]);
    }),
  );
});

test("M10 a cell that looks like a formula is written as text, and commas and quotes keep their place", () => {
  expect(csvLine(["=1+1", "a,b", 'say "x"', -5, 12n, null, "@x"])).toBe(`'=1+1,"a,b","say ""x""",-5,12,,'@x\r\n`);
});

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

async function organiser() {
  const { db } = venue;
  const { organisationId } = await db.game.findFirstOrThrow();
  const role = { id: newId(), kind: "organisation" as const, organisationId, areaId: null, status: "active" as const };
  const facts = { memberId: newId(), sessionId: newId(), email: "a@example.test", givenName: "A", secondFactor: true };
  return authoriseOrganiser(proveActor({ ...facts, roles: [role] }), organisationId);
}

test("M10 the report ties to the ledger, account by account, for paid tickets, their fees and their refunds", async () => {
  const { db } = venue;
  const raffleId = await venue.raffle({ cap: 100 });
  const buyer = await venue.buyer();
  for (const count of [2, 3]) {
    const { orderId } = await venue.toGateway(buyer.actor, raffleId, count);
    await venue.type(orderId);
    await venue.settle(orderId);
  }
  const by = await organiser();
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(venue.clock.now());
  const before = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
  const after = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
  const period = { from: before, to: after };
  const report = await readMoneyReport(venue, by, { ...period, breakdown: "method" });
  expect(report.rows.map(({ label }) => label)).toEqual(["card"]);
  const total = report.totals[0]!;
  expect(total.columns.sales).toBeGreaterThan(0n);
  expect(total.columns["processing-fees"]).toBeGreaterThan(0n);
  const balances = await readBalances(db, `org:${by.organisationId}:`);
  for (const column of MONEY_COLUMNS) {
    const account = balances.find(({ key }) => key === `org:${by.organisationId}:${column}`);
    expect(total.columns[column], column).toBe(account?.balanceMinor ?? 0n);
  }
  const brands = await readMoneyReport(venue, by, { ...period, breakdown: "brand" });
  expect(brands.rows.map(({ label }) => label)).toEqual(["visa"]);
  expect(brands.totals).toEqual(report.totals);
  const other = await readMoneyReport(venue, by, { ...period, raffleId: newId() });
  expect(other.rows).toEqual([]);
  expect((await readMoneyReport(venue, by, { from: "2020-01-01", to: "2020-01-02" })).totals).toEqual([]);
  await expect(readMoneyReport(venue, by, { from: "2026-02-31", to: "x" })).rejects.toMatchObject({ code: "noDate" });
  await expect(readMoneyReport(venue, by, { from: after, to: before })).rejects.toMatchObject({ code: "beforeStart" });
});
