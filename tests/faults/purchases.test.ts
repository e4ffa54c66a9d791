import { expect, test } from "vitest";
import { runPurchaseFaults } from "./purchases";

const SHORT = { clients: 64, seconds: 14, killEverySeconds: 5, tickets: 120, atLeast: 30 };

test("P17 one hot raffle, server and database killed in turn: none oversold, nothing acknowledged is lost", async () => {
  const report = await runPurchaseFaults({ ...SHORT, shape: "hot" });
  expect(report.serverKills).toBeGreaterThan(0);
  expect(report.databaseKills).toBeGreaterThan(0);
  expect(report.acknowledged).toBeGreaterThan(10);
  expect(report).toMatchObject({
    oversold: 0,
    lostAcknowledged: 0,
    unsettledOrders: 0,
    ledgerSum: 0,
    pendingMinor: 0,
    authorisationsLeft: 0,
  });
  expect(report.gatewayCapturedMinor).toBe(report.ledgerClearingMinor);
}, 180_000);

test("P17 500 raffles with one ticket each, killed in turn: exact", async () => {
  const report = await runPurchaseFaults({ ...SHORT, shape: "many", tickets: 500 });
  expect(report.acknowledged).toBeGreaterThan(10);
  expect(report).toMatchObject({
    oversold: 0,
    lostAcknowledged: 0,
    unsettledOrders: 0,
    ledgerSum: 0,
    pendingMinor: 0,
    authorisationsLeft: 0,
  });
  expect(report.gatewayCapturedMinor).toBe(report.ledgerClearingMinor);
}, 180_000);

test("P17 the naive control in the same harness oversells", async () => {
  const report = await runPurchaseFaults({
    ...SHORT,
    shape: "many",
    tickets: 60,
    naive: true,
    seconds: 8,
    killEverySeconds: 3,
  });
  expect(report.oversold).toBeGreaterThan(0);
}, 180_000);
