import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { appointDemoAgent } from "@/dev/demo-data/agent";
import { addPerson, people } from "@/dev/demo-data/people";
import type { DemoServices } from "@/dev/demo-data/seed-demo";
import { seedLivelySyndicates } from "@/dev/demo-data/syndicates";
import { lotteryTasks } from "@/server/api/lottery-services";
import { openServices, type Services } from "@/server/api/services";
import { syndicateServices, syndicateTasks } from "@/server/api/syndicate-services";
import { forbidsShares } from "@/server/games/syndicates/pools/permit-shares";
import { environment } from "@/server/kernel/env";
import { runTasks } from "@/server/kernel/jobs";
import { log } from "@/server/kernel/log";
import { checkLedger } from "@/server/ledger/read-ledger";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { seedAreas } from "@/tests/support/fixtures";
import { openStandIns, type StandIns } from "@/tests/support/stand-ins";

let fresh: FreshDatabase;
let standIns: StandIns;
let services: Services;
beforeAll(async () => {
  fresh = await freshDatabase();
  standIns = await openStandIns(fresh.url);
  services = openServices(environment(standIns.env));
  await seedAreas(fresh.db);
  await fresh.db.area.createMany({
    data: [
      { id: "US-VT", tier: "subdivision", name: "Vermont" },
      { id: "US-50007", tier: "county", name: "Chittenden County" },
    ],
    skipDuplicates: true,
  });
  await fresh.db.areaParent.createMany({
    data: [
      { childId: "US-VT", parentId: "US" },
      { childId: "US-50007", parentId: "US-VT" },
    ],
    skipDuplicates: true,
  });
});
afterAll(async () => {
  await services.db.close();
  await standIns.close();
  await fresh.drop();
});

test("P1 S9 S11 every syndicate of the demonstration is made while the worker does its work, those of the past too", async () => {
  const { db } = services;
  const options = { now: new Date(), venueSecret: services.environment.APP_SECRET, organisations: new Map() };
  for (const person of people.filter(({ email }) => /^(ada|ben)@/.test(email))) await addPerson(db, person, options);
  const demo = { process: services, env: standIns.env } as unknown as DemoServices;
  const warned = vi.spyOn(log, "warn");
  await appointDemoAgent(demo);
  // Oftener than the worker does.
  const tasks = [...lotteryTasks(services), ...syndicateTasks(services)].map((task) => ({
    ...task,
    everySeconds: 0.3,
  }));
  const worker = runTasks(tasks, services.clock);
  try {
    await seedLivelySyndicates(demo);
  } finally {
    await worker.stop();
  }
  expect(warned.mock.calls.filter(([event]) => event === "demo_syndicate_not_made")).toEqual([]);
  const made = await db.syndicate.findMany({ orderBy: { createdAt: "asc" } });
  const madeAs = (name: string) =>
    made.find((one) => one.name === name && one.state !== "cancelled" && one.state !== "failed");
  // For several draws: one is drawn and paid, others are still to come.
  const long = madeAs("Ten in a Row")!;
  expect(long).toMatchObject({ state: "playing", form: "shares" });
  expect(long.draws).toHaveLength(10);
  expect(long.draws.at(-1)! > new Date().toISOString().slice(0, 10)).toBe(true);
  expect(await db.syndicatePayout.count({ where: { syndicateId: long.gameId } })).toBe(1);
  for (const name of ["Lighthouse Wednesday", "Nine to Five"]) expect(madeAs(name)?.state, name).toBe("settled");
  const owed = await db.lotteryClaim.findMany({ where: { purchaseId: madeAs("Kiosk on Main")!.purchaseId! } });
  expect(owed.map(({ state }) => state)).toEqual(["requested"]);
  const pool = madeAs("Green Mountain Lines")!;
  expect(pool).toMatchObject({ state: "open", form: "lines", shareCount: 9 });
  const deps = syndicateServices(services)!;
  const now = await deps.moment(db);
  expect(await forbidsShares(db, pool.managerId, now)).toBe("Vermont");
  expect(await forbidsShares(db, long.managerId, now)).toBeNull();
  expect(await checkLedger(db)).toEqual({ balanced: true, faults: [] });
});
