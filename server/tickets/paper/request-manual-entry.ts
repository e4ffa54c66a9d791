import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedAdministrator, AuthorizedOrganiser } from "@/server/people/authority";
import { type EnterTicketsDeps, readEntryState } from "./enter-tickets";
import {
  decideRequest,
  type EntryRequest,
  findLatestRequest,
  findRequest,
  insertRequest,
  listOpenRequests,
} from "./entry-store";

/** Asks the venue for leave to enter tickets by hand (R13). Throws AppError: reasonNeeded, requestWaiting, raffleNotFound. */
export async function askManualEntry(
  deps: Pick<EnterTicketsDeps, "people" | "law" | "settings">,
  by: AuthorizedOrganiser,
  raffleId: string,
  note: string,
): Promise<void> {
  const { raffle } = await readEntryState(deps, by, raffleId);
  const text = note.trim().slice(0, 1000);
  if (!text) throw new AppError("reasonNeeded", 422);
  const { db, clock } = deps.people;
  const now = clock.now();
  await db.transaction(async (tx) => {
    const id = newId(now.getTime());
    const request = { id, raffleId: raffle.raffleId, askedBy: by.actor.memberId, askedAt: now, note: text };
    if (!(await insertRequest(tx, request))) throw new AppError("requestWaiting", 409);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "ask-manual-entry",
      subject: `raffle:${raffleId}`,
      after: { id, note: text },
    });
  });
}

/** What became of the newest request of a raffle; null where none was made. */
export async function readOwnRequest(
  deps: Pick<EnterTicketsDeps, "people" | "law" | "settings">,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<EntryRequest | null> {
  await readEntryState(deps, by, raffleId);
  return findLatestRequest(deps.people.db, raffleId);
}

/** The requests that wait for an administrator. */
export function waitingManualEntry(
  deps: Pick<EnterTicketsDeps, "people">,
  _by: AuthorizedAdministrator,
): ReturnType<typeof listOpenRequests> {
  return listOpenRequests(deps.people.db);
}

/**
 * An administrator's word on a request. Throws AppError: notFound, reasonNeeded (a refusal says why), anotherPersonNeeded,
 * changedMeanwhile.
 */
export async function decideManualEntry(
  deps: Pick<EnterTicketsDeps, "people">,
  by: AuthorizedAdministrator,
  requestId: string,
  word: "grant" | "refuse",
  reason: string,
): Promise<void> {
  const { db, clock } = deps.people;
  const now = clock.now();
  const why = reason.trim().slice(0, 1000);
  if (word === "refuse" && !why) throw new AppError("reasonNeeded", 422);
  await db.transaction(async (tx) => {
    const request = isId(requestId) ? await findRequest(tx, requestId) : null;
    if (!request) throw new AppError("notFound", 404);
    if (request.askedBy === by.actor.memberId) throw new AppError("anotherPersonNeeded", 403);
    const state = word === "grant" ? ("granted" as const) : ("refused" as const);
    if (!(await decideRequest(tx, requestId, { state, decidedBy: by.actor.memberId, decidedAt: now, reason: why }))) {
      throw new AppError("changedMeanwhile", 409);
    }
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "administrator",
      action: `manual-entry-${state}`,
      subject: `raffle:${request.raffleId}`,
      before: { state: request.state },
      after: { state, reason: why },
    });
  });
}
