import { expect, type Page, test } from "playwright/test";
import {
  ERIE,
  expectAccessible,
  expectNoSideways,
  MONROE,
  mailTo,
  publishDraw,
  signIn,
  UTAH,
  venue,
  visitor,
} from "./steps";

const ADA = "ada@demo.example";
const BEN = "ben@demo.example";
const NAME = "Story of the Ferry";

/** The numbers of the first line, as the page shows them. */
/** The numbers of each line on a syndicate's page, the bonus number last. */
async function linesOf(page: Page): Promise<number[][]> {
  const lines: number[][] = [];
  for (const line of await page.locator(".lines > li").all()) {
    const texts = await line.locator(".ball").allTextContents();
    lines.push(texts.map((text) => Number(text.replace(/\D/g, ""))));
  }
  return lines;
}

async function takeShares(page: Page, agree: RegExp = /I have read the conditions/): Promise<void> {
  await page.getByLabel(agree).check();
  await page.getByRole("button", { name: /^Take \d+ share/ }).click();
  await expect(page.getByText("You have joined").first()).toBeVisible({ timeout: 45_000 });
}

/** Follows a link of one's own list by its name. */
async function openByName(page: Page, name: string): Promise<void> {
  await page.goto("/syndicates");
  await page.getByRole("link", { name, exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

test("S2 S4 S5 S7 S8 S10 offered, passed on by link, filled before the other's eyes, bought, drawn, and paid into both wallets", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const { page: ada } = await visitor(browser, ERIE);
  await signIn(ada, ADA, "/syndicates/new");
  await ada.getByLabel("Name").fill(NAME);
  const draw = await ada.getByLabel("Lottery and first draw").evaluate((select: HTMLSelectElement) => {
    const powerball = [...select.options].filter(({ value }) => value.startsWith("us-powerball|"));
    return powerball.at(-1)!.value;
  });
  await ada.getByLabel("Lottery and first draw").selectOption(draw);
  await ada.getByLabel("Random lines").fill("2");
  await ada.getByLabel("Shares", { exact: true }).fill("4");
  // What members will read stands beside it while it is typed.
  await expect(ada.getByText("$1, each of 4")).toBeVisible({ timeout: 45_000 });
  await expectAccessible(ada);
  // Wrong input is said in words, and what was typed stays.
  await ada.getByRole("button", { name: "Offer it" }).click();
  await expect(ada.getByRole("alert").filter({ hasText: "A manager has to agree" })).toBeVisible();
  await expect(ada.getByLabel("Name")).toHaveValue(NAME);
  await ada.getByLabel(/I am the manager/).check();
  await ada.getByRole("button", { name: "Offer it" }).click();
  await expect(ada.getByRole("heading", { level: 1, name: NAME })).toBeVisible({ timeout: 45_000 });
  const address = new URL(ada.url()).pathname;

  await ada.getByRole("button", { name: "Make a link" }).click();
  const invitation = await ada.getByLabel("Address of this page").inputValue();
  expect(invitation).toContain(`${address}?invitation=`);
  await ada.goto(address);

  // Without the invitation it does not exist for anybody; with it, whoever is not logged in sees what it is.
  const { page: stranger } = await visitor(browser, MONROE);
  expect((await stranger.goto(address))?.status()).toBe(404);
  await stranger.goto(invitation);
  await expect(stranger.getByText("Ada invites you.")).toBeVisible();
  await expect(stranger.getByRole("link", { name: "Log in to join" })).toBeVisible();
  await expectAccessible(stranger);

  const { page: ben } = await visitor(browser, MONROE);
  await signIn(ben, BEN, invitation.slice(venue.address.length));
  await ben.getByLabel("Take share 2, $1").check();
  await expect(ben.getByText("Shares 2", { exact: true })).toBeVisible();
  await ben.getByLabel("How the others read of you").selectOption("given-name");
  await takeShares(ben);

  // Sold as it sells: the other's page, which nobody touched.
  await expect(ada.getByRole("heading", { name: "1 of 4 shares taken" })).toBeVisible({ timeout: 45_000 });
  await expect(ada.getByText("Ben").first()).toBeVisible();
  await ada.getByLabel("How many shares").fill("3");
  await takeShares(ada);
  await expect(ada.getByText("The ticket is bought and plays")).toBeVisible({ timeout: 60_000 });
  await expect(ben.getByText("The ticket is bought and plays")).toBeVisible({ timeout: 60_000 });

  // Four numbers of the first line and as few of the second as can be, so that one line alone wins.
  const [line, second] = (await linesOf(ada)) as [number[], number[]];
  const inFirst = line.slice(0, 5);
  const numbers = Array.from({ length: 69 }, (_, at) => at + 1);
  const four = [...inFirst].sort((a, b) => Number(second.includes(a)) - Number(second.includes(b))).slice(0, 4);
  const fifth = numbers.find((one) => !inFirst.includes(one) && !second.slice(0, 5).includes(one))!;
  const bonus = numbers.find((one) => one !== line[5] && one !== second[5])!;
  await publishDraw({ game: "us-powerball", date: draw.split("|")[1]!, main: [...four, fifth], bonus: [bonus] });
  for (const [page, shares] of [
    [ada, 3],
    [ben, 1],
  ] as const) {
    await expect(page.getByText("Drawn and paid").first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("4 numbers").first()).toBeVisible();
    await expect(page.getByText(/\$100 for the draw of/).first()).toBeVisible();
    if (shares === 1) await expectAccessible(page);
    await expectNoSideways(page);
    await page.goto("/wallet");
    await expect(page.getByText(shares === 3 ? "$75" : "$25").first()).toBeVisible();
  }
  await mailTo(BEN, `${NAME} has won`);
});

test("J13 S4 a stranger in a place where it is closed gets 451, and nothing of the syndicate in what was sent", async ({
  browser,
}) => {
  const { page: ada } = await visitor(browser, ERIE);
  await signIn(ada, ADA, "/syndicates");
  await openByName(ada, "Thursday Harbour");
  const address = new URL(ada.url()).pathname;
  const { page } = await visitor(browser, UTAH);
  for (const path of [address, `${address}?invitation=abc`, `${address}/statement`]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(451);
    const sent = (await answer?.text()) ?? "";
    expect(sent).not.toContain("Thursday Harbour");
    expect(sent).not.toContain("Powerball");
  }
  await page.goto(address);
  await expect(page.getByRole("heading", { level: 1, name: "Closed in Utah" })).toBeVisible();
  await expectAccessible(page);
  const picture = await page.request.get(`${address}/share.png`);
  const nothing = await page.request.get("/syndicates/no-such-syndicate-1/share.png");
  expect((await picture.body()).equals(await nothing.body())).toBe(true);
  expect((await page.request.get(`/api${address}`)).status()).toBe(451);
  // The manager's own page stays theirs wherever they are.
  await ada.context().addCookies([{ name: "standing_place", value: UTAH, url: venue.address }]);
  expect((await ada.goto(address))?.status()).toBe(200);
});

test("S6 the manager is asked before a syndicate is cancelled, with scripts and without", async ({ browser }) => {
  const { page } = await visitor(browser, ERIE);
  await signIn(page, ADA, "/syndicates");
  await openByName(page, "Family Table");
  await page.getByRole("link", { name: "Cancel the syndicate" }).click();
  await expect(page.getByRole("heading", { name: "Cancel the syndicate?" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: "Keep it" }).click();
  const address = new URL(page.url()).pathname;
  await page.goto(`${address}/cancel`);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Cancel it and pay everybody back" }).click();
  await expect(page.getByText("Cancelled; everybody has their money back").first()).toBeVisible({ timeout: 45_000 });
});

test("S2 a ticket bought by hand is recorded with its picture, and its entry form is there to print", async ({
  browser,
}) => {
  const { page } = await visitor(browser, ERIE);
  await signIn(page, BEN, "/syndicates");
  await openByName(page, "The Counter Line");
  const address = new URL(page.url()).pathname;
  const form = await page.request.get(`${address}/entry-form`);
  expect(form.headers()["content-type"]).toBe("application/pdf");
  await page.getByRole("link", { name: "Record the ticket" }).click();
  await page.getByLabel("Reference on the ticket").fill("TERM 0042-7");
  await expectAccessible(page);
  const lines = await page.getByLabel("Numbers on the ticket").inputValue();
  const slip = await page.screenshot();
  const send = async (text: string) => {
    await page.getByLabel("Numbers on the ticket").fill(text);
    const picture = { name: "slip.png", mimeType: "image/png", buffer: slip };
    await page.getByLabel("A picture of the ticket").setInputFiles(picture);
    await page.getByRole("button", { name: "Record it" }).click();
  };
  await send(lines.replace(/^\d+/, (first) => String(Number(first) === 1 ? 2 : Number(first) - 1)));
  await expect(page.getByRole("alert").filter({ hasText: "Line 1" })).toBeVisible({ timeout: 45_000 });
  await expect(page.getByLabel("Reference on the ticket")).toHaveValue("TERM 0042-7");
  await expectAccessible(page);
  await send(lines);
  await expect(page.getByText("The ticket is bought and plays")).toBeVisible({ timeout: 45_000 });
  await expect(page.getByRole("complementary").getByText("TERM 0042-7")).toBeVisible();
  const image = page.getByRole("img", { name: "The ticket as the manager recorded it" });
  await image.scrollIntoViewIfNeeded();
  await expect.poll(() => image.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
});

const STATES = [
  "Thursday Harbour",
  "The Lamp Room",
  "Quarters and Halves",
  "Corner Store Club",
  "Lighthouse Wednesday",
  "Kiosk on Main",
];

for (const [width, dark] of [
  [1280, false],
  [390, true],
] as const) {
  test(`P8 syndicates in every state hold what axe asks and fit ${width} pixels`, async ({ browser }) => {
    test.setTimeout(300_000);
    const { page } = await visitor(browser, ERIE, { width, dark });
    await signIn(page, ADA, "/syndicates");
    await expectAccessible(page);
    await expectNoSideways(page);
    const addresses: string[] = [];
    for (const name of STATES) {
      const link = page.getByRole("link", { name, exact: true }).first();
      addresses.push((await link.getAttribute("href")) ?? "");
    }
    for (const address of [...addresses, "/syndicates/new", "/syndicates?q=nothing-of-that-name"]) {
      await page.goto(address);
      await expect(page.locator("h1")).toBeVisible();
      await expectAccessible(page);
      await expectNoSideways(page);
    }
    if (width !== 1280) return;
    await page.context().addCookies([{ name: "drawbridge_locale", value: "es", url: venue.address }]);
    await page.goto(addresses[0]!);
    await expect(page.getByRole("heading", { name: "Los números" })).toBeVisible();
    await expectAccessible(page);
  });
}
