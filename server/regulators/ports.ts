import type { AreaTree } from "@/server/areas/tree";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";

/** What the use cases of this folder work with. */
export interface RegulatorDeps {
  db: Database;
  clock: Clock;
  tree: AreaTree;
  /** Called after each commit that changes what is open somewhere; pages follow within five seconds. */
  publishSnapshot(): Promise<unknown>;
}
