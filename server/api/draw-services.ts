import { chainSettings, drandBeacon } from "@/server/draws/adapters/drand";
import type { DrawDeps, DrawLaw, RandomnessBeacon } from "@/server/draws/ports";
import { raffleLaw } from "@/server/games/raffles/read-law";
import { paperWaitsFor } from "@/server/tickets/paper/reconcile-raffle";
import { areaTree } from "./areas";
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

/** The law that drawings ask for, with the tree of areas it follows. */
export async function drawLaw(process: Services): Promise<DrawLaw> {
  const law = raffleLaw(await areaTree(process));
  return {
    conversion: async (reader, areaId, now) => {
      const found = (await law.governing(reader, areaId, now)).find(
        ({ conversionAllowed }) => conversionAllowed !== null,
      );
      return found ? { allowed: found.conversionAllowed === true, areaName: found.areaName } : null;
    },
  };
}
