import { roundNaming } from "@/server/draws/name-round";
import { publishSnapshot } from "@/server/edge/publish-snapshot";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { raffleLaw } from "@/server/games/raffles/read-law";
import type { RegulatorDeps } from "@/server/regulators/ports";
import { areaTree } from "./areas";
import { beaconOf } from "./draw-services";
import type { Services } from "./services";

/** What writing, activating and suspending raffles needs. */
export async function raffleServices(process: Services): Promise<RaffleDeps> {
  const tree = await areaTree(process);
  return {
    db: process.db,
    clock: process.clock,
    areas: tree,
    law: raffleLaw(tree),
    rounds: roundNaming(beaconOf(process).chain),
    publishSnapshot: () => publishSnapshot(process),
  };
}

/** What regulators and administrators of areas need. */
export async function regulatorServices(process: Services): Promise<RegulatorDeps> {
  return {
    db: process.db,
    clock: process.clock,
    tree: await areaTree(process),
    publishSnapshot: () => publishSnapshot(process),
  };
}
