import { expect, test } from "playwright/test";
import { ERIE, expectAccessible, expectNoSideways, MONROE, signIn, visitor } from "./steps";

const PUBLIC = [
  "/",
  "/raffles",
  "/raffles?view=detail&sort=price",
  "/raffles/the-plover-a-cedar-day-sailer-lpl-1",
  "/place",
  "/login",
  "/register",
  "/draws",
  "/verify",
  "/t",
  "/t/0000000000000000",
  "/help",
  "/about",
  "/nothing-stands-here",
];

for (const [width, dark] of [
  [1280, false],
  [390, true],
] as const) {
  test(`P8 public pages pass axe and fit, ${width} pixels wide, ${dark ? "dark" : "light"}`, async ({ browser }) => {
    test.setTimeout(150_000);
    const { page } = await visitor(browser, ERIE, { width, dark });
    for (const path of PUBLIC) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await expectAccessible(page);
      await expectNoSideways(page);
    }
    const closed = await visitor(browser, MONROE, { width, dark });
    await closed.page.goto("/raffles/the-plover-a-cedar-day-sailer-lpl-1");
    await expectAccessible(closed.page);
    await expectNoSideways(closed.page);
  });
}

for (const [email, paths] of [
  [
    "lifeboat@demo.example",
    [
      "/organisation",
      "/account",
      "/organisation/letters",
      "/organisation/letters/new",
      "/organisation/reports",
      "/organisation/winners",
    ],
  ],
  ["newyork@demo.example", ["/regulator"]],
  ["admin@demo.example", ["/admin"]],
] as const) {
  test(`P8 pages of ${email.split("@")[0]} pass axe at both widths`, async ({ browser }) => {
    test.setTimeout(120_000);
    const { page } = await visitor(browser, ERIE);
    await signIn(page, email, paths[0]);
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: 900 });
      for (const path of paths) {
        await page.goto(path);
        await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
        await expectAccessible(page);
        await expectNoSideways(page);
      }
    }
  });
}

test("P9 the whole of a page changes its language and stays so", async ({ browser }) => {
  const { page } = await visitor(browser, ERIE);
  await page.goto("/help");
  await page.getByRole("button", { name: "Español" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "es");
  await page.goto("/t");
  await expect(page.getByRole("heading", { level: 1, name: "Comprobar un boleto" })).toBeVisible();
  await expectAccessible(page);
});
