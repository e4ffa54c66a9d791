import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { findOwnRows } from "./export-store";

/** Of whoever decided, entered or approved something only whether it was the member themselves. */
const BY_SOMEBODY = /_by$|^actor_id$/;

function withoutOthers(row: Record<string, unknown>, memberId: string): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      BY_SOMEBODY.test(column) && typeof value === "string" ? (value === memberId ? "you" : "somebody else") : value,
    ]),
  );
}

/**
 * Everything this venue keeps about a member, as JSON: one list a kind of record, in the names and units it is kept in
 * (`…_minor` are minor units, times are ISO in UTC). It is logged. Throws 403 `secondFactorNeeded` where the account has
 * one and this session did not show it.
 */
export async function exportOwnData(
  deps: { db: Database; clock: Clock },
  actor: Actor,
  hasSecondFactor: boolean,
): Promise<string> {
  if (hasSecondFactor && !actor.secondFactor) throw new AppError("secondFactorNeeded", 403);
  const at = deps.clock.now();
  await deps.db.transaction((tx) =>
    writeAudit(tx, {
      ...{ at, actorId: actor.memberId, actorRole: "participant", action: "export-own-data" },
      subject: `member:${actor.memberId}`,
    }),
  );
  const records = [...(await findOwnRows(deps.db, actor.memberId))].map(
    ([name, rows]) => [name, rows.map((row) => withoutOthers(row, actor.memberId))] as const,
  );
  return `${JSON.stringify({ format: "drawbridge-member-data-1", writtenAt: at, records: Object.fromEntries(records) }, null, 2)}\n`;
}
