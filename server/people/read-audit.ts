import { type AuditLine, readAudit } from "@/server/kernel/audit-store";
import type { AuthorizedAdministrator } from "./authority";
import { findMember } from "./member-store";
import type { PeopleDeps } from "./ports";

export interface NamedAuditLine extends AuditLine {
  actorName: string;
}

/** What the database can look for: an address may name a field twice, or hold a character that no text has. */
function readable(text: unknown): string | undefined {
  return typeof text === "string" ? text.replaceAll("\0", "") : undefined;
}

/** The audit log, newest first, fifty at a time, each line with the name of who did it. */
export async function auditLog(
  deps: Pick<PeopleDeps, "db">,
  _by: AuthorizedAdministrator,
  filter: { subject?: string; action?: string; beforeId?: string },
): Promise<NamedAuditLine[]> {
  const subject = readable(filter.subject);
  const action = readable(filter.action);
  const beforeId = /^\d{1,18}$/.test(filter.beforeId ?? "") ? filter.beforeId : undefined;
  const lines = await readAudit(deps.db, { subject, action, beforeId, limit: 50 });
  const names = new Map<string, string>();
  for (const id of new Set(lines.flatMap(({ actorId }) => actorId ?? []))) {
    const member = await findMember(deps.db, id);
    names.set(id, member ? `${member.givenName} ${member.familyName}` : id);
  }
  return lines.map((line) => ({ ...line, actorName: line.actorId ? (names.get(line.actorId) ?? line.actorId) : "" }));
}
