import { log } from "@/server/kernel/log";
import type { LotteryDeps } from "./ports";
import { recordNews } from "./record-news";
import { findPlayedDraws } from "./store";

const DAY_MS = 86_400_000;
/** A result may be corrected; so long after a draw the lottery is still asked. */
const BACK_DAYS = 30;

/** Asks the lottery for news of every draw in which bought tickets take part. Returns how many were new. */
export async function followDraws(deps: LotteryDeps): Promise<number> {
  const day = (offset: number) => new Date(deps.clock.now().getTime() + offset * DAY_MS).toISOString().slice(0, 10);
  let fresh = 0;
  // A postponement is told before the draw, so the days to come are asked for as well.
  for (const query of await findPlayedDraws(deps.db, deps.lottery.name, day(-BACK_DAYS), day(8))) {
    try {
      const outcomes = await recordNews(deps, deps.lottery.name, await deps.lottery.news(query));
      fresh += outcomes.filter(({ outcome }) => outcome === "new" || outcome === "corrected").length;
    } catch (error) {
      log.warn("lottery_news_failed", { ...query, error });
    }
  }
  return fresh;
}
