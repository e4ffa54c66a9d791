import { expect, test } from "playwright/test";
import {
  ERIE,
  expectAccessible,
  expectNoSideways,
  expectOrder,
  mailTo,
  quickRaffle,
  signAndGo,
  signIn,
  typeCard,
  visitor,
} from "./steps";

const ADA = "ada@demo.example";
const NAME = "Ada Fennimore";
const HOUR = 3600;

test("B1 a bundle from the raffle's page to the receipt, at its own price", async ({ browser }) => {
  const { slug } = await quickRaffle({
    title: "Bundles at the Bridge",
    seconds: HOUR,
    ways: { levels: [{ count: 3, priceMinor: 2_500, stock: 4 }] },
  });
  const { page } = await visitor(browser, ERIE, { width: 390 });
  await signIn(page, ADA);
  await page.goto(`/checkout/${slug}`);
  await page.getByLabel(/3 tickets for \$25/).check();
  await page.getByLabel("How many of these").fill("2");
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await page.waitForURL(/order=/);
  await expect(page.getByText("2 bundles of 3 tickets at $25")).toBeVisible();
  await signAndGo(page, NAME);
  await typeCard(page);
  await expectOrder(page, "6 tickets are yours");
  await expect(page.getByText("$50").first()).toBeVisible();
  await page.goto(`/checkout/${slug}`);
  await expect(page.getByText("2 left")).toBeVisible();
});

test("B13 numbers picked on the board by keyboard; one that somebody else took is named and the others stay", async ({
  browser,
}) => {
  const { slug } = await quickRaffle({
    title: "Numbers at the Bridge",
    seconds: HOUR,
    cap: 250,
    ways: { format: "number-board" },
  });
  const { page } = await visitor(browser, ERIE);
  await signIn(page, ADA);
  await page.goto(`/checkout/${slug}`);
  const field = page.getByLabel("Numbers you want");
  await expect(async () => {
    await page.getByRole("button", { name: "7, free", exact: true }).click();
    await expect(field).toHaveValue("7", { timeout: 500 });
  }).toPass();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await expect(field).toHaveValue("7, 17");
  await page.getByLabel("Show numbers").selectOption({ label: "201 to 250" });
  await page.getByRole("button", { name: "250, free", exact: true }).click();
  await expect(field).toHaveValue("7, 17, 250");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await page.waitForURL(/order=/);
  await expect(page.getByText("7, 17, 250")).toBeVisible();

  // Somebody else types the numbers, without scripts; one of them is set aside by the order before.
  const { origin } = new URL(page.url());
  const ben = await visitor(browser, ERIE);
  await signIn(ben.page, "ben@demo.example");
  const other = await browser.newContext({ baseURL: origin, javaScriptEnabled: false });
  await other.addCookies(await ben.context.cookies());
  const plain = await other.newPage();
  await plain.goto(`/checkout/${slug}`);
  await plain.getByLabel("Numbers you want").fill("16, 17, 18");
  await plain.getByRole("button", { name: "Hold these tickets" }).click();
  await expect(plain.getByText("Number 17 went to somebody else")).toBeVisible();
  await expect(plain.getByLabel("Numbers you want")).toHaveValue("16, 18");

  // One's own number is not somebody else's: another wish takes the place of the one before.
  await page.goto(`/checkout/${slug}`);
  await field.fill("7, 17, 249, 250");
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await page.waitForURL(/order=/);
  await expect(page.getByText("7, 17, 249, 250")).toBeVisible();

  await signAndGo(page, NAME);
  await typeCard(page);
  await expectOrder(page, "4 tickets are yours");
  await expect(page.getByText("number 250 on the board")).toBeVisible();
});

test("B3 tickets placed on the prizes of a tray", async ({ browser }) => {
  const { slug } = await quickRaffle({
    title: "Tray at the Bridge",
    seconds: HOUR,
    ways: { format: "tricky-tray", pools: ["Quilt", "Basket"] },
  });
  const { page } = await visitor(browser, ERIE, { dark: true });
  await signIn(page, ADA);
  await page.goto(`/checkout/${slug}`);
  await page.getByLabel("Quilt").fill("2");
  await page.getByLabel("Basket").fill("1");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await page.waitForURL(/order=/);
  await expect(page.getByText("Quilt: 2 tickets")).toBeVisible();
  await signAndGo(page, NAME);
  await typeCard(page);
  await expectOrder(page, "3 tickets are yours");
  await expect(page.getByText("Basket: 1 ticket")).toBeVisible();
  await page.goto(`/checkout/${slug}`);
  await expect(page.getByText("2 tickets are on it.")).toBeVisible();
});

test("B11 tickets given to somebody: the giver pays, whoever gets them holds them and is told", async ({ browser }) => {
  const { slug } = await quickRaffle({
    title: "Gifts at the Bridge",
    seconds: HOUR,
    ways: { giftsAllowed: true },
  });
  const { page } = await visitor(browser, ERIE, { width: 390 });
  await signIn(page, ADA);
  await page.goto(`/checkout/${slug}?count=2`);
  // The count is said, but not for whom: nothing is set aside by itself.
  await page.getByText("These tickets are a gift").click();
  await page.getByLabel("Email address of the person who gets them").fill("ben@demo.example");
  await page.getByLabel("A few words for them").fill("Happy birthday, Ben.");
  await expectAccessible(page);
  await expectNoSideways(page);
  await page.getByRole("button", { name: "Hold these tickets" }).click();
  await page.waitForURL(/order=/);
  await expect(page.getByText("ben@demo.example").first()).toBeVisible();
  await signAndGo(page, NAME);
  await typeCard(page);
  await page.waitForURL(/\/orders\//);
  await expect(page.getByText("The tickets are held by ben@demo.example, who is told by mail.")).toBeVisible();

  const { text } = await mailTo("ben@demo.example", "gave you 2 raffle tickets");
  expect(text).toContain("Happy birthday, Ben.");
  const recipient = await visitor(browser, ERIE);
  await signIn(recipient.page, "ben@demo.example");
  await recipient.page.goto("/tickets");
  await expect(recipient.page.getByText("Gifts at the Bridge").first()).toBeVisible();
});
