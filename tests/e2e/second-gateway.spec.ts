import { expect, test } from "playwright/test";
import { ERIE, expectOrder, hold, signIn, signTheRules, typeCard, visitor } from "./steps";

const BICYCLES = "two-bicycles-built-by-the-workshop-smy-1";

test("M2 T2 a charity at the second gateway sells through that one's own page, to numbered tickets", async ({
  browser,
}) => {
  const { page } = await visitor(browser, ERIE);
  await signIn(page, "ada@demo.example");
  await hold(page, BICYCLES, 2);
  const order = page.url().split("order=")[1];
  await signTheRules(page, "Ada Fennimore");
  await page.waitForURL(/\/page\/hpp_/);
  await expect(page.getByText("A stand-in for Checkout.com")).toBeVisible();
  await typeCard(page, { number: "4000 0000 0000 0002" });
  await expect(page.getByRole("alert")).toContainText(/declined/i);
  await typeCard(page);
  await expectOrder(page, "2 tickets are yours");
  expect(page.url()).toContain(order);
  await expect(page.getByRole("list", { name: "Tickets" }).getByRole("link").first()).toHaveText(/^SMY-1-\d{4}-\d{4}$/);
});
