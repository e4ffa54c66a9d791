/** What is stored of a raffle's life. Everything else follows from facts and time (R8). */
export type StoredState = "draft" | "pending-activation" | "active" | "suspended" | "drawn" | "archived";

/** R8: what a raffle is at a moment. `upcoming` is active before its start, when it is not shown. */
export type RaffleStatus =
  | "draft"
  | "pending-activation"
  | "pending-manual-entry"
  | "manual-entry"
  | "upcoming"
  | "active"
  | "ending-today"
  | "sold-out"
  | "suspended"
  | "expired"
  | "drawn"
  | "archived";

export interface RaffleFacts {
  state: StoredState;
  opensAt: Date;
  closesAt: Date;
  timeZone: string;
  ticketCap: number | null; // null: unlimited until the end
  issued: number;
  frozenAt: Date | null;
  /** Whether paper tickets may be entered before the activation: asked for, or granted (R13). */
  manualEntry?: "asked" | "granted" | null;
}

/** The calendar day of a moment in a time zone, `YYYY-MM-DD`. */
export function localDay(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(at);
}

/** The status of a raffle. Times decide by themselves: no job has to have run for a closed raffle to be closed. */
export function statusOf(facts: RaffleFacts, now: Date): RaffleStatus {
  // Paper tickets are entered before the activation, which ends it; tickets that are there say that it has begun.
  if (facts.state === "draft" && (facts.manualEntry === "granted" || facts.issued > 0)) return "manual-entry";
  if (facts.state === "draft" && facts.manualEntry === "asked") return "pending-manual-entry";
  if (facts.state !== "active") return facts.state;
  if (now < facts.opensAt) return "upcoming";
  if (now >= facts.closesAt || facts.frozenAt) return "expired";
  if (facts.ticketCap !== null && facts.issued >= facts.ticketCap) return "sold-out";
  return localDay(now, facts.timeZone) === localDay(facts.closesAt, facts.timeZone) ? "ending-today" : "active";
}

/** Whether tickets may be sold at this moment, the law aside. */
export function isOnSale(facts: RaffleFacts, now: Date): boolean {
  return ["active", "ending-today"].includes(statusOf(facts, now));
}

/** Which stored state may follow which, and by whose hand; what they mean is in `docs/states.md`. */
export const TRANSITIONS: Record<
  StoredState,
  Partial<Record<StoredState, "organisation" | "administrator" | "venue">>
> = {
  draft: { "pending-activation": "organisation", active: "organisation" },
  "pending-activation": { draft: "organisation", active: "administrator" },
  active: { suspended: "organisation", drawn: "venue" },
  suspended: { active: "organisation", drawn: "venue" },
  drawn: { archived: "organisation" },
  archived: {},
};

export function mayBecome(from: StoredState, to: StoredState): boolean {
  return TRANSITIONS[from][to] !== undefined;
}

/** An address for people: the title's letters and digits, then what makes it unique. At most 80 characters. */
export function slugOf(title: string, organisationCode: string, number: number): string {
  const end = `${organisationCode.toLowerCase()}-${number}`;
  const words = title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 79 - end.length)
    .replace(/-+$/, "");
  return words ? `${words}-${end}` : end;
}
