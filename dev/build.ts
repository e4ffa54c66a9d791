import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packAssets } from "./pack-assets";
import { root } from "./prepare.mjs";
import { startChild, tail } from "./processes";

/** Everything that a build is made from. */
const SOURCES = [
  ...["app", "components", "i18n", "messages", "public", "server", "middleware.ts", "next.config.ts"],
  ...["package-lock.json", "tsconfig.json", "prisma/schema.prisma"],
];

function files(target: string): string[] {
  if (!existsSync(target)) return [];
  try {
    return readdirSync(target, { withFileTypes: true })
      .sort((one, two) => (one.name < two.name ? -1 : 1))
      .flatMap((entry) => {
        const inside = path.join(target, entry.name);
        return entry.isDirectory() ? files(inside) : [inside];
      });
  } catch {
    return [target];
  }
}

function sourceHash(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of SOURCES.flatMap((source) => files(path.join(root, source)))) {
    hash.update(path.relative(root, file)).update("\0").update(readFileSync(file));
  }
  return hash.digest("hex");
}

/**
 * Builds the application into `distDir` unless it was built from exactly these sources. Returns whether it was. The
 * log stays in `dir/logs/build.log`; a failure is thrown with its end.
 */
export async function ensureBuilt(options: {
  distDir: string;
  dir: string;
  env: Record<string, string | undefined>;
}): Promise<boolean> {
  const wanted = sourceHash();
  const file = path.join(root, options.distDir, "sources.sha256");
  const whole = path.join(root, options.distDir, "BUILD_ID");
  if (existsSync(whole) && existsSync(file) && readFileSync(file, "utf8") === wanted) return false;
  const build = startChild({
    dir: options.dir,
    name: "build",
    command: process.execPath,
    args: [path.join(root, "node_modules", "next", "dist", "bin", "next"), "build"],
    env: {
      ...process.env,
      ...options.env,
      NODE_ENV: "production",
      NEXT_DIST_DIR: options.distDir,
      NEXT_TELEMETRY_DISABLED: "1",
      NO_COLOR: "1",
    },
  });
  const code = await build.ended;
  await build.stop();
  if (code !== 0) throw new Error(`The build failed:\n${tail(build.logFile, 60)}`);
  await packAssets(path.join(root, options.distDir));
  writeFileSync(file, wanted);
  return true;
}
