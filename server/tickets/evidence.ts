import type { EntryDecision } from "./ports";

/** The shape in which a decision is stored beside an order (J14). */
export function evidenceOf(decision: EntryDecision): { input: unknown; decision: string; reasons: unknown } {
  return { input: decision.input, decision: decision.decision, reasons: decision.reasons };
}
