import type { Reader } from "@/server/kernel/db";
import { decideEntry, type EntryAnswer } from "./entry";
import { treeOfEvidence } from "./evidence-areas";
import { readEvidence } from "./rules-store";

/**
 * Decides stored evidence again (J14), from nothing but what was stored: rules, places, birth date, figures and the part
 * of the area tree. The same input gives the same answer, years later and whatever was imported since. Null when there
 * is none.
 */
export async function replayEvidence(
  reader: Reader,
  evidenceId: string,
): Promise<{ agrees: boolean; stored: string; again: EntryAnswer } | null> {
  const evidence = await readEvidence(reader, evidenceId);
  if (!evidence) return null;
  const again = decideEntry(evidence.input, treeOfEvidence(evidence.input.areas));
  return { agrees: again.decision === evidence.decision, stored: evidence.decision, again };
}
