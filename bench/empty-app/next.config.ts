import path from "node:path";
import type { NextConfig } from "next";

const here = import.meta.dirname ?? process.cwd();

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  typescript: { tsconfigPath: "tsconfig.next.json", ignoreBuildErrors: true },
  turbopack: { root: path.resolve(here, "..", "..") },
};

export default config;
