/** A line of a syndicate's history as its page tells it: what happened, when, and with which figures. Nobody is named in it. */
export interface HistoryLine {
  readonly id: string;
  readonly at: Date;
  readonly what: HistoryEvent;
  readonly fill: Readonly<Record<string, string | number>>;
}

const STATES = ["open", "deciding", "placing", "cancelling", "playing", "settled", "cancelled", "failed"];
const EVENTS = [
  "offered",
  "taken",
  "amended",
  "answered",
  "recorded",
  "paid-in",
  "paid",
  "corrected",
  ...STATES,
] as const;
export type HistoryEvent = (typeof EVENTS)[number];

interface Fact {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly after: unknown;
}

/** What the audit log says of a syndicate, as far as it is for everybody in it; the newest first. */
export function historyOf(facts: readonly Fact[]): HistoryLine[] {
  return facts.flatMap(({ id, at, action, after }) => {
    const told = tell(action, (after ?? {}) as Record<string, unknown>);
    return told ? [{ id, at, ...told }] : [];
  });
}

function tell(action: string, after: Record<string, unknown>): Pick<HistoryLine, "what" | "fill"> | null {
  const number = (name: string) => (typeof after[name] === "number" ? (after[name] as number) : 0);
  const text = (name: string) => (typeof after[name] === "string" ? (after[name] as string) : "");
  switch (action) {
    case "offer-syndicate":
      return { what: "offered", fill: { count: number("shares") } };
    case "take-shares":
      return { what: "taken", fill: { count: Array.isArray(after.shares) ? after.shares.length : 0 } };
    case "amend-conditions":
      return { what: "amended", fill: { version: number("version") } };
    case "answer-cut-off":
      return { what: "answered", fill: { answer: text("answer") } };
    case "record-ticket":
      return { what: "recorded", fill: { reference: text("reference") } };
    case "pay-in-prize":
      return { what: "paid-in", fill: { date: text("date"), minor: number("amountMinor") } };
    case "pay-syndicate-prize": {
      const minor = number("amountMinor");
      return { what: minor < 0 ? "corrected" : "paid", fill: { date: text("date"), minor: Math.abs(minor) } };
    }
    default: {
      const state = STATES.find((one) => action === `syndicate-${one}`);
      return state ? { what: state, fill: {} } : null;
    }
  }
}
