import { expect, type Page, test } from "playwright/test";
import {
  ERIE,
  expectAccessible,
  expectNoSideways,
  expectOrder,
  hold,
  mailTo,
  quickRaffle,
  signAndGo,
  signIn,
  typeCard,
  venue,
  visitor,
} from "./steps";

const PLOVER = "the-plover-a-cedar-day-sailer-lpl-1";
const ADA = "ada@demo.example";

test("T2 three tickets: from the raffle's page to the hosted page to numbered tickets and a receipt by mail", async ({
  browser,
}) => {
  const { page } = await visitor(browser, ERIE);
  await signIn(page, ADA, `/raffles/${PLOVER}`);
  await page.goto(`/raffles/${PLOVER}`);
  await page.getByLabel("Tickets", { exact: true }).first().fill("3");
  await page
    .getByRole("button", { name: /Hold 3 tickets/ })
    .first()
    .click();
  await page.waitForURL(/order=/);
  await expect(page.getByText("3 tickets are held for you")).toBeVisible();
  await expect(page.getByText("118 Larkspur Street")).toBeVisible();
  await expectAccessible(page);

  // Faults stand above and at their fields; what was typed is kept.
  await page.getByLabel(/Donation to/).fill("five");
  await page.getByRole("button", { name: /^Pay \$/ }).click();
  await expect(page.getByRole("alert").filter({ hasText: "nothing was charged" })).toBeFocused();
  await expect(page.getByLabel(/Donation to/)).toHaveValue("five");
  await expectAccessible(page);
  await page.getByLabel(/Donation to/).fill("12.50");

  await signAndGo(page, "Ada Fennimore");
  await typeCard(page);
  await expectOrder(page, "3 tickets are yours");
  await expect(page.getByRole("list", { name: "Tickets" }).getByRole("listitem")).toHaveCount(3);
  await expect(page.getByText("$72.50")).toBeVisible();
  await expectAccessible(page);
  const number = (await page.getByRole("list", { name: "Tickets" }).getByRole("link").first().textContent()) ?? "";
  expect(number).toMatch(/^LPL-1-\d{4}-\d{4}$/);
  const mail = await mailTo(ADA, "Your tickets");
  expect(mail.text).toContain(number);
  expect(mail.text).toContain("$72.50");

  await page.getByRole("link", { name: "See your tickets" }).click();
  await expect(page.getByRole("article", { name: `Ticket ${number}` })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("link", { name: "Check this ticket" }).first().click();
  await expect(page.getByText("A real ticket, in the draw")).toBeVisible();
  await expect(page.getByRole("main")).not.toContainText("Fennimore");
  await expectAccessible(page);
});

test("T2 a declined card: nothing charged, the hold stays, another card pays", async ({ browser }) => {
  const { page } = await visitor(browser, ERIE);
  await signIn(page, ADA);
  await hold(page, PLOVER, 1);
  const order = page.url().split("order=")[1];
  await signAndGo(page, "Ada Fennimore");
  await typeCard(page, { number: "4000 0000 0000 0002" });
  await expect(page.getByRole("alert")).toContainText(/declined/i);
  // Turning round leads to the order's own page, which says so.
  await page.goto(`${venue.address}/orders/${order}`);
  await expectOrder(page, "Your card was declined");
  await expectAccessible(page);
  await page.getByRole("link", { name: "Try another card" }).click();
  await typeCard(page);
  await expectOrder(page, "The ticket is yours");
});

test("J11 a wrong billing address: declined, nothing charged, the page says why and what to do", async ({
  browser,
}) => {
  const { page } = await visitor(browser, ERIE);
  await signIn(page, ADA);
  await hold(page, PLOVER, 1);
  await signAndGo(page, "Ada Fennimore");
  await typeCard(page, { postalCode: "14614" });
  await expectOrder(page, "The billing address is not your residence");
  await expect(page.getByText("Your card was not charged.")).toBeVisible();
  await expectAccessible(page);
  expect((await mailTo(ADA, "About your order")).text).toContain("The billing address is not your residence");
});

test("T2 a browser that is closed right after paying still ends in tickets", async ({ browser }) => {
  const { page, context } = await visitor(browser, ERIE);
  await signIn(page, ADA);
  const held = async (look: Page) => {
    await look.goto("/tickets");
    const row = look.locator(".tkrow", { hasText: "The Plover" });
    if ((await row.count()) === 0) return 0;
    return Number(/(\d+) tickets?/.exec((await row.textContent()) ?? "")?.[1] ?? 0);
  };
  const before = await held(page);
  await hold(page, PLOVER, 2);
  const order = page.url().split("order=")[1] ?? "";
  await signAndGo(page, "Ada Fennimore");
  // The way back never arrives: the gateway has the money, the browser is gone.
  await page.route(`${venue.address}/**`, (route) => route.abort());
  await typeCard(page).catch(() => {});
  await page.waitForTimeout(1500);
  await page.close();
  const again = await context.newPage();
  // The list of tickets moves no order on: the gateway's message alone has done it.
  await expect.poll(() => held(again), { timeout: 30_000 }).toBe(before + 2);
  await again.goto(`/orders/${order}`);
  await expectOrder(again, "2 tickets are yours");
});

test("T3 a payment that arrives after the close is given back by itself", async ({ browser }) => {
  test.setTimeout(150_000);
  const { page } = await visitor(browser, ERIE);
  await signIn(page, ADA);
  const raffle = await quickRaffle({ title: "Closes while you pay", seconds: 45 });
  await hold(page, raffle.slug, 1);
  await signAndGo(page, "Ada Fennimore");
  await page.waitForTimeout(Math.max(0, Date.parse(raffle.closesAt) - Date.now()) + 500);
  await typeCard(page);
  await expectOrder(page, "Your payment arrived after sales had closed");
  await expect(page.getByText("Your card was not charged.")).toBeVisible();
  await expectAccessible(page);
});

test("T2 tickets that others hold cannot be held; letting them go makes room", async ({ browser }) => {
  test.setTimeout(120_000);
  const raffle = await quickRaffle({ title: "The last ticket", seconds: 900, cap: 3 });
  const ada = await visitor(browser, ERIE);
  await signIn(ada.page, ADA);
  await hold(ada.page, raffle.slug, 3);
  const ben = await visitor(browser, "US-36055");
  await signIn(ben.page, "ben@demo.example");
  await ben.page.goto(`/checkout/${raffle.slug}?count=1`);
  await expect(ben.page.getByText(/All remaining tickets are set aside/)).toBeVisible();
  await expectAccessible(ben.page);
  await ada.page.getByRole("button", { name: "Let the tickets go" }).click();
  await expectOrder(ada.page, "You let the tickets go");
  await ben.page.reload();
  await ben.page.waitForURL(/order=/);
  await expect(ben.page.getByText("1 ticket is held for you")).toBeVisible();
});

test("P8 the pages of a purchase fit 390 pixels and the dark", async ({ browser }) => {
  const { page } = await visitor(browser, ERIE, { width: 390, dark: true });
  await signIn(page, ADA);
  await hold(page, PLOVER, 1);
  await expectNoSideways(page);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Let the tickets go" }).click();
  await expectOrder(page, "You let the tickets go");
  await expectNoSideways(page);
  await page.goto("/tickets");
  await expectNoSideways(page);
  await expectAccessible(page);
  await page
    .getByRole("link", { name: /^Show tickets/ })
    .first()
    .click();
  await expect(page.getByRole("article").first()).toBeVisible();
  await expectNoSideways(page);
  await expectAccessible(page);
});
