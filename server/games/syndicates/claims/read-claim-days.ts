import { currentAreaTree } from "@/server/areas/load-tree";
import { loadRules } from "@/server/jurisdiction/load-rules";
import { inForce } from "@/server/jurisdiction/requirements";
import type { Reader } from "@/server/kernel/db";
import { findAgent } from "../store";
import { CLAIM_DAYS } from "./claim";

/**
 * Days after a draw within which a prize is claimed: by the law, at that moment, of the narrowest area that has it on record, from the
 * agent's governing area up; 180 where none has.
 */
export async function readClaimDays(reader: Reader, at: Date): Promise<number> {
  const agent = await findAgent(reader);
  if (!agent) return CLAIM_DAYS;
  const [{ laws }, tree] = [await loadRules(reader, { id: { in: [] } }, at), await currentAreaTree(reader)];
  const line = [...tree.lineOf(agent.governingAreaId)].reverse().flatMap((id) => laws.get(id) ?? []);
  return inForce(line, "claimDays") ?? CLAIM_DAYS;
}
