import type { Clock } from "@/server/kernel/clock";
import type { Database, Reader, Tx } from "@/server/kernel/db";
import type { AreaScope } from "@/server/people/authority";
import type { GoverningLaw } from "./law-rules";

/** What a raffle needs to know of the law; wired to server/jurisdiction. */
export interface RaffleLaw {
  /** The rules in force of the governing area and of every area above it, the narrowest first. */
  governing(reader: Reader, areaId: string, now: Date): Promise<GoverningLaw[]>;
  /** Whether any age figure is known for one of these areas or an area above it. */
  isAgeKnown(reader: Reader, areaIds: readonly string[], now: Date): Promise<boolean>;
}

/** What a raffle needs of its drawing; wired to server/draws. */
export interface RoundNaming {
  /** Seconds that the freeze needs between the close of sales and the named round. */
  readonly freezeSeconds: number;
  /** Names the beacon round of a drawing while its sales are not over. Once for each drawing. */
  nameRound(tx: Tx, drawingId: string, now: Date): Promise<void>;
}

/** What the use cases of this folder work with. */
export interface RaffleDeps {
  db: Database;
  clock: Clock;
  areas: AreaScope;
  law: RaffleLaw;
  rounds: RoundNaming;
  /** Called after each commit that changes what is open somewhere. */
  publishSnapshot(): Promise<unknown>;
}
