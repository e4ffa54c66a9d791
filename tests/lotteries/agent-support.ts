import { startLottery } from "@/dev/lottery/server";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { lotteryOverHttp } from "@/server/lotteries/adapters/lottery-http";
import type { TicketWish } from "@/server/lotteries/buy-ticket";
import type { LotteryDeps, LotteryServer } from "@/server/lotteries/ports";
import { freshDatabase } from "@/tests/support/database";

export const SECRET = "a secret for tests alone";
export const ACCESS = { keyId: "tests", secret: SECRET };

/** A database, a lottery server on the same clock, and the agent between them. */
export async function openAgent() {
  const fresh = await freshDatabase();
  const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
  const lottery = await startLottery({ port: 0, ...ACCESS, adminToken: "root", now: () => clock.now().getTime() });
  const told: Array<Record<string, unknown>> = [];
  const client = lotteryOverHttp({ url: lottery.url, ...ACCESS });
  const deps: LotteryDeps = {
    db: fresh.db,
    clock,
    lottery: client,
    followers: [
      {
        purchaseChanged: async (_, change) => void told.push(change),
        drawChanged: async (_, change) => void told.push(change),
        claimChanged: async (_, change) => void told.push(change),
      },
    ],
  };
  return {
    ...{ fresh, db: fresh.db, clock, lottery, client, deps, told },
    /** The same agent with a lottery that behaves otherwise. */
    with: (over: Partial<LotteryServer>): LotteryDeps => ({ ...deps, lottery: { ...client, ...over } }),
    /** The same agent, which waits less for an answer to a purchase than faults take. */
    impatient: (): LotteryDeps => {
      const { buy } = lotteryOverHttp({ url: lottery.url, ...ACCESS, timeoutMs: 400 });
      return { ...deps, lottery: { ...client, buy } };
    },
    /** Time passes until every open purchase and claim is due. */
    later: (seconds = 700) => clock.advanceSeconds(seconds),
    ticketsFor: (key: string) => lottery.book.tickets.filter((ticket) => ticket.key === key),
    close: async () => {
      await lottery.close();
      await fresh.drop();
    },
  };
}

export function wish(over: Partial<TicketWish> = {}): TicketWish {
  return {
    requestKey: newId(),
    subject: `test:${newId()}`,
    game: "us-powerball",
    draws: ["2026-11-21"],
    entries: [{ main: [4, 8, 19, 27, 34], bonus: [10] }],
    maximumMinor: 10_000,
    ...over,
  };
}
