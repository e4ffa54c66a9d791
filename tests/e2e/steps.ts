import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import AxeBuilder from "@axe-core/playwright";
import { type Browser, type BrowserContext, expect, type Page } from "playwright/test";
import type { SaleWays } from "../../dev/demo-data/sale-ways";
import { totpCode } from "../../server/people/second-factor";
import { venueUnderTest } from "../support/venue-under-test";

/** The ways people go through the venue, as far as more than one story takes them. */
export const venue = venueUnderTest();
export const PASSWORD = "walk-over-the-bridge";
export const root = path.resolve(import.meta.dirname, "..", "..");

export const ERIE = "US-36029";
export const MONROE = "US-36055";
export const UTAH = "US-49035";

/** A browser of its own for somebody who stands in a county, as the geolocating proxy says. */
export async function visitor(browser: Browser, place: string, options: { width?: number; dark?: boolean } = {}) {
  const context = await browser.newContext({
    baseURL: venue.address,
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.dark ? "dark" : "light",
  });
  await stand(context, place);
  return { context, page: await context.newPage() };
}

export async function stand(context: BrowserContext, place: string): Promise<void> {
  await context.addCookies([{ name: "standing_place", value: place, url: venue.address }]);
}

const sessions = new Map<string, Awaited<ReturnType<BrowserContext["cookies"]>>>();

/**
 * Signs in; where the role asks for it, with the second factor of the demonstration's account. Once an account and
 * worker: the venue counts logins, and rightly.
 */
export async function signIn(page: Page, email: string, next = "/tickets"): Promise<void> {
  const kept = sessions.get(email);
  if (kept) {
    await page.context().addCookies(kept);
    await page.goto(next);
    return;
  }
  await typeLogin(page, email, next);
  const cookies = await page.context().cookies(venue.address);
  sessions.set(
    email,
    cookies.filter((cookie) => cookie.name !== "standing_place"),
  );
}

async function typeLogin(page: Page, email: string, next: string): Promise<void> {
  await page.goto(`/login?next=${encodeURIComponent(next)}`);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
  if (!page.url().includes("second-factor")) return;
  const secret = venue.accounts.find((account) => account.email === email)?.totpSecret ?? "";
  // A code serves once, and another story may have logged in as the same person with this one: then the next code does.
  await expect(async () => {
    if (!page.url().includes("second-factor")) return;
    await page.getByLabel("Code", { exact: true }).fill(totpCode(secret, Date.now()));
    await page.getByRole("main").getByRole("button", { name: "Go on" }).click();
    await page.waitForURL((url) => !url.pathname.includes("second-factor"), { timeout: 6_000 });
  }).toPass({ timeout: 90_000, intervals: [5_000, 10_000, 15_000] });
}

/** Sets tickets aside and waits for the page that pays for them. */
export async function hold(page: Page, slug: string, count: number): Promise<void> {
  await page.goto(`/checkout/${slug}?count=${count}`);
  await page.waitForURL(/order=/);
  await expect(page.getByRole("heading", { name: "Pay for your tickets" })).toBeVisible();
}

/** Agrees, signs and presses the button that leads to the gateway's hosted page. */
export async function signTheRules(page: Page, name: string): Promise<void> {
  await page.getByLabel(/I have read the rules/).check();
  await page.getByLabel("Sign with your name").fill(name);
  await page.getByRole("button", { name: /^Pay \$/ }).click();
}

/** Agrees, signs and goes to the hosted page of the venue's first gateway. */
export async function signAndGo(page: Page, name: string): Promise<void> {
  await signTheRules(page, name);
  await page.waitForURL(/\/c\/pay\//);
}

export interface Card {
  number?: string;
  postalCode?: string;
}

/** Types a card into the gateway's page and presses its button. */
export async function typeCard(page: Page, card: Card = {}): Promise<void> {
  await page.getByLabel("Card number").fill(card.number ?? "4242 4242 4242 4242");
  await page.getByLabel(/Expires/).fill("12 / 34");
  await page.getByLabel("Security code").fill("123");
  await page.getByLabel("Name on card").fill("Somebody");
  await page.getByLabel("Address").last().fill("118 Larkspur Street");
  await page.getByLabel("City").fill("Buffalo");
  await page.getByLabel("State").fill("NY");
  await page.getByLabel(/ZIP/).fill(card.postalCode ?? "14202");
  await page.getByRole("button", { name: /^Pay/ }).click();
}

/** The order's own page says this as its heading. */
export async function expectOrder(page: Page, heading: RegExp | string): Promise<void> {
  await page.waitForURL(/\/orders\//);
  await expect(page.getByRole("heading", { level: 1, name: heading })).toBeVisible({ timeout: 20_000 });
}

const run = promisify(execFile);

/** Where the venue under test keeps its environment. */
function environmentFile(): string {
  const file = process.env.E2E_ENVIRONMENT ?? path.join(root, ".drawbridge", "end-to-end", "environment.json");
  if (!existsSync(file)) throw new Error(`no environment at ${file}`);
  return file;
}

/** Opens a raffle of Erie's lifeboat society that closes soon, through the organisation's own use cases. */
export async function quickRaffle(wish: {
  title: string;
  seconds: number;
  drawSeconds?: number;
  cap?: number;
  sold?: number;
  draft?: boolean;
  ways?: SaleWays;
}): Promise<{ raffleId: string; slug: string; drawingId: string; closesAt: string }> {
  const script = path.join(root, "dev", "demo-data", "quick-raffle.ts");
  const open = () =>
    run(
      process.execPath,
      ["--import", "tsx", script, JSON.stringify({ ...wish, environmentFile: environmentFile() })],
      { cwd: root, env: { ...process.env, LOG_LEVEL: "error" } },
    );
  const { stdout } = wish.draft ? await open() : await whileActivationIsOurs(open);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "{}");
}

/** Who activates is one setting of the whole venue: stories that count on it take turns, whatever worker they run in. */
export async function whileActivationIsOurs<Result>(work: () => Promise<Result>): Promise<Result> {
  const turn = path.join(path.dirname(environmentFile()), "activation-turn");
  await expect
    .poll(
      () =>
        mkdir(turn).then(
          () => true,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
  try {
    return await work();
  } finally {
    await rmdir(turn);
  }
}

/** The newest mail to somebody whose subject has this in it; waits for the worker to send it. */
export async function mailTo(address: string, subject: string): Promise<{ subject: string; text: string }> {
  let found: { subject: string; text: string } | undefined;
  await expect
    .poll(
      async () => {
        const answer = await fetch(`${venue.mailbox}/messages.json?to=${encodeURIComponent(address)}`);
        const mails = (await answer.json()) as Array<{ subject: string; text: string }>;
        found = mails.find((mail) => mail.subject.includes(subject));
        return found !== undefined;
      },
      { timeout: 60_000 },
    )
    .toBe(true);
  return found!;
}

/** WCAG 2.2 AA by axe, on the page as it stands. What the development proxy adds is not the venue's. */
export async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .exclude("standing-place")
    .analyze();
  const told = violations.map(
    (one) =>
      `${one.id}: ${one.nodes
        .map((node) => node.target.join(" "))
        .slice(0, 4)
        .join(" | ")}`,
  );
  expect(told, page.url()).toEqual([]);
}

/** Nothing on the page is wider than the window. */
export async function expectNoSideways(page: Page): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over, page.url()).toBeLessThanOrEqual(0);
}

/** Has the lottery publish a draw, and the venue hear of it and pay at once. */
export async function publishDraw(result: {
  game: string;
  date: string;
  main: number[];
  bonus: number[];
}): Promise<void> {
  const script = path.join(root, "dev", "demo-data", "follow-lottery.ts");
  await run(
    process.execPath,
    ["--import", "tsx", script, JSON.stringify({ ...result, environmentFile: environmentFile() })],
    { cwd: root, env: { ...process.env, LOG_LEVEL: "error" } },
  );
}
