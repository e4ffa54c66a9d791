import type { AuthorisedEntry } from "@/server/jurisdiction/authorise-entry";
import type { Database, Reader, Tx } from "@/server/kernel/db";
import type { LotteryDeps } from "@/server/lotteries/ports";

/** Whether a member may enter a game now, from the database alone (J10). */
export type DecideEntry = (
  reader: Reader,
  entry: { gameId: string; memberId: string; presence: unknown; now: Date },
) => Promise<Pick<AuthorisedEntry, "allowed" | "decision" | "reasons" | "refusal" | "rulesVersion" | "input">>;

/** A member's own limits, which count across everything that is played (S12). */
export interface StakeLimits {
  /**
   * Throws where a stake passes a limit or the member has excluded themselves. Runs in the transaction that took the money,
   * after it was written, so that it counts itself, and holds what it has to for two stakes at once to both be counted.
   */
  admitStake(tx: Tx, stake: { memberId: string; currency: string; amountMinor: number }): Promise<void>;
}

/** What the use cases of syndicates need. */
export interface SyndicateDeps {
  readonly db: Database;
  /** The database's own clock; tests put their own in its place. */
  readonly moment: (reader: Reader) => Promise<Date>;
  readonly agent: LotteryDeps;
  readonly decideEntry: DecideEntry;
  readonly limits: StakeLimits;
  readonly venueSecret: string;
}
