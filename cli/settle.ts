import { settleJson, settleText } from "../server/lotteries/settle-input";
import { answerLines } from "./answer-lines";
import type { Io } from "./io";

/** Room for two million lines of a draw in one line of input; what is longer is answered with an error and skipped. */
const MAXIMUM_LINE = 256 * 1024 * 1024;

/**
 * `settle --json`: one draw with its lines in, one answer out, in order. Needs no database. A line of input that is not
 * valid is answered with `{"error":{"code","text"}}` and the rest go on; the exit code is 0 when everything was read.
 * `--explain` adds to each line what matched.
 */
export async function settle(argv: string[], io: Io): Promise<number> {
  const unknown = argv.find((word) => word !== "--json" && word !== "--explain");
  if (unknown !== undefined) {
    io.error.write(`settle does not know “${unknown}”. It reads draws from standard input: settle --json < FILE\n`);
    return 2;
  }
  const explain = argv.includes("--explain");
  await answerLines(io, MAXIMUM_LINE, (line) => settleJson(settleText(line, explain)));
  return 0;
}
