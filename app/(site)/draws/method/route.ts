import { readFile } from "node:fs/promises";
import path from "node:path";

export const dynamic = "force-dynamic";

/** The written method, as it stands in docs/draw-algorithm.md: plain text, for those who write a program from it. */
export async function GET(): Promise<Response> {
  const text = await readFile(path.join(process.cwd(), "docs", "draw-algorithm.md"), "utf8");
  return new Response(text, {
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "public, max-age=3600" },
  });
}
