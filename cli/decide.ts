import { loadCompiledTree } from "../server/areas/compiled-file";
import { decideLine } from "../server/jurisdiction/decide-input";
import { answerLines } from "./answer-lines";
import type { Io } from "./io";

/** A line longer than this is answered with an error and skipped. */
const MAXIMUM_LINE = 1024 * 1024;

/**
 * `decide --json`: one question a line in, one answer a line out, in order; empty lines are passed over. Needs no
 * database: the tree is the compiled file that `areas import` leaves. A line that is not valid is answered with
 * `{"error":{"code","text"}}` and the rest go on; the exit code is 0 when everything was read.
 */
export async function decide(argv: string[], io: Io): Promise<number> {
  const unknown = argv.find((word) => word !== "--json");
  if (unknown !== undefined) {
    io.error.write(`decide does not know “${unknown}”. It reads questions from standard input: decide --json < FILE\n`);
    return 2;
  }
  const tree = loadCompiledTree();
  const today = new Date().toISOString().slice(0, 10);
  await answerLines(io, MAXIMUM_LINE, (line) => JSON.stringify(decideLine(line, tree, today)));
  return 0;
}
