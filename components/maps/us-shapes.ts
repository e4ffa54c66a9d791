import { answerOf, type CountyAnswers } from "./answers";
import { borderPath, stateBorderPath, unionPath, usGeometry } from "./us-geometry";

/** The paths of a drawing of all counties, merged by answer, so that they stay small whatever the answers are. */
export function usShapes(answers: CountyAnswers): {
  nation: string;
  line: string;
  open: string;
  inopen: string;
  undecided: string;
  states: string;
} {
  const { counties, states } = usGeometry();
  const stateOf = answerOf(answers);
  const answer = new Map(counties.map(({ id, area }) => [area as object, stateOf(id)]));
  const areasWith = (wanted: string) => counties.filter(({ id }) => stateOf(id) === wanted).map(({ area }) => area);
  const bothOpen = (a: object, b: object) => answer.get(a) === "open" && answer.get(b) === "open";
  return {
    nation: unionPath(states.map(({ area }) => area)),
    line: borderPath((a, b) => a !== b && !bothOpen(a, b)),
    open: unionPath(areasWith("open")),
    inopen: borderPath((a, b) => a !== b && bothOpen(a, b)),
    undecided: unionPath(areasWith("undecided")),
    states: stateBorderPath(),
  };
}
