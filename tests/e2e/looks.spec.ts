import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "playwright/test";

const pages = ["/design", "/about", "/help", "/nothing-stands-here"];
const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

for (const address of pages) {
  for (const colorScheme of ["light", "dark"] as const) {
    test(`P8 ${address} has no fault that axe can find, in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme });
      await page.goto(address);
      await expect(page.locator("h1")).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).withTags(levels).analyze();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`),
      ).toEqual([]);
    });
  }

  test(`P8 ${address} does not scroll sideways at 360 pixels`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(address);
    await expect(page.locator("h1")).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  });
}

test("P25 the design page breaks no rule of its own content policy", async ({ page }) => {
  const faults: string[] = [];
  page.on("console", (message) => {
    if (message.text().includes("Content Security Policy")) faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  await page.goto("/design");
  await page.locator("footer").scrollIntoViewIfNeeded();
  expect(faults).toEqual([]);
});

test("P8 the appearance chosen in the footer holds on the next page", async ({ page }) => {
  await page.goto("/help");
  await page.locator("footer button[value=dark]").click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.goto("/about");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await page.locator("footer button[value=system]").click();
  await page.goto("/help");
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
});

test("P9 the language chosen in the footer holds, and one stays on the page", async ({ page }) => {
  await page.goto("/help");
  await page.locator("footer button[value=es]").click();
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await expect(page.locator("h1")).toHaveText("Ayuda");
  await expect(page).toHaveURL(/\/help$/);
});

test("P8 a map zooms and moves by keyboard, and shows all again", async ({ page }) => {
  await page.goto("/design");
  const map = page.locator("#map .map").first();
  const view = () => map.locator("svg").getAttribute("viewBox");
  const whole = await view();
  await map.focus();
  await expect
    .poll(async () => {
      await page.keyboard.press("+");
      return view();
    })
    .not.toBe(whole);
  const zoomed = await view();
  await page.keyboard.press("ArrowLeft");
  expect(await view()).not.toBe(zoomed);
  await page.keyboard.press("0");
  expect(await view()).toBe(whole);
});

test("P8 the menu on the phone opens and closes by keyboard", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/help");
  const menu = page.locator("button.menu");
  await expect(page.locator("#main-nav")).toBeHidden();
  await expect(async () => {
    await menu.press("Enter");
    await expect(page.locator("#main-nav")).toBeVisible({ timeout: 500 });
  }).toPass();
  await menu.press("Escape");
  await expect(page.locator("#main-nav")).toBeHidden();
});

test("P8 motion stands still where the reader wishes so", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/help");
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});
