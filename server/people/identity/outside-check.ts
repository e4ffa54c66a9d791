import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import type { Actor } from "../authority";
import { findMember } from "../member-store";
import { decideByService } from "./decide-check";
import { mismatchOf, type Person } from "./identity";
import type { IdentityDeps } from "./ports";
import { type CheckRecord, checksOf, findWaiting, insertCheck, isApproved } from "./store";

const personOf = (one: { givenName: string; familyName: string; birthDate: Date }): Person => ({
  ...{ givenName: one.givenName, familyName: one.familyName },
  birthDate: one.birthDate.toISOString().slice(0, 10),
});

/**
 * Sends a member to the outside service that checks identity for the venue; the address of its page, or null where the venue
 * looks at documents itself. One that waits already is gone on with. Throws AppError: alreadyApproved, emailUnproven, and what the
 * service's adapter throws.
 */
export async function beginOutsideCheck(deps: IdentityDeps, actor: Actor): Promise<string | null> {
  const { db, clock, checker } = deps;
  const { memberId } = actor;
  const now = clock.now();
  const member = await findMember(db, memberId);
  if (!member) throw new AppError("notFound", 404);
  if (!member.emailVerifiedAt) throw new AppError("emailUnproven", 403);
  if (await isApproved(db, memberId)) throw new AppError("alreadyApproved", 409);
  const waiting = (await checksOf(db, memberId)).find(({ state }) => state === "open");
  if (waiting && waiting.checker !== checker.name) return null;
  const id = waiting?.id ?? newId(now.getTime());
  const begun = await checker.begin({ id, person: personOf(member), email: member.email, returnUrl: deps.returnUrl });
  if (begun.way === "documents") return null;
  if (!waiting)
    await db.transaction(async (tx) => {
      const { givenName, familyName, birthDate } = member;
      const check = { id, memberId, checker: checker.name, outsideId: begun.outsideId, documentKind: null };
      const isFirst = await insertCheck(tx, { ...check, givenName, familyName, birthDate, requestedAt: now });
      if (!isFirst) throw new AppError("checkWaiting", 409);
      await writeAudit(tx, {
        at: now,
        actorId: memberId,
        actorRole: "participant",
        action: "request-identity-check",
        subject: `identity-check:${id}`,
        after: { checker: checker.name },
      });
    });
  return begun.url;
}

/** Asks the outside service about every check that waits for it. Returns how many were decided. */
export async function followChecks(deps: IdentityDeps): Promise<number> {
  let decided = 0;
  if (deps.checker.name === "documents") return 0;
  for (const check of await findWaiting(deps.db, deps.checker.name)) {
    try {
      if (await follow(deps, check)) decided++;
    } catch (error) {
      log.warn("identity_not_followed", { error, checkId: check.id });
    }
  }
  return decided;
}

async function follow(deps: IdentityDeps, check: CheckRecord): Promise<boolean> {
  const finding = await deps.checker.read(check.outsideId ?? "");
  if (finding.state === "open") return false;
  const mismatch = finding.state === "read" ? mismatchOf(personOf(check), finding.person) : finding.reason;
  const refused = { word: "refuse" as const, note: "" };
  if (mismatch) {
    const note = mismatch === "other" ? deps.checker.name : "";
    await decideByService(deps, check.id, { ...refused, reasonCode: mismatch, note });
    return true;
  }
  try {
    await decideByService(deps, check.id, { word: "approve" });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "underAge") throw error;
    await decideByService(deps, check.id, { ...refused, reasonCode: "underAge" });
  }
  return true;
}
