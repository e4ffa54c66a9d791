import type { SignState } from "@/components/ui/sign";
import { answerOf, type CountyAnswers } from "./answers";

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const STATES: readonly SignState[] = ["closed", "open", "undecided"];
const COUNTIES_A_SIGN = 3;

/** The answers for these counties, in their order, as a word that may stand in an address: a sign for three counties. */
export function codeOfAnswers(countyIds: readonly string[], answers: CountyAnswers): string {
  const answer = answerOf(answers);
  let code = "";
  for (let at = 0; at < countyIds.length; at += COUNTIES_A_SIGN) {
    let bits = 0;
    countyIds.slice(at, at + COUNTIES_A_SIGN).forEach((id, place) => {
      bits |= STATES.indexOf(answer(id)) << (2 * place);
    });
    code += SIGNS[bits];
  }
  return code;
}

/** What `codeOfAnswers` wrote; null for anything that it would not have written. */
export function answersOfCode(countyIds: readonly string[], code: string): CountyAnswers | null {
  const answers = { open: [] as string[], undecided: [] as string[] };
  for (const [at, id] of countyIds.entries()) {
    const bits = SIGNS.indexOf(code[Math.floor(at / COUNTIES_A_SIGN)] ?? " ");
    const state = STATES[(bits >> (2 * (at % COUNTIES_A_SIGN))) & 3];
    if (bits < 0 || !state) return null;
    if (state !== "closed") answers[state].push(id);
  }
  return codeOfAnswers(countyIds, answers) === code ? answers : null;
}
