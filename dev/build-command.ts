import path from "node:path";
import { ensureBuilt } from "./build";
import { root } from "./prepare.mjs";
import { endAll, onEnd } from "./processes";

// `npm run build`: what a server for production is started from. It reads no configuration; `npm run start` does.
onEnd(async () => {});
try {
  const distDir = process.env.NEXT_DIST_DIR ?? ".next";
  const built = await ensureBuilt({ distDir, dir: path.join(root, ".drawbridge", "build"), env: {} });
  process.stderr.write(built ? `Built into ${distDir}.\n` : `${distDir} is already built from these sources.\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
await endAll();
