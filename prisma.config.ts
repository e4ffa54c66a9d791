import { defineConfig } from "prisma/config";

// The stock Prisma CLI reads the address from here; this project's own runner (dev/migrate.ts) needs no engine.
export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
