import { chainSettings, drandBeacon } from "@/server/draws/adapters/drand";
import type { DrawDeps, RandomnessBeacon } from "@/server/draws/ports";
import type { Services } from "./services";

const beacons = new WeakMap<object, RandomnessBeacon>();

/** What draws need, with one beacon a process. */
export function drawServices(process: Services): DrawDeps {
  const { db, clock, realtime, environment } = process;
  let beacon = beacons.get(environment);
  if (!beacon) {
    beacon = drandBeacon(chainSettings(environment));
    beacons.set(environment, beacon);
  }
  return { db, clock, realtime, beacon };
}
