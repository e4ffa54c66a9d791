import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import type { AuthorizedAdministrator, AuthorizedOrganiser } from "@/server/people/authority";
import type { RaffleDeps } from "./ports";
import { findOwnRaffle, listOwnRaffles, moveRaffle, type OwnRaffleRow } from "./raffle-store";

type Suspender = AuthorizedOrganiser | AuthorizedAdministrator;

/**
 * Suspends an active raffle: no ticket is sold and no page shows it until it is resumed. Its organisation may, and an
 * administrator. Open payments are given back by the order's own rules. A reason is needed (422 `reasonNeeded`, `reasonTooLong`).
 */
export async function suspendRaffle(deps: RaffleDeps, by: Suspender, raffleId: string, reason: string): Promise<void> {
  await move(deps, by, raffleId, "suspended", givenReason(reason));
}

/** Resumes a suspended raffle, by the same people. What a regulator stopped stays stopped in their area. */
export async function resumeRaffle(deps: RaffleDeps, by: Suspender, raffleId: string): Promise<void> {
  await move(deps, by, raffleId, "active", null);
}

async function move(
  deps: RaffleDeps,
  by: Suspender,
  raffleId: string,
  to: "suspended" | "active",
  reason: string | null,
): Promise<void> {
  const raffle = isId(raffleId) ? await findOwnRaffle(deps.db, raffleId) : null;
  const own = "organisationId" in by ? by.organisationId === raffle?.organisationId : true;
  if (!raffle || !own) throw new AppError("raffleNotFound", 404);
  const from = to === "suspended" ? ("active" as const) : ("suspended" as const);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await moveRaffle(tx, raffle.id, [from], to, now, { suspendedReason: reason }))) {
      throw new AppError("changedMeanwhile", 409);
    }
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisationId" in by ? "organisation" : "administrator",
      action: to === "suspended" ? "suspend-raffle" : "resume-raffle",
      subject: `raffle:${raffle.id}`,
      areaId: raffle.governingAreaId,
      before: { state: from },
      after: { state: to, reason },
    });
  });
  await deps.publishSnapshot();
}

/** The organisation's own raffles with their sales, newest first. */
export function ownRaffles(deps: Pick<RaffleDeps, "db">, by: AuthorizedOrganiser): Promise<OwnRaffleRow[]> {
  return listOwnRaffles(deps.db, { organisationIds: [by.organisationId] });
}
