import type { SignState } from "@/components/ui/sign";
import { answersOfCode, codeOfAnswers } from "./answer-code";
import { answerOf, type CountyAnswers } from "./answers";
import { type StateGeometry, stateGeometry } from "./state-geometry";
import { usViewBox } from "./us-geometry";
import { usShapes } from "./us-shapes";

/**
 * Drawings as files of their own. Pages refer to their parts with `<use>` and give these their fills and strokes, so that
 * a page stays small, a drawing is fetched once, and both keep the colours of the page, by day and by night.
 */

const idsOf = (state: StateGeometry) => state.counties.map(({ id }) => id);

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

function svg(box: { x: number; y: number; width: number; height: number }, parts: string): string {
  const view = `${box.x} ${box.y} ${box.width} ${box.height}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${view}" fill-rule="evenodd">${parts}</svg>`;
}

/** Where a state's counties are drawn with these answers. The answers stand in the address: nothing has to be kept. */
export function stateFileAddress(stateId: string, answers: CountyAnswers): string | null {
  const state = stateGeometry(stateId);
  return state ? `/maps/${stateId}/${codeOfAnswers(idsOf(state), answers)}.svg` : null;
}

/** The file at `stateFileAddress`: parts `closed`, `undecided`, `open` and `coast`. Null for an address never given. */
export function stateFile(stateId: string, code: string): string | null {
  // Geometry is kept by id: only ids that can be a state's are looked up.
  const state = /^US-[A-Z]{2}$/.test(stateId) ? stateGeometry(stateId) : undefined;
  const answers = state && answersOfCode(idsOf(state), code);
  if (!state || !answers) return null;
  const answer = answerOf(answers);
  const part = (wanted: SignState) =>
    state.counties
      .filter(({ id }) => answer(id) === wanted)
      .map(({ name, path }) => `<path fill-rule="evenodd" d="${path}"><title>${escaped(name)}</title></path>`)
      .join("");
  const parts = (["closed", "undecided", "open"] as const).map((wanted) => `<g id="${wanted}">${part(wanted)}</g>`);
  const coast = `<path id="coast" fill-rule="evenodd" d="${state.outline}"/>`;
  return svg({ x: 0, y: 0, width: state.width, height: state.height }, parts.join("") + coast);
}

/** The whole country with these answers: parts `nation`, `line`, `open`, `inopen`, `undecided` and `states`. */
export function usFile(answers: CountyAnswers): string {
  const parts = Object.entries(usShapes(answers)).map(
    ([name, path]) => `<path id="${name}" fill-rule="evenodd" d="${path}"/>`,
  );
  return svg(usViewBox, parts.join(""));
}
