import { currentAreaTree } from "@/server/areas/load-tree";
import type { Reader } from "@/server/kernel/db";
import { decideEntry, type EntryAnswer } from "./entry";
import { readEvidence } from "./rules-store";

/** Decides stored evidence again (J14): the same input gives the same answer, years later. Null when there is none. */
export async function replayEvidence(
  reader: Reader,
  evidenceId: string,
): Promise<{ agrees: boolean; stored: string; again: EntryAnswer } | null> {
  const evidence = await readEvidence(reader, evidenceId);
  if (!evidence) return null;
  const again = decideEntry(evidence.input, await currentAreaTree(reader));
  return { agrees: again.decision === evidence.decision, stored: evidence.decision, again };
}
