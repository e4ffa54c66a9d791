import { readFileSync } from "node:fs";
import { areaTree } from "@/server/api/areas";
import { venueGateways } from "@/server/api/gateway-services";
import { raffleServices } from "@/server/api/raffle-services";
import { openServices } from "@/server/api/services";
import { ticketServices } from "@/server/api/ticket-services";
import { environment } from "@/server/kernel/env";
import { quickRaffles } from "./quick-raffles";
import { type SaleWays, setWays } from "./sale-ways";
import { draftRaffle, findCrowd, openRaffle, sellSome, whoseDatabase } from "./seed-demo";

interface Wish {
  /** The environment.json of a venue that the demonstration runs. */
  environmentFile: string;
  seconds: number;
  /** From the close to the draw; as little as a draw needs where it is left out. */
  drawSeconds?: number;
  title: string;
  cap?: number;
  sold?: number;
  perPerson?: number;
  /** Leaves it a draft, for whoever activates it by hand. */
  draft?: boolean;
  /** Sold in another way than one price for each ticket. */
  ways?: SaleWays;
}

/**
 * Opens one more raffle in a running demonstration, closing `seconds` from now, open in all of New York; prints
 * `{"raffleId","slug","drawingId","closesAt"}`. For those who test by hand and for the tests: JSON in, JSON out.
 */
async function main(wish: Wish): Promise<void> {
  const env = JSON.parse(readFileSync(wish.environmentFile, "utf8")) as Record<string, string>;
  const venue = openServices(environment(env));
  try {
    if ((await whoseDatabase(venue.db)) !== "done") throw new Error("This is no database of the demonstration.");
    await areaTree(venue);
    const raffles = await raffleServices(venue);
    const services = {
      process: venue,
      raffles,
      tickets: ticketServices(venue),
      gateways: venueGateways(venue),
      env,
      publish: () => raffles.publishSnapshot(),
    };
    const now = venue.clock.now();
    const closesAt = new Date(now.getTime() + wish.seconds * 1000);
    const write = wish.draft ? draftOnly : openRaffle;
    const made = await write(
      services,
      {
        ...quickRaffles[0]!,
        title: wish.title,
        cap: wish.cap ?? quickRaffles[0]!.cap,
        permits: [["NY", "wide"]],
        ...(wish.perPerson ? { perPerson: wish.perPerson } : {}),
      },
      {
        opensAt: new Date(now.getTime() - 60_000),
        closesAt,
        drawAt: new Date(closesAt.getTime() + (wish.drawSeconds ?? 21) * 1000),
      },
    );
    if (wish.ways) {
      await setWays(venue.db, made.raffleId, wish.ways);
      await services.publish();
    }
    if (wish.sold) await sellSome(services, await findCrowd(venue.db), made, wish.sold, 2);
    const drawing = await venue.db.drawing.findFirstOrThrow({ where: { raffleId: made.raffleId } });
    process.stdout.write(`${JSON.stringify({ ...made, drawingId: drawing.id, closesAt: closesAt.toISOString() })}\n`);
  } finally {
    await venue.db.close();
  }
}

async function draftOnly(...given: Parameters<typeof draftRaffle>) {
  return (await draftRaffle(...given)).made;
}

await main(JSON.parse(process.argv[2] ?? "{}") as Wish);
process.exit(0);
