import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { Realtime } from "@/server/kernel/realtime";
import type { BeaconChain } from "./beacon";

/** A public randomness beacon. What it answers is checked before it is handed on. */
export interface RandomnessBeacon {
  /** The chain that rounds are named of, as configured; no network needed. */
  readonly chain: BeaconChain;
  /** The chain with its group hash and name, which tie the key to the chain hash; null where they cannot be had now. */
  origin(): Promise<Pick<BeaconChain, "groupHash" | "beaconId"> | null>;
  /**
   * The signature of a round in hexadecimal, or null while it is not published. Fails with `beacon_unavailable` (503)
   * when the beacon cannot be reached, and with `beacon_wrong` (502) when what it answers does not verify.
   */
  fetchRound(round: number): Promise<string | null>;
}

/** What the use cases of this folder work with. */
export interface DrawDeps {
  db: Database;
  clock: Clock;
  beacon: RandomnessBeacon;
  realtime: Realtime;
}
