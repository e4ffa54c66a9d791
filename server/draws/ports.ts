import type { Clock } from "@/server/kernel/clock";
import type { Database, Reader } from "@/server/kernel/db";
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

/**
 * What a list of tickets waits for before it may be frozen, besides payments: paper that nobody has accounted for (T8).
 * Asked inside the transaction that freezes, under the lock of the raffle's sales; it reads and changes nothing.
 */
export interface FreezeReadiness {
  /** `books` are still out, the `reconciliation` is not acknowledged, or null when nothing is waited for. */
  waitsFor(reader: Reader, raffleId: string, now: Date): Promise<"books" | "reconciliation" | null>;
}

/** What the law of a raffle's governing jurisdiction says of its drawings (R14, R16). */
export interface DrawLaw {
  /** Whether a raffle may be turned into a 50/50 after its close; null where nothing is on record. `areaName` is whose law it is. */
  conversion(reader: Reader, areaId: string, now: Date): Promise<{ allowed: boolean; areaName: string } | null>;
}

/** What the use cases of this folder work with. */
export interface DrawDeps {
  db: Database;
  clock: Clock;
  beacon: RandomnessBeacon;
  realtime: Realtime;
  /** Absent where a venue sells no paper tickets. */
  readiness?: FreezeReadiness;
}
