import { once } from "node:events";
import { StringDecoder } from "node:string_decoder";
import type { Io } from "./io";

const FLUSH_CHARACTERS = 64 * 1024;

/**
 * One answer a line of input, in order; empty lines are passed over. A line longer than `maximumCharacters` is answered
 * with the error `too-large` and skipped, without being kept. Waits for whoever reads the answers.
 */
export async function answerLines(io: Io, maximumCharacters: number, answer: (line: string) => string): Promise<void> {
  const decoder = new StringDecoder("utf8");
  // The beginning of a line whose end has not come yet, in pieces: joining them at each arrival would copy a long line
  // as often as it has pieces.
  let pieces: string[] = [];
  let length = 0;
  let skipping = false;
  let out = "";
  const tooLong = JSON.stringify({
    error: { code: "too-large", text: `The line is longer than ${maximumCharacters} characters.` },
  });

  const flush = async (): Promise<void> => {
    if (out === "") return;
    const ready = io.output.write(out);
    out = "";
    if (!ready) await once(io.output, "drain");
  };
  const add = (piece: string): void => {
    length += piece.length;
    if (length > maximumCharacters) {
      skipping = true;
      pieces = [];
    } else if (!skipping) pieces.push(piece);
  };
  const end = async (): Promise<void> => {
    const line = pieces.join("");
    if (skipping) out += `${tooLong}\n`;
    else if (line.trim() !== "") out += `${answer(line)}\n`;
    pieces = [];
    length = 0;
    skipping = false;
    if (out.length > FLUSH_CHARACTERS) await flush();
  };
  const take = async (text: string): Promise<void> => {
    let from = 0;
    for (let to = text.indexOf("\n"); to !== -1; to = text.indexOf("\n", from)) {
      add(text.slice(from, to));
      from = to + 1;
      await end();
    }
    if (from < text.length) add(text.slice(from));
    await flush();
  };

  for await (const chunk of io.input) await take(typeof chunk === "string" ? chunk : decoder.write(chunk as Buffer));
  await take(decoder.end());
  await end();
  await flush();
}
