import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import type { SyndicateDeps } from "./ports";
import { findOrganisationId, insertAgent } from "./store";

/**
 * Makes an organisation the venue's own agent, once and for all: the operator of record of every syndicate, whose lists say where
 * it may buy tickets and sell shares. `actor` null: whoever runs the venue, at the command line. Throws AppError
 * 404 `organisationNotFound`, 409 `agentAppointed`.
 */
export async function appointAgent(
  deps: Pick<SyndicateDeps, "db" | "moment">,
  actor: Actor | null,
  code: string,
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const organisationId = await findOrganisationId(tx, code);
    if (!organisationId) throw new AppError("organisationNotFound", 404, { code });
    if (!(await insertAgent(tx, organisationId, at))) throw new AppError("agentAppointed", 409);
    await writeAudit(tx, {
      at,
      actorId: actor?.memberId ?? null,
      actorRole: actor ? "administrator" : "venue",
      action: "appoint-agent",
      subject: `organisation:${organisationId}`,
    });
  });
}
