import { stateFileAddress } from "@/components/maps/drawing-file";
import { stateGeometry } from "@/components/maps/state-geometry";
import type { CoverageView } from "@/server/games/raffles/show-coverage";
import type { DrawnCoverage } from "./coverage-states";

/** Coverage as the editor draws it: a file for each state, and how many of its counties are open. Server only: it knows every shape. */
export function drawnCoverage(coverage: CoverageView): DrawnCoverage[] {
  return coverage.states.flatMap((answers) => {
    const state = stateGeometry(answers.stateId);
    const file = stateFileAddress(answers.stateId, answers);
    if (!state || !file) return [];
    return {
      stateId: answers.stateId,
      name: state.name,
      file,
      width: state.width,
      height: state.height,
      open: answers.open,
      undecided: answers.undecided,
      total: state.counties.length,
    };
  });
}
