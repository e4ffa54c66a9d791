import { availableParallelism } from "node:os";
import path from "node:path";
import { defineConfig } from "vitest/config";

// Playwright runs tests/e2e. Everything else is here; a database is started only when a file asks for one.
export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  oxc: { jsx: { runtime: "automatic" } },
  test: {
    include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"],
    exclude: ["tests/e2e/**", "node_modules/**"],
    globalSetup: ["tests/support/global-setup.ts"],
    env: { LOG_LEVEL: process.env.LOG_LEVEL ?? "error", TZ: "UTC" },
    pool: "forks",
    // Half of the time a test waits for the database, so two files at once fit on two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // As in playwright.config.ts: what is broken fails twice.
    retry: process.env.CI ? 1 : 0,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
