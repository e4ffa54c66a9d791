import { expect, type Page, test } from "playwright/test";
import { specimen } from "../../dev/demo-data/specimen";
import { ERIE, expectAccessible, expectNoSideways, mailTo, signIn, typeCard, visitor } from "./steps";

const CORA = { givenName: "Cora", familyName: "Lindqvist", birthDate: "1990-06-21", street: "40 Poplar Avenue" };

async function deposit(page: Page, dollars: string): Promise<void> {
  await page.goto("/wallet");
  await page.getByLabel("Amount, in dollars").fill(dollars);
  await page.getByRole("button", { name: "Go to payment" }).click();
}

async function fits(page: Page): Promise<void> {
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 900 });
  await expectNoSideways(page);
  await page.setViewportSize({ width: 1280, height: 900 });
}

test("M5 M6 money comes in by card, stops at the member's own limit, and goes back to the card once somebody has looked at a document", async ({
  browser,
}) => {
  test.setTimeout(240_000);
  const [member, admin] = await Promise.all([1, 2].map(() => visitor(browser, ERIE)));
  const own = member!.page;
  await signIn(own, "cora@demo.example", "/wallet");
  await fits(own);
  await deposit(own, "20");
  await own.waitForURL(/\/c\/pay\//);
  await typeCard(own, { postalCode: "84101" });
  await own.waitForURL(/\/wallet\?deposit=/);
  await expect(own.getByText("$20 is in your wallet")).toBeVisible({ timeout: 30_000 });
  await fits(own);

  await own.goto("/account/limits");
  await own.locator("#deposit-day").fill("25");
  await own.getByRole("button", { name: "Save limits" }).click();
  await expect(own.getByText("Your limits are saved")).toBeVisible({ timeout: 30_000 });
  await deposit(own, "20");
  await expect(own.getByText(/over what you allow yourself to deposit in a day/).first()).toBeVisible({
    timeout: 30_000,
  });
  await expect(own.getByLabel("Amount, in dollars")).toHaveValue("20");

  await own.goto("/wallet/withdraw");
  await fits(own);
  await own.getByRole("link", { name: "Send a document" }).click();
  await own.waitForURL(/\/account\/identity/);
  const file = (name: string, bytes: Uint8Array) => ({ name, mimeType: "image/jpeg", buffer: Buffer.from(bytes) });
  await own.getByLabel("Which document").selectOption("passport");
  await own.getByLabel(/^Front/).setInputFiles(file("notes.jpg", new TextEncoder().encode("no picture at all")));
  await own.getByRole("button", { name: "Send it" }).click();
  await expect(own.getByText(/is no JPEG, PNG, WebP or PDF/).first()).toBeVisible({ timeout: 30_000 });
  await expect(own.getByLabel("Which document")).toHaveValue("passport");
  await fits(own);
  const card = await specimen({ ...CORA, city: "Salt Lake City" });
  await own.getByLabel(/^Front/).setInputFiles(file("passport.jpg", card));
  await own.getByRole("button", { name: "Send it" }).click();
  await expect(own.getByText("Your documents have arrived")).toBeVisible({ timeout: 30_000 });
  await fits(own);

  const desk = admin!.page;
  await signIn(desk, "admin@demo.example", "/admin/identity");
  await fits(desk);
  await desk.getByRole("link", { name: "Cora Lindqvist" }).click();
  await expect(desk.getByRole("heading", { level: 1, name: "Cora Lindqvist" })).toBeVisible();
  const picture = desk.locator("img.review__picture");
  await expect
    .poll(() => picture.evaluate((one) => (one as HTMLImageElement).naturalWidth), { timeout: 30_000 })
    .toBeGreaterThan(300);
  await fits(desk);
  // Nobody else sees it.
  const address = (await picture.getAttribute("src")) ?? "";
  expect((await member!.context.request.get(address)).status()).toBe(404);
  await desk.getByRole("button", { name: "Approve" }).click();
  await desk.waitForURL(/done=1/);
  expect((await mailTo("cora@demo.example", "identity is confirmed")).text).toContain("/wallet");

  await own.goto("/wallet/withdraw");
  await own.getByLabel("Amount, in dollars").fill("21");
  await own.getByRole("button", { name: "Withdraw" }).click();
  await expect(own.getByText(/more than the \$20 you can withdraw/).first()).toBeVisible({ timeout: 30_000 });
  await own.getByLabel("Amount, in dollars").fill("15");
  await own.getByRole("button", { name: "Withdraw" }).click();
  await own.waitForURL(/\/wallet\/withdrawals\//);
  await expect(own.getByRole("heading", { level: 1, name: "$15" })).toBeVisible();
  await expect(own.getByText("The card you deposited with")).toBeVisible();
  await expect(own.getByText("paid out", { exact: true })).toBeVisible({ timeout: 30_000 });
  await fits(own);
  expect((await mailTo("cora@demo.example", "Paid out: $15")).text).toContain("/wallet/withdrawals/");
  const csv = await member!.context.request.get("/wallet/statement");
  expect(await csv.text()).toMatch(/deposit,.*,20\.00,20\.00,USD\r\n.*withdrawal,.*,-15\.00,5\.00,USD/);

  await desk.goto("/admin/payouts?who=cora%40demo.example");
  await expect(desk.getByText("In the wallet", { exact: true })).toBeVisible();
  await fits(desk);
});
