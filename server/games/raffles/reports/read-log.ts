import type { AuthorizedOrganiser } from "@/server/people/authority";
import type { RaffleDeps } from "../ports";
import type { OwnRaffle } from "../raffle-store";
import { ownRaffle } from "../save-raffle";
import { findLog, type LogRow } from "./edit-log-store";

/** One changed field, or one act: when, who, what it was before and after. */
export interface LogLine {
  id: string;
  at: Date;
  /** A person of the organisation; of others only their role is said. */
  who: string;
  role: string;
  action: string;
  /** The field that was changed; empty for an act. */
  field: string;
  /** As stored; the page says them in words. */
  before: unknown;
  after: unknown;
}

export const LINES_PER_PAGE = 100;

function linesOf(row: LogRow): LogLine[] {
  const base = { id: row.id, at: row.at, who: row.actorName ?? "", role: row.actorRole, action: row.action };
  const before = (row.before ?? {}) as Record<string, unknown>;
  const after = (row.after ?? {}) as Record<string, unknown>;
  if (row.action !== "edit-raffle") return [{ ...base, field: "", before, after }];
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.map((field) => ({ ...base, field, before: before[field], after: after[field] }));
}

/** P28: every edit and act on a raffle, newest first, a page at a time. Throws 404 `raffleNotFound`. */
export async function readLog(
  deps: Pick<RaffleDeps, "db">,
  by: AuthorizedOrganiser,
  raffleId: string,
  filter: { editsOnly: boolean; beforeId?: string },
): Promise<{ raffle: OwnRaffle; lines: LogLine[]; nextId: string | null }> {
  const raffle = await ownRaffle(deps, by, raffleId);
  const beforeId = /^\d{1,18}$/.test(filter.beforeId ?? "") ? filter.beforeId! : null;
  const rows = await findLog(deps.db, raffleId, { editsOnly: filter.editsOnly, beforeId, limit: LINES_PER_PAGE });
  return {
    raffle,
    lines: rows.flatMap(linesOf),
    nextId: rows.length === LINES_PER_PAGE ? rows.at(-1)!.id : null,
  };
}
