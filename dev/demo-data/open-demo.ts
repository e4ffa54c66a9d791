import { root } from "@/dev/prepare.mjs";
import { areaTree } from "@/server/api/areas";
import { venueGateways } from "@/server/api/gateway-services";
import { raffleServices } from "@/server/api/raffle-services";
import { openServices } from "@/server/api/services";
import { ticketServices } from "@/server/api/ticket-services";
import { ensureDefaultAreas } from "@/server/areas/import-areas";
import { environment } from "@/server/kernel/env";
import { appointDemoAgent } from "./agent";
import { keepDemoAlive } from "./keep-alive";
import { rulesFile } from "./law";
import { seedLotteryResults } from "./lottery-results";
import { seedPaper } from "./paper";
import { seedRunning } from "./running";
import { type Account, type DemoServices, openQuickRaffle, seedDemo } from "./seed-demo";
import { seedLivelySyndicates } from "./syndicates";
import { seedWallets } from "./wallets";

/** How soon after filling the first draws of a new venue are held, in seconds; so that there are draws to look at. */
const FIRST_DRAWS_SECONDS = [20, 26];

/**
 * Fills the venue that runs with this environment and, when `live`, keeps adding raffles that close soon until it is
 * stopped. Idempotent; only for a database that the demonstration itself made.
 */
export async function openDemo(options: {
  env: Record<string, string>;
  live: boolean;
  progress: (text: string) => void;
}): Promise<{ accounts: Account[]; stop(): Promise<void> }> {
  const process = openServices(environment(options.env));
  try {
    const imported = await ensureDefaultAreas(process.db, process.clock, { compiledFile: null });
    if (imported) options.progress(`Took in ${imported.areas} areas`);
    await areaTree(process);
    const raffles = await raffleServices(process);
    const services: DemoServices = {
      process,
      raffles: { ...raffles, publishSnapshot: async () => {} },
      tickets: ticketServices(process),
      gateways: venueGateways(process),
      env: options.env,
      publish: () => raffles.publishSnapshot(),
    };
    const { accounts, seeded } = await seedDemo(services, {
      rulesFile: rulesFile(root),
      progress: options.progress,
    });
    if (seeded) {
      for (const [at, seconds] of FIRST_DRAWS_SECONDS.entries()) {
        await openQuickRaffle(services, at + 1, new Date(process.clock.now().getTime() + seconds * 1000));
      }
      await seedRunning(services);
      await seedPaper(services, root);
      await appointDemoAgent(services);
      await seedLivelySyndicates(services);
      await seedLotteryResults(services);
      await seedWallets(services);
      await services.publish();
    }
    const stopAlive = options.live ? keepDemoAlive(services, process.clock.now()) : async () => {};
    return {
      accounts,
      stop: async () => {
        await stopAlive();
        await process.db.close();
      },
    };
  } catch (error) {
    await process.db.close();
    throw error;
  }
}
