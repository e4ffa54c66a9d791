import { lotteryServices } from "@/server/api/lottery-services";
import { CATALOGUE } from "@/server/lotteries/catalogue";
import { recordNews } from "@/server/lotteries/record-news";
import type { DemoServices } from "./seed-demo";

const BACK_MS = 30 * 86_400_000;

/** What the lottery server of the demonstration drew in the last month, of every game: invented, and taken in as news is. */
export async function seedLotteryResults({ process }: DemoServices): Promise<void> {
  const agent = lotteryServices(process);
  if (!agent) return;
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const now = process.clock.now().getTime();
  for (const { id } of CATALOGUE) {
    const news = await agent.lottery.news({ game: id, from: day(now - BACK_MS), to: day(now) });
    await recordNews(agent, agent.lottery.name, news);
  }
}
