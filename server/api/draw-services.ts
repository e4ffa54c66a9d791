import { chainSettings, drandBeacon } from "@/server/draws/adapters/drand";
import { DRAW_LETTER, type DrawLetterJob } from "@/server/draws/announce";
import type { DrawDeps, RandomnessBeacon } from "@/server/draws/ports";
import { sendDrawLetter } from "@/server/draws/send-draw-letter";
import type { Outbox } from "@/server/kernel/outbox";
import type { Services } from "./services";

const beacons = new WeakMap<object, RandomnessBeacon>();

/** The beacon of a process, opened once. */
export function beaconOf({ environment }: Pick<Services, "environment">): RandomnessBeacon {
  let beacon = beacons.get(environment);
  if (!beacon) {
    beacon = drandBeacon(chainSettings(environment));
    beacons.set(environment, beacon);
  }
  return beacon;
}

/** What the use cases of draws need. */
export function drawServices(process: Services): DrawDeps {
  return { db: process.db, clock: process.clock, realtime: process.realtime, beacon: beaconOf(process) };
}

/** Sends the letters about draws. */
export function handleDrawMessages(outbox: Outbox, process: Services): Outbox {
  return outbox.on<DrawLetterJob>(DRAW_LETTER, (job, delivery) =>
    sendDrawLetter({ db: process.db, mail: process.mail, appUrl: process.environment.APP_URL }, job, delivery.id),
  );
}
