import { afterAll, beforeAll, expect, test } from "vitest";
import { checkParts } from "@/server/api/check-parts";
import { lotteryServices, lotteryTasks } from "@/server/api/lottery-services";
import { openServices, type Services } from "@/server/api/services";
import { recurringTasks } from "@/server/api/worker-tasks";
import { environment } from "@/server/kernel/env";
import { buyTicket } from "@/server/lotteries/buy-ticket";
import { findGame } from "@/server/lotteries/catalogue";
import { openDraws } from "@/server/lotteries/draw-calendar";
import { findPurchasesOf } from "@/server/lotteries/store";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { openStandIns, type StandIns } from "@/tests/support/stand-ins";
import { wish } from "./agent-support";

let fresh: FreshDatabase;
let standIns: StandIns;
let services: Services;
beforeAll(async () => {
  fresh = await freshDatabase();
  standIns = await openStandIns(fresh.url);
  services = openServices(environment(standIns.env));
});
afterAll(async () => {
  await services.db.close();
  await standIns.close();
  await fresh.drop();
});

test("L2 a venue buys from the lottery of its environment, and its worker mends what was left open", async () => {
  const agent = lotteryServices(services)!;
  const [draw] = openDraws(findGame("us-powerball")!, new Date(), 1);
  const one = wish({ draws: [draw!.date] });
  standIns.lottery.faults.add({ kind: "lost", method: "POST", path: "/v1/tickets", times: 1 });
  expect((await buyTicket(agent, null, one)).state).toBe("unknown");
  const later = { ...services, clock: { now: () => new Date(Date.now() + 3_600_000) } };
  const task = recurringTasks(later).find(({ name }) => name === "reconcile lottery purchases");
  expect(await task!.run()).toBe(1);
  expect((await findPurchasesOf(services.db, one.subject))[0]?.state).toBe("confirmed");
});

test("L2 a venue without a lottery has no agent and no task for it, and is not ill for that", async () => {
  const without = { ...services, environment: { ...services.environment, LOTTERY_URL: "" } };
  expect(lotteryServices(without)).toBeNull();
  expect(lotteryTasks(without)).toEqual([]);
  const part = async (process: Services) => (await checkParts(process)).find(({ name }) => name === "lottery");
  expect(await part(without)).toMatchObject({ state: "ok" });
  expect(await part(services)).toMatchObject({ state: "ok" });
  standIns.lottery.faults.add({ kind: "error" });
  expect(await part(services)).toMatchObject({ state: "degraded" });
  standIns.lottery.faults.clear();
});
