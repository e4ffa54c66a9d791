import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { Kv } from "@/server/kernel/kv";
import { limitAttempts } from "@/server/people/limit-attempts";
import { type CheckedRow, findChecked } from "./check-store";

/** What anybody may learn from the code on a ticket: whether it is real and in the draw, never whose it is. Times as ISO texts. */
export interface CheckedTicket extends Omit<CheckedRow, "state" | "issuedAt" | "endedAt" | "drawAt"> {
  state: "issued" | "valid" | "taken_back" | "voided" | "drawn";
  issuedAt: string;
  endedAt: string | null;
  drawAt: string;
}

/** Codes are printed in groups and typed by people: spaces, dashes and case do not matter. */
export function readCode(typed: string): string | null {
  const code = typed.replace(/[\s-]/g, "").toUpperCase();
  return /^[0-9A-F]{16}$/.test(code) ? code : null;
}

/**
 * The public check of a ticket by the code printed on it; null where no such ticket was ever issued, the same for a code
 * that cannot be one. Counted by `origin`, so that nobody tries codes by the thousand: throws 429 `tooManyAttempts`.
 */
export async function checkCode(
  deps: { db: Database; clock: Clock; kv: Kv | null },
  typed: string,
  origin: string,
): Promise<CheckedTicket | null> {
  await limitAttempts(deps, "ticketCheck", "", origin);
  const row = await findChecked(deps.db, readCode(typed) ?? "");
  if (!row) return null;
  const state =
    row.state === "taken-back" ? "taken_back" : row.wins.length > 0 && row.state === "valid" ? "drawn" : row.state;
  return {
    ...row,
    state,
    issuedAt: row.issuedAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    drawAt: row.drawAt.toISOString(),
  };
}
