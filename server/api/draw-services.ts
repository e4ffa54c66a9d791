import { chainSettings, drandBeacon } from "@/server/draws/adapters/drand";
import type { DrawDeps, RandomnessBeacon } from "@/server/draws/ports";
import { paperWaitsFor } from "@/server/tickets/paper/reconcile-raffle";
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
  return {
    db: process.db,
    clock: process.clock,
    realtime: process.realtime,
    beacon: beaconOf(process),
    readiness: { waitsFor: paperWaitsFor },
  };
}
