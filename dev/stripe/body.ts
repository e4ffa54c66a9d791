import type { IncomingMessage } from "node:http";
import { invalid } from "./api-error";

const BODY_LIMIT = 1_000_000;

/** The whole body as text; refuses more than a million bytes. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > BODY_LIMIT) throw invalid("Request body is too large.", {}, 413);
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
