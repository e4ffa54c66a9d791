import type { NextConfig } from "next";

const config: NextConfig = {
  distDir: process.env.NEXT_DIST_DIR ?? ".next",
  poweredByHeader: false,
  typescript: { tsconfigPath: "tsconfig.next.json", ignoreBuildErrors: true },
  // Where node_modules are: the application is copied elsewhere under it before it is built.
  turbopack: { root: process.env.BENCH_ROOT },
};

export default config;
