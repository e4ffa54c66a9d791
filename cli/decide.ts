import { once } from "node:events";
import { StringDecoder } from "node:string_decoder";
import { loadCompiledTree } from "../server/areas/compiled-file";
import { decideLine } from "../server/jurisdiction/decide-input";
import type { Io } from "./io";

/** A line longer than this is answered with an error and skipped. */
const MAXIMUM_LINE = 1024 * 1024;
const FLUSH_CHARACTERS = 64 * 1024;

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
  const decoder = new StringDecoder("utf8");
  let rest = "";
  let skipping = false;
  let out = "";

  const flush = async (): Promise<void> => {
    if (out === "") return;
    const ready = io.output.write(out);
    out = "";
    if (!ready) await once(io.output, "drain");
  };
  const tooLong = { error: { code: "too-large", text: `The line is longer than ${MAXIMUM_LINE} characters.` } };
  const answer = async (line: string): Promise<void> => {
    if (line.length > MAXIMUM_LINE) out += `${JSON.stringify(tooLong)}\n`;
    else if (line.trim() !== "") out += `${JSON.stringify(decideLine(line, tree, today))}\n`;
    if (out.length > FLUSH_CHARACTERS) await flush();
  };
  const take = async (text: string): Promise<void> => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      if (skipping) skipping = false;
      else await answer(line);
    }
    if (rest.length > MAXIMUM_LINE) {
      if (!skipping) out += `${JSON.stringify(tooLong)}\n`;
      skipping = true;
      rest = "";
    }
    await flush();
  };

  for await (const chunk of io.input) await take(typeof chunk === "string" ? chunk : decoder.write(chunk as Buffer));
  rest += decoder.end();
  if (!skipping) await answer(rest);
  await flush();
  return 0;
}
