import { syndicateFollower } from "@/server/games/syndicates/follow-lottery";
import type { RecurringTask } from "@/server/kernel/jobs";
import { lotteryOverHttp } from "@/server/lotteries/adapters/lottery-http";
import { claimPrizes } from "@/server/lotteries/claim-prizes";
import { followDraws } from "@/server/lotteries/follow-draws";
import type { LotteryDeps, LotteryFollower } from "@/server/lotteries/ports";
import { reconcilePurchases } from "@/server/lotteries/reconcile-purchases";
import type { Services } from "./services";

/** Who hears of what the agent bought, in the transaction of the change. */
export const LOTTERY_FOLLOWERS: readonly LotteryFollower[] = [syndicateFollower];

/** What the use cases of the agent need; null where no lottery is configured, and then nothing can be bought. */
export function lotteryServices(process: Pick<Services, "db" | "clock" | "environment">): LotteryDeps | null {
  const { LOTTERY_URL: url, LOTTERY_KEY_ID: keyId, LOTTERY_SECRET: secret } = process.environment;
  if (url === "") return null;
  return {
    db: process.db,
    clock: process.clock,
    lottery: lotteryOverHttp({ url, keyId, secret }),
    followers: LOTTERY_FOLLOWERS,
  };
}

/** What the worker does for tickets that were bought: none of it where no lottery is configured. */
export function lotteryTasks(process: Pick<Services, "db" | "clock" | "environment">): RecurringTask[] {
  const agent = lotteryServices(process);
  if (!agent) return [];
  return [
    { name: "reconcile lottery purchases", everySeconds: 5, run: () => reconcilePurchases(agent) },
    { name: "follow lottery draws", everySeconds: 60, run: () => followDraws(agent) },
    { name: "claim lottery prizes", everySeconds: 30, run: () => claimPrizes(agent) },
  ];
}
