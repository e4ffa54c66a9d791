import { currentAreaTree } from "@/server/areas/load-tree";
import { rulesNow } from "@/server/jurisdiction/known-rules";
import { inForce, lawsAt } from "@/server/jurisdiction/requirements";
import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { findResidence } from "../hand-ticket-store";
import type { SyndicateDeps } from "../ports";
import { findAgent } from "../store";

/** No game: only the law of the areas is asked for. */
const NONE = "00000000-0000-0000-0000-000000000000";

/**
 * The area whose law forbids to sell a member fractions of a ticket (S11): where they live, or under whose law the agent sells. Null
 * where it is allowed, which it is where nothing is on record.
 */
export async function forbidsShares(reader: Reader, memberId: string, now: Date): Promise<string | null> {
  const [{ laws: rows }, tree, residence, agent] = [
    await rulesNow(reader, NONE),
    await currentAreaTree(reader),
    await findResidence(reader, memberId),
    await findAgent(reader),
  ];
  const laws = lawsAt(rows, now);
  for (const areaId of [...residence, ...(agent ? [agent.governingAreaId] : [])]) {
    const line = [...tree.lineOf(areaId)].reverse().flatMap((id) => laws.get(id) ?? []);
    if (inForce(line, "ticketSharesAllowed") === false) {
      return tree.nameOf(line.find(({ requirements }) => requirements.ticketSharesAllowed === false)!.areaId);
    }
  }
  return null;
}

/** Throws AppError 403 `sharesForbidden` with the area whose law says so. */
export async function requireShares(deps: Pick<SyndicateDeps, "db">, memberId: string, now: Date): Promise<void> {
  const area = await forbidsShares(deps.db, memberId, now);
  if (area !== null) throw new AppError("sharesForbidden", 403, { area });
}
