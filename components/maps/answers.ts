import type { SignState } from "@/components/ui/sign";

/** What holds in each county, by area id; counties in neither list are closed. */
export interface CountyAnswers {
  open: readonly string[];
  undecided: readonly string[];
}

/** Looks up answers quickly. */
export function answerOf(answers: CountyAnswers): (countyId: string) => SignState {
  const open = new Set(answers.open);
  const undecided = new Set(answers.undecided);
  return (countyId) => (open.has(countyId) ? "open" : undecided.has(countyId) ? "undecided" : "closed");
}

/** The style sheet's class for an answer. */
export const fillOf: Record<SignState, string> = { open: "m-open", closed: "m-closed", undecided: "m-und" };
