import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants } from "node:zlib";
import { isPackable, PACKED_ASSETS } from "@/server/edge/ready-assets";

const brotli = promisify(brotliCompress);

/** Packs a build's scripts and styles as small as Brotli makes them, so that no request waits for it. */
export async function packAssets(buildDir: string): Promise<void> {
  const from = path.join(buildDir, "static");
  const to = path.join(buildDir, PACKED_ASSETS);
  rmSync(to, { recursive: true, force: true });
  const names = readdirSync(from, { recursive: true, encoding: "utf8" }).filter(isPackable);
  await Promise.all(
    names.map(async (name) => {
      const bytes = readFileSync(path.join(from, name));
      const packed = await brotli(bytes, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      });
      mkdirSync(path.dirname(path.join(to, name)), { recursive: true });
      writeFileSync(path.join(to, name), packed);
    }),
  );
}
