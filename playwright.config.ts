import { defineConfig } from "playwright/test";
import { browserLaunch } from "./tests/support/browser";

// Run through `npx tsx dev/end-to-end.ts`, which opens a venue of its own and names its address here.
export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: Number(process.env.E2E_WORKERS ?? 2),
  retries: 0,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: process.env.E2E_REPORT ? [["list"], ["json", { outputFile: process.env.E2E_REPORT }]] : [["list"]],
  use: {
    baseURL: process.env.E2E_ADDRESS,
    launchOptions: await browserLaunch(),
    locale: "en-US",
    timezoneId: "America/New_York",
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
