import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { Actor, AuthorizedAdministrator } from "./authority";
import {
  type BirthDateRequestRecord,
  findRequest,
  insertRequest,
  moveRequest,
  openRequests,
  requestsOf,
} from "./birth-date-store";
import { findMember, updateBirthDate } from "./member-store";
import type { PeopleDeps } from "./ports";
import { birthDateFault, type FieldFault, normalText, parseDate } from "./registration";
import { postLetter } from "./send-letter";

const day = (date: Date) => date.toISOString().slice(0, 10);

/** Asks for a correction (J11); nothing changes until two administrators have agreed. One open request at a time. */
export async function requestBirthDate(
  deps: PeopleDeps,
  actor: Actor,
  form: { birthDate: string; reason: string },
): Promise<{ ok: true } | { ok: false; faults: { birthDate?: FieldFault; reason?: FieldFault } }> {
  const now = deps.clock.now();
  const reason = normalText(form.reason);
  const birthFault = birthDateFault(form.birthDate, now);
  const faults: { birthDate?: FieldFault; reason?: FieldFault } = {
    ...(birthFault ? { birthDate: birthFault } : {}),
    ...(!reason ? { reason: "missing" } : reason.length > 1000 ? { reason: "tooLong" } : {}),
  };
  if (faults.birthDate || faults.reason) return { ok: false, faults };
  const birthDate = parseDate(form.birthDate)!;
  const id = newId(now.getTime());
  await deps.db.transaction(async (tx) => {
    const waiting = await requestsOf(tx, actor.memberId);
    if (waiting.some((request) => request.status === "open" || request.status === "approved-once")) {
      throw new AppError("requestWaiting", 409);
    }
    await insertRequest(tx, { id, memberId: actor.memberId, birthDate, reason, requestedAt: now });
    await writeAudit(tx, {
      at: now,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "request-birth-date",
      subject: `member:${actor.memberId}`,
      after: { birthDate: day(birthDate), request: id },
    });
  });
  return { ok: true };
}

export interface BirthDateCase extends BirthDateRequestRecord {
  memberName: string;
  presentBirthDate: Date;
  /** Whether this administrator may give the word that is missing. */
  mayDecide: boolean;
}

/** The requests that wait for a word, oldest first. */
export async function waitingBirthDates(deps: PeopleDeps, by: AuthorizedAdministrator): Promise<BirthDateCase[]> {
  const cases: BirthDateCase[] = [];
  for (const request of await openRequests(deps.db)) {
    const member = await findMember(deps.db, request.memberId);
    if (!member) continue;
    cases.push({
      ...request,
      memberName: `${member.givenName} ${member.familyName}`,
      presentBirthDate: member.birthDate,
      mayDecide: by.actor.memberId !== request.memberId && by.actor.memberId !== request.approvedBy,
    });
  }
  return cases;
}

/** The member's own requests, newest first. */
export function ownBirthDateRequests(deps: PeopleDeps, actor: Actor): Promise<BirthDateRequestRecord[]> {
  return requestsOf(deps.db, actor.memberId);
}

/**
 * One administrator's word on a request. The first "approve" waits for a second person; the second applies the date.
 * Either may refuse. Nobody decides their own request, nobody decides twice: 403 `anotherPersonNeeded`. 409
 * `changedMeanwhile` where somebody was first.
 */
export async function decideBirthDate(
  deps: PeopleDeps,
  by: AuthorizedAdministrator,
  requestId: string,
  word: "approve" | "refuse",
  reason: string,
): Promise<"approved-once" | "applied" | "refused"> {
  const now = deps.clock.now();
  const me = by.actor.memberId;
  const answer = await deps.db.transaction(async (tx) => {
    const request = isId(requestId) ? await findRequest(tx, requestId) : null;
    if (!request) throw new AppError("notFound", 404);
    if (request.status !== "open" && request.status !== "approved-once") throw new AppError("changedMeanwhile", 409);
    if (me === request.memberId || me === request.approvedBy) throw new AppError("anotherPersonNeeded", 403);
    const to =
      word === "refuse"
        ? { status: "refused" as const, decidedAt: now, decision: normalText(reason).slice(0, 1000) }
        : request.status === "open"
          ? { status: "approved-once" as const, approvedBy: me }
          : {
              status: "applied" as const,
              confirmedBy: me,
              decidedAt: now,
              decision: normalText(reason).slice(0, 1000),
            };
    if (!(await moveRequest(tx, requestId, request.status, to))) throw new AppError("changedMeanwhile", 409);
    const member = await findMember(tx, request.memberId);
    if (to.status === "applied") await updateBirthDate(tx, request.memberId, request.birthDate);
    await writeAudit(tx, {
      at: now,
      actorId: me,
      actorRole: "administrator",
      action: `birth-date-${to.status}`,
      subject: `member:${request.memberId}`,
      before: { birthDate: member && day(member.birthDate), status: request.status },
      after: { birthDate: day(request.birthDate), status: to.status, request: requestId },
    });
    if (to.status !== "approved-once") {
      const outcome = to.status === "applied" ? ("confirmed" as const) : ("refused" as const);
      await postLetter(
        tx,
        { letter: "birth-date-decided", memberId: request.memberId, outcome, reason: normalText(reason) },
        now,
      );
    }
    return { status: to.status, memberId: request.memberId };
  });
  if (answer.status === "applied") await deps.holds.reviewAfterResidenceChange(answer.memberId);
  return answer.status;
}
