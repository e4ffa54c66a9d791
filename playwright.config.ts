import { defineConfig } from "playwright/test";
import { browserLaunch } from "./tests/support/browser";

// Run through `npx tsx dev/end-to-end.ts`, which opens a venue of its own and names its address here.
export default defineConfig({
  testDir: "tests/e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: Number(process.env.E2E_WORKERS ?? 2),
  // On a machine shared with strangers a second try tells a slow moment from a fault; `npm test` names what needed one.
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
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
