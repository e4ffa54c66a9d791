import { existsSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright";

const INSTALLED = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

export interface BrowserLaunch {
  executablePath: string;
  args: string[];
  headless: true;
}

/**
 * A Chromium to test with: one that is installed (CHROMIUM_PATH, on PATH, or Playwright's own), else the one that the
 * package @sparticuz/chromium carries, which brings its own libraries and so runs on a bare machine.
 */
export async function browserLaunch(): Promise<BrowserLaunch> {
  const args = ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"];
  const candidates = [
    process.env.CHROMIUM_PATH ?? "",
    ...(process.env.PATH ?? "").split(":").flatMap((dir) => INSTALLED.map((name) => path.join(dir, name))),
    chromium.executablePath(),
  ];
  const installed = candidates.find((file) => file && existsSync(file));
  if (installed) return { executablePath: installed, args, headless: true };
  // Read when the package is loaded: it then unpacks the libraries that a bare Debian lacks.
  process.env.AWS_LAMBDA_JS_RUNTIME ??= "nodejs22.x";
  const { default: packed } = await import("@sparticuz/chromium");
  // Packed for machines that run one page and end: a single process dies with its first closed page, and switches
  // against the web's own rules would hide what they forbid.
  const unfit = new Set([
    "--single-process",
    "--no-zygote",
    "--disable-web-security",
    "--disable-site-isolation-trials",
    "--allow-running-insecure-content",
  ]);
  const fit = packed.args.filter((arg) => !unfit.has(arg));
  return { executablePath: await packed.executablePath(), args: [...fit, ...args], headless: true };
}
