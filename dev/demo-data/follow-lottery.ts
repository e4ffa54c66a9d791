import { readFileSync } from "node:fs";
import { lotteryServices } from "@/server/api/lottery-services";
import { openServices } from "@/server/api/services";
import { syndicateServices } from "@/server/api/syndicate-services";
import { advanceSyndicates } from "@/server/games/syndicates/advance-syndicate";
import { environment } from "@/server/kernel/env";
import { claimPrizes } from "@/server/lotteries/claim-prizes";
import { followDraws } from "@/server/lotteries/follow-draws";
import { whoseDatabase } from "./seed-demo";

interface Wish {
  /** The environment.json of a venue that the demonstration runs. */
  environmentFile: string;
  game: string;
  date: string;
  main: number[];
  bonus: number[];
}

/**
 * Has the lottery of a running demonstration publish a draw, and does at once what the worker does by and by: hears of it, collects
 * and divides. For those who test by hand and for the tests.
 */
async function main({ environmentFile, ...result }: Wish): Promise<void> {
  const env = JSON.parse(readFileSync(environmentFile, "utf8")) as Record<string, string>;
  const venue = openServices(environment(env));
  try {
    if ((await whoseDatabase(venue.db)) !== "done") throw new Error("This is no database of the demonstration.");
    const answer = await fetch(`${env.LOTTERY_URL}/_control/result`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-lottery-admin": env.LOTTERY_SECRET ?? "" },
      body: JSON.stringify({ ...result, multiplier: 2 }),
    });
    if (!answer.ok) throw new Error(`The lottery server refused: ${await answer.text()}`);
    const agent = lotteryServices(venue);
    const syndicates = syndicateServices(venue);
    if (!agent || !syndicates) throw new Error("No lottery is connected to this venue.");
    await followDraws(agent);
    await claimPrizes(agent);
    await advanceSyndicates(syndicates);
  } finally {
    await venue.db.close();
  }
}

await main(JSON.parse(process.argv[2] ?? "{}") as Wish);
