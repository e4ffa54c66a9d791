import type { RaffleDraft } from "./draft";
import { raffleDraft } from "./draft-defaults";
import { type RaffleFacts, type RaffleStatus, type StoredState, statusOf } from "./raffle";

/** One line of a raffle's audit log, as it is stored: dates are texts. */
export interface HistoryLine {
  at: Date;
  action: string;
  before: unknown;
  after: unknown;
}

/** What is known of the tickets and drawings of a raffle at a moment. */
export interface FactsThen {
  issued: number;
  frozenAt: Date | null;
  /** When the last of its drawings was held; null while one was still to come. */
  drawnAt: Date | null;
}

/** A raffle as it was at a moment. */
export interface RaffleThen {
  moment: Date;
  status: RaffleStatus;
  draft: RaffleDraft;
  issued: number;
  /** The lines of the log up to the moment, the last first. */
  lines: HistoryLine[];
}

/**
 * A raffle at a past moment, from its log: every edit logs field, before and after, and every change of state says
 * which, so that whoever applies them up to a moment has what stood there. Null before the raffle was begun.
 */
export function raffleThen(lines: readonly HistoryLine[], facts: FactsThen, moment: Date): RaffleThen | null {
  const past = lines.filter(({ at }) => at <= moment);
  const fields: Record<string, unknown> = {};
  let state: StoredState = "draft";
  for (const { action, after } of past) {
    if (typeof after !== "object" || after === null) continue;
    if (action === "edit-raffle") Object.assign(fields, after);
    else if ("state" in after && isState(after.state)) state = after.state;
  }
  if (!("title" in fields)) return null;
  const draft = revived(fields);
  if (state === "active" && facts.drawnAt && facts.drawnAt <= moment) state = "drawn";
  const then: RaffleFacts = {
    state,
    opensAt: draft.opensAt,
    closesAt: draft.closesAt,
    timeZone: draft.timeZone,
    ticketCap: draft.ticketCap,
    issued: facts.issued,
    frozenAt: facts.frozenAt && facts.frozenAt <= moment ? facts.frozenAt : null,
  };
  return { moment, status: statusOf(then, moment), draft, issued: facts.issued, lines: past.reverse() };
}

const STATES: readonly string[] = ["draft", "pending-activation", "active", "suspended", "drawn", "archived"];

function isState(text: unknown): text is StoredState {
  return typeof text === "string" && STATES.includes(text);
}

const NEVER = new Date(0);
const DATES = new Set(["opensAt", "closesAt", "drawAt", "triggerAt", "validFrom", "validTo"]);

/** A draft from what the log keeps of it, in which dates are texts. */
function revived(fields: Record<string, unknown>): RaffleDraft {
  // A field that was never set to anything is in no line: it was null from the start.
  const never = raffleDraft({ opensAt: NEVER, closesAt: NEVER, drawAt: NEVER, timeZone: "UTC" });
  const nulls = Object.fromEntries(Object.keys(never).map((field) => [field, null]));
  const text = JSON.stringify({ ...nulls, ...fields });
  return JSON.parse(text, (name, value) =>
    DATES.has(name) && typeof value === "string" ? new Date(value) : value,
  ) as RaffleDraft;
}
