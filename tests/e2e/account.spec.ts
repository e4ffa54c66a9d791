import { readFile } from "node:fs/promises";
import { expect, test } from "playwright/test";
import { ERIE, expectAccessible, expectNoSideways, signIn, visitor } from "./steps";

const ADA = "ada@demo.example";

test("U8 U11 a member sees what they paid, takes it with them, and switches letters off", async ({ browser }) => {
  test.setTimeout(90_000);
  const { page } = await visitor(browser, ERIE);
  await signIn(page, ADA, "/account");
  await expect(page.getByRole("heading", { name: "In play" })).toBeVisible();
  await page.getByRole("link", { name: /^History/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Your history" })).toBeVisible();

  // A period that is none is said, and the days that were typed stand in their fields.
  await page.getByLabel("From", { exact: true }).fill("2026-05-02");
  await page.getByLabel("To", { exact: true }).fill("2026-05-01");
  await page.getByRole("button", { name: "Show" }).click();
  await expect(page.getByText("This period cannot be shown")).toBeVisible();
  await expect(page.getByLabel("From", { exact: true })).toHaveValue("2026-05-02");

  await page.goto("/account/notifications");
  const draws = page.getByLabel(/^Lists and results of draws/);
  const news = page.getByLabel(/^News of new raffles/);
  const letters = page.getByLabel(/^Letters of organisations/);
  await draws.uncheck();
  await letters.uncheck();
  await news.check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.locator("#news-error")).toBeVisible();
  await expect(draws).not.toBeChecked();
  await letters.check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  await page.reload();
  await expect(draws).not.toBeChecked();
  await expect(news).toBeChecked();
  await draws.check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();

  await page.goto("/account/data");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download the file" }).click();
  const { records } = JSON.parse(await readFile(await (await download).path(), "utf8"));
  expect(records.member).toMatchObject([{ email: ADA }]);
  expect(JSON.stringify(records)).not.toContain("password_hash");
});

test("L1 L4 anybody reads a lottery's rules and checks a line against a result", async ({ browser }) => {
  test.setTimeout(60_000);
  const { page } = await visitor(browser, ERIE);
  await page.goto("/lotteries");
  await page.getByRole("link", { name: /Powerball \(US\)/ }).click();
  await expect(page.getByRole("cell", { name: "1 in 292,201,338" })).toHaveCount(2);
  await page.getByLabel("Your lines").fill("1 2 3 4 5 + 6\n1 2 3 4 4 + 6\n1 2 3 4 70 + 6");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText("4 stands twice.")).toBeVisible();
  await expect(page.getByText(/70 is not among its main numbers/)).toBeVisible();
  await expect(page.getByLabel("Your lines")).toHaveValue(/1 2 3 4 70/);
  await page.getByLabel("Date of the draw").fill("2026-11-17");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByText(/No draw of this game is held on that date/)).toBeVisible();
});

const PAGES = [
  "/tickets",
  "/account",
  "/account/history",
  "/account/notifications",
  "/account/data",
  "/account/letters",
  "/account/name",
  "/lotteries",
  "/lotteries/us-powerball?lines=1+2+3+4+5+%2B+6",
];

for (const [width, dark] of [
  [1280, false],
  [390, true],
] as const) {
  test(`P8 pages of the account and of lotteries pass axe and fit, ${width} pixels wide`, async ({ browser }) => {
    test.setTimeout(240_000);
    const { page } = await visitor(browser, ERIE, { width, dark });
    await signIn(page, ADA, "/tickets");
    for (const path of PAGES) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await expectAccessible(page);
      await expectNoSideways(page);
    }
  });
}
