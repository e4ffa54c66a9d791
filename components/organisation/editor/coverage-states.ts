/** One state of a coverage map, its drawing a file that the page refers to. */
export interface DrawnCoverage {
  stateId: string;
  name: string;
  file: string;
  width: number;
  height: number;
  open: string[];
  undecided: string[];
  total: number;
}
