import { writeAudit } from "@/server/kernel/audit-store";
import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "./authority";
import { updateName } from "./identity/store";
import { limitAttempts } from "./limit-attempts";
import { findMember } from "./member-store";
import { verifyPassword } from "./password";
import type { PeopleDeps } from "./ports";
import { type FormFaults, nameFaults, normalText } from "./registration";

export interface NameForm {
  givenName: string;
  familyName: string;
  /** The present password: whoever finds a browser signed in must not make the account somebody else's. */
  present: string;
}

/** What a name stands in the way of: wired to tickets, draws and syndicates above this floor. */
export type HoldsName = (reader: Reader, memberId: string) => Promise<"play" | "proof" | null>;

/**
 * Corrects a member's name. While something is in play under it, or a document has shown it, it stays: a ticket could be
 * handed on by changing whose it is, and a proof would prove somebody else. Tickets, signatures and receipts that were made
 * keep the name of their day. Throws 422 `wrongPassword`, 409 `nameInPlay`, `nameProven`.
 */
export async function changeName(
  deps: PeopleDeps & { holdsName: HoldsName },
  actor: Actor,
  form: NameForm,
): Promise<{ ok: true } | { ok: false; faults: FormFaults<NameForm> }> {
  const faults = nameFaults(form);
  if (Object.keys(faults).length > 0) return { ok: false, faults };
  await limitAttempts(deps, "login", actor.email, "");
  const member = await findMember(deps.db, actor.memberId);
  if (!member) throw new AppError("loginNeeded", 401);
  if (!(await verifyPassword(form.present, member.passwordHash))) throw new AppError("wrongPassword", 422);
  const name = { givenName: normalText(form.givenName), familyName: normalText(form.familyName) };
  await deps.db.transaction(async (tx) => {
    const holds = await deps.holdsName(tx, member.id);
    if (holds) throw new AppError(holds === "play" ? "nameInPlay" : "nameProven", 409);
    await updateName(tx, member.id, name.givenName, name.familyName);
    await writeAudit(tx, {
      ...{ at: deps.clock.now(), actorId: member.id, actorRole: "participant", action: "change-name" },
      subject: `member:${member.id}`,
      before: { givenName: member.givenName, familyName: member.familyName },
      after: name,
    });
  });
  return { ok: true };
}
