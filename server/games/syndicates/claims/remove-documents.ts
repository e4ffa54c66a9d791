import { writeAudit } from "@/server/kernel/audit-store";
import type { SyndicateDeps } from "../ports";
import { deleteDocuments, findClaimsToEmpty } from "./claim-store";

/** So long after a claim is over its documents are kept: long enough to answer the lottery's questions about it. */
export const KEPT_DAYS = 90;
const DAY_MS = 86_400_000;

/** Takes the documents of claims away that have been over long enough; what each winner gave for the tax stays. Returns how many claims. */
export async function removeOldClaimDocuments(deps: Pick<SyndicateDeps, "db" | "moment">): Promise<number> {
  const at = await deps.moment(deps.db);
  const over = await findClaimsToEmpty(deps.db, new Date(at.getTime() - KEPT_DAYS * DAY_MS));
  for (const { id, syndicateId } of over) {
    await deps.db.transaction(async (tx) => {
      const documents = await deleteDocuments(tx, id);
      if (documents === 0) return;
      await writeAudit(tx, {
        ...{ at, actorId: null, actorRole: "venue", action: "remove-claim-documents" },
        subject: `syndicate:${syndicateId}`,
        after: { claim: id, documents },
      });
    });
  }
  return over.length;
}
