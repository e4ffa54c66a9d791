import { expect, type Page, test } from "playwright/test";
import { ERIE, expectAccessible, mailTo, visitor } from "./steps";

async function fill(page: Page, email: string, birthDate: string): Promise<void> {
  await page.goto("/register");
  await page.getByLabel("First name").fill("Greta");
  await page.getByLabel("Last name").fill("Holloway");
  await page.getByLabel("Date of birth").fill(birthDate);
  await page.getByLabel("Street and number").fill("7 Dock Street");
  await page.getByLabel("Town or city").fill("Buffalo");
  await page.getByLabel("ZIP code", { exact: true }).fill("14202");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill("quiet harbor lights");
  await page.getByLabel("Your full name as your signature").fill("Greta Holloway");
  await page
    .getByRole("main")
    .getByRole("button", { name: /Register|Make/ })
    .click();
}

/** Where the ZIP code leaves a choice, the page asks; the answers are given and the form is sent again. */
async function answerPlace(page: Page): Promise<void> {
  for (let turn = 0; turn < 2 && page.url().includes("/register"); turn++) {
    const county = page.getByRole("radio", { name: /Erie/ });
    if (await county.count()) await county.first().check();
    const village = page.getByRole("checkbox", { name: /Buffalo/ });
    if (await village.count()) await village.first().check();
    else return;
    await page.getByLabel("Password", { exact: true }).fill("quiet harbor lights");
    await page
      .getByRole("main")
      .getByRole("button", { name: /Register|Make/ })
      .click();
    await page.waitForURL((url) => !url.pathname.startsWith("/register"), { timeout: 8000 }).catch(() => {});
  }
}

test("U2 somebody registers, is placed by the ZIP code, and gets a letter to confirm the address", async ({
  browser,
}) => {
  const { page } = await visitor(browser, ERIE);
  const email = `greta-${Date.now()}@demo.example`;
  await fill(page, email, "1985-04-12");
  await page.waitForURL((url) => !url.pathname.startsWith("/register"), { timeout: 8000 }).catch(() => {});
  await answerPlace(page);
  await page.waitForURL((url) => !url.pathname.startsWith("/register"));
  await page.goto("/account");
  await expect(page.getByRole("main")).toContainText("Greta");
  expect((await mailTo(email, "Confirm")).text).toContain("http");
});

test("J7 registration is refused under the minimum age, with the reason, and what was typed is kept", async ({
  browser,
}) => {
  const { page } = await visitor(browser, ERIE);
  const young = new Date(Date.now() - 17 * 365.25 * 86_400_000).toISOString().slice(0, 10);
  await fill(page, `young-${Date.now()}@demo.example`, young);
  await expect(page.getByText(/at least 18 years old/).first()).toBeVisible();
  await expect(page.getByLabel("First name")).toHaveValue("Greta");
  await expectAccessible(page);
});

test("U3 somebody on the way to a page comes there by the link of a letter too", async ({ browser }) => {
  const { page } = await visitor(browser, ERIE);
  const email = "ada@demo.example";
  await page.goto("/tickets");
  await page.waitForURL(/\/login\?next=%2Ftickets/);
  await page.getByRole("link", { name: "Sign in by a link in an email instead" }).click();
  await page.waitForURL((url) => url.pathname === "/login/link");
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("main").getByRole("button", { name: /Send/ }).click();
  const link = /http\S+/.exec((await mailTo(email, "Your login link")).text)![0];
  await page.goto(link);
  await page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL((url) => url.pathname === "/tickets");
});
