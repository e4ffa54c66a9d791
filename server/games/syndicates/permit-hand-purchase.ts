import { currentAreaTree } from "@/server/areas/load-tree";
import { loadRules } from "@/server/jurisdiction/load-rules";
import { inForce } from "@/server/jurisdiction/requirements";
import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { findResidence, owesPrize } from "./hand-ticket-store";
import type { SyndicateDeps } from "./ports";

/**
 * Whether a member may buy a syndicate's ticket by hand where they live (S2): the narrowest area of their residence that has
 * something on record has to permit it. Where nothing is on record, nobody may.
 */
export async function mayBuyByHand(deps: Pick<SyndicateDeps, "db">, memberId: string, now: Date): Promise<boolean> {
  const tree = await currentAreaTree(deps.db);
  return isPermitted(deps.db, tree, memberId, now);
}

type Tree = Awaited<ReturnType<typeof currentAreaTree>>;

async function isPermitted(reader: Reader, tree: Tree, memberId: string, now: Date): Promise<boolean> {
  const residence = await findResidence(reader, memberId);
  const { laws } = await loadRules(reader, { id: { in: [] } }, now);
  const lines = residence.length > 0 ? residence.map((id) => [...tree.lineOf(id)].reverse()) : [[]];
  // Every county that somebody may live in has to permit it.
  return lines.every((line) => {
    const found = line.flatMap((id) => laws.get(id) ?? []);
    return inForce(found, "handBoughtTicketsAllowed") === true;
  });
}

/** Throws AppError 403 `handNotPermitted`, and 409 `handPrizeOwed` for whoever has not paid in what a ticket of theirs won. */
export async function requireHandPurchase(
  deps: Pick<SyndicateDeps, "db">,
  reader: Reader,
  memberId: string,
  now: Date,
): Promise<void> {
  const tree = await currentAreaTree(deps.db);
  if (!(await isPermitted(reader, tree, memberId, now))) throw new AppError("handNotPermitted", 403);
  if (await owesPrize(reader, memberId)) throw new AppError("handPrizeOwed", 409);
}
