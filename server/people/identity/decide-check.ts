import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import type { AuthorizedAdministrator } from "../authority";
import { findMember, type MemberRecord } from "../member-store";
import { normalText } from "../registration";
import { REFUSAL_REASONS } from "./identity";
import { tellDecision } from "./letter";
import type { IdentityDeps } from "./ports";
import { type CheckRecord, decide, documentsOf, findWaiting, lockCheck, updateName } from "./store";

export interface WaitingCheck extends CheckRecord {
  documents: Array<{ id: string; side: string; contentType: string }>;
  /** As the account says it now. */
  member: Pick<MemberRecord, "number" | "givenName" | "familyName" | "birthDate" | "email" | "residence" | "createdAt">;
  /** The lowest age where they live, and whether they have it. */
  age: { minimumAge: number; reached: boolean };
  mayDecide: boolean;
}

/** The checks that wait for an administrator, oldest first, with what the documents are compared with. */
export async function waitingChecks(deps: IdentityDeps, by: AuthorizedAdministrator): Promise<WaitingCheck[]> {
  const rows = await findWaiting(deps.db, "documents");
  const documents = await documentsOf(
    deps.db,
    rows.map(({ id }) => id),
  );
  const cases: WaitingCheck[] = [];
  for (const row of rows) {
    const member = await findMember(deps.db, row.memberId);
    if (!member) continue;
    cases.push({
      ...row,
      documents: documents.filter(({ checkId }) => checkId === row.id),
      member,
      age: await ageOf(deps, member),
      mayDecide: by.actor.memberId !== row.memberId,
    });
  }
  return cases;
}

async function ageOf(deps: IdentityDeps, member: MemberRecord): Promise<{ minimumAge: number; reached: boolean }> {
  const now = deps.clock.now();
  const found = await deps.ages.ofResidence(member.residence, member.birthDate, now);
  if (found) return found;
  const limit = new Date(now);
  limit.setUTCFullYear(limit.getUTCFullYear() - deps.fallbackMinimumAge);
  return { minimumAge: deps.fallbackMinimumAge, reached: member.birthDate.getTime() <= limit.getTime() };
}

export type Decision =
  /** With `name`, the account takes the name that stands on the document. */
  | { word: "approve"; name?: { givenName: string; familyName: string } }
  | { word: "refuse"; reasonCode: string; note: string };

/**
 * An administrator's word on a check: theirs alone, never about themselves. Throws AppError: notFound, anotherPersonNeeded,
 * changedMeanwhile (decided, or the account has another name or birth date by now), underAge, nameMissing, reasonNeeded,
 * reasonTooLong.
 */
export async function decideCheck(
  deps: IdentityDeps,
  by: AuthorizedAdministrator,
  checkId: string,
  decision: Decision,
): Promise<void> {
  await settle(deps, checkId, decision, by.actor.memberId);
}

/** The same by what an outside service found. For {@link followChecks}. */
export async function decideByService(deps: IdentityDeps, checkId: string, decision: Decision): Promise<void> {
  await settle(deps, checkId, decision, null);
}

async function settle(deps: IdentityDeps, checkId: string, decision: Decision, by: string | null): Promise<void> {
  const now = deps.clock.now();
  const { db } = deps;
  await db.transaction(async (tx) => {
    const check = isId(checkId) ? await lockCheck(tx, checkId) : null;
    const member = check && (await findMember(tx, check.memberId));
    if (!check || !member) throw new AppError("notFound", 404);
    if (by === check.memberId) throw new AppError("anotherPersonNeeded", 403);
    if (check.state !== "open") throw new AppError("changedMeanwhile", 409);
    if (decision.word === "refuse") {
      const reasonCode = REFUSAL_REASONS.find((one) => one === decision.reasonCode);
      if (!reasonCode) throw new AppError("reasonNeeded", 422);
      const note = decision.note.trim() ? givenReason(decision.note) : null;
      if (reasonCode === "other" && !note) throw new AppError("reasonNeeded", 422);
      const to = { state: "refused" as const, decidedAt: now, decidedBy: by, reasonCode, note };
      if (!(await decide(tx, check, to))) throw new AppError("changedMeanwhile", 409);
      await audit("refused", { reasonCode });
      return tellDecision(tx, check.id, now);
    }
    if (!(await ageOf(deps, member)).reached) throw new AppError("underAge", 409);
    const name = decision.name && {
      givenName: normalText(decision.name.givenName),
      familyName: normalText(decision.name.familyName),
    };
    if (name && (!name.givenName || !name.familyName || name.givenName.length > 80 || name.familyName.length > 80))
      throw new AppError("nameMissing", 422);
    if (name) {
      await updateName(tx, member.id, name.givenName, name.familyName);
      await writeAudit(tx, {
        at: now,
        actorId: by,
        actorRole: by ? "administrator" : "venue",
        action: "correct-name",
        subject: `member:${member.id}`,
        before: { givenName: member.givenName, familyName: member.familyName },
        after: { ...name, check: check.id },
      });
    } else if (member.givenName !== check.givenName || member.familyName !== check.familyName)
      throw new AppError("changedMeanwhile", 409);
    // What was looked at was the birth date of then.
    if (member.birthDate.getTime() !== check.birthDate.getTime()) throw new AppError("changedMeanwhile", 409);
    const to = { state: "approved" as const, decidedAt: now, decidedBy: by, ...name };
    if (!(await decide(tx, check, to))) throw new AppError("changedMeanwhile", 409);
    await audit("approved", {});
    await tellDecision(tx, check.id, now);

    function audit(state: string, more: object) {
      return writeAudit(tx, {
        at: now,
        actorId: by,
        actorRole: by ? "administrator" : "venue",
        action: `identity-${state}`,
        subject: `identity-check:${check!.id}`,
        before: { state: "open" },
        after: { state, member: check!.memberId, ...more },
      });
    }
  });
}
