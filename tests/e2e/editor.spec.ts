import { expect, type Page, test } from "playwright/test";
import { ERIE, expectAccessible, expectNoSideways, signIn, visitor, whileActivationIsOurs } from "./steps";

const OWNER = "lifeboat@demo.example";

/** A moment some days from now, as a date field takes it. */
function inDays(days: number, time: string): string {
  return `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)}T${time}`;
}

const saved = (page: Page) => expect(page.getByText("Saved.", { exact: true })).toBeVisible({ timeout: 20_000 });
/** Each part is a page of its own, loaded whole once the one before is saved. */
const goOn = (page: Page, next: string) =>
  page
    .getByRole("button", { name: "Save and continue" })
    .click()
    .then(() => expect(page.getByRole("heading", { level: 1, name: next })).toBeVisible({ timeout: 30_000 }));

test("R9 a church makes a mega raffle with an early bird, from nothing to activation, by keyboard where it moves", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const { page } = await visitor(browser, ERIE);
  await signIn(page, OWNER, "/organisation/raffles/new");
  const title = `Saint Brendan's roof raffle ${Date.now() % 100_000}`;
  await page.getByLabel("Title").fill(title);
  await page.getByRole("main").getByRole("button", { name: "Begin" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "What it is" })).toBeVisible();
  await page.getByLabel("What the raffle is for").fill("A new roof for the hall.");
  await saved(page);
  await expectAccessible(page);
  await goOn(page, "Kind of raffle");

  await page.getByRole("radio", { name: /Several prizes, some with a choice/ }).check();
  await saved(page);
  await expectAccessible(page);
  await goOn(page, "Prizes and drawings");

  const heading = page.getByRole("textbox", { name: "Prize", exact: true });
  await page.getByRole("button", { name: "Add a prize" }).click();
  await heading.nth(0).fill("A quilt");
  await page.getByLabel("Value", { exact: true }).nth(0).fill("400");
  await page.getByRole("button", { name: "Add a prize" }).click();
  await heading.nth(1).fill("A rowing boat");
  await page.getByLabel("Value", { exact: true }).nth(1).fill("6,000");
  await page
    .getByLabel(/^Cost to you/)
    .nth(1)
    .fill("2,000");
  await page.getByRole("button", { name: "Add one to choose from Second Prize" }).click();
  await heading.nth(2).fill("A week by the lake");
  await page.getByLabel("Value", { exact: true }).nth(2).fill("5000");
  // The boat is the first prize: a new place is picked from the list, and everything between shifts.
  await page.locator(".pgroup").nth(1).getByLabel("Place", { exact: true }).selectOption({ label: "First Prize" });
  await page
    .locator(".pgroup")
    .nth(1)
    .locator(".pgroup__end")
    .getByRole("button", { name: "Move", exact: true })
    .click();
  await expect(page.locator(".pgroup").nth(0)).toContainText("A rowing boat or A week by the lake");
  await page.getByRole("button", { name: "Add an early bird" }).click();
  await expect(page.getByRole("heading", { name: "Early Bird Drawing One" })).toBeVisible();
  await page.getByLabel(/^At this many tickets sold/).fill("300");
  await heading.nth(3).fill("A hamper");
  await page.getByLabel("Value", { exact: true }).nth(3).fill("150");
  await saved(page);
  await expectAccessible(page);
  // A closed browser loses nothing, and the plan stands beside the fields.
  await page.reload();
  await expect(heading.nth(3)).toHaveValue("A hamper");
  await goOn(page, "Tickets and price");

  await page.getByLabel("Price of a ticket").fill("ten");
  await page.getByLabel(/^Tickets for sale/).fill("1,000");
  await page.getByRole("button", { name: "Save and continue" }).click();
  const summary = page.locator(".note--bad");
  await expect(summary).toContainText("Price of a ticket: write a number.");
  await expect(page.getByLabel("Price of a ticket")).toHaveValue("ten");
  await expectAccessible(page);
  await page.getByLabel("Price of a ticket").fill("10");
  await expect(page.getByText(/If all 1,000 tickets are sold/)).toBeVisible();
  await goOn(page, "Dates and the draw");

  await page.getByLabel("Sales start").fill(inDays(1, "09:00"));
  await page.getByLabel("Sales end").fill(inDays(30, "17:00"));
  await page.getByLabel("Draw", { exact: true }).fill(inDays(30, "18:00"));
  // Some laws want it on the ticket, and a venue may have them on record.
  await page.getByLabel("Place of the draw").fill("The parish hall");
  await goOn(page, "How to take part");
  await page.getByRole("radio", { name: /^Online Tickets/ }).check();
  await goOn(page, "Where it is open");

  await page.getByLabel("State").selectOption({ label: "New York" });
  await page.getByLabel("County", { exact: true }).selectOption({ label: "Erie County" });
  await page.getByRole("button", { name: "Permit Erie County" }).click();
  await page.getByLabel(/^Permit number/).fill("GC-2026-77");
  await expect(page.getByText("New York: 1 of 62 counties.")).toBeVisible();
  await saved(page);
  await expectAccessible(page);
  await goOn(page, "Rules and delivery");

  await page.getByLabel("Rules", { exact: true }).fill("One ticket, one chance. Drawn in the hall.");
  await goOn(page, "Costs and plan");
  await expect(page.getByRole("img", { name: /Profit against tickets sold/ })).toBeVisible();
  await expectAccessible(page);
  await goOn(page, "Check and activate");
  await expect(page.getByText("Nothing stands in its way")).toBeVisible();
  await page.getByRole("link", { name: "See the public page" }).last().click();
  await expect(page.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(page.getByRole("main")).toContainText("This is how the public will see it");
  await expect(page.getByRole("main")).toContainText("Early Bird Drawing One");
  await whileActivationIsOurs(async () => {
    await page.goBack();
    await page.reload(); // another story may have had somebody else activate when the page was made
    await page.getByRole("button", { name: "Activate" }).click();
    await page.waitForURL(/activated=1/);
  });
  await page.goto(page.url().replace(/\?.*/, "/edit"));
  await expect(page).not.toHaveURL(/edit/); // from its activation it is locked
});

test("R9 without scripts a part is written, rows are added and moved, and wrong input is kept and said", async ({
  browser,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  const { page: signedIn, context: other } = await visitor(browser, ERIE);
  await signIn(signedIn, OWNER, "/organisation/raffles/new");
  await context.addCookies(await other.cookies());
  const page = await context.newPage();
  const address = new URL(signedIn.url()).origin;
  await page.goto(`${address}/organisation/raffles/new`);
  await page.getByLabel("Title").fill("Plain page raffle");
  await page.getByRole("button", { name: "Begin" }).last().click();
  await page.getByLabel("What the raffle is for").fill("Books");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.getByRole("radio", { name: /^Several prizes First/ }).check();
  await page.getByRole("button", { name: "Save and continue" }).click();
  await page.getByRole("button", { name: "Add a prize" }).click();
  await page.getByLabel("Prize", { exact: true }).fill("Globe");
  await page.getByLabel("Value", { exact: true }).fill("a lot");
  await page.getByRole("button", { name: "Add a prize" }).click();
  await page.getByLabel("Prize", { exact: true }).nth(1).fill("Atlas");
  await page.getByLabel("Place", { exact: true }).nth(1).selectOption({ label: "First Prize" });
  await page.getByRole("button", { name: "Move", exact: true }).nth(1).click();
  await expect(page.getByLabel("Prize", { exact: true }).nth(0)).toHaveValue("Atlas");
  await page.getByRole("button", { name: "Save and continue" }).click();
  await expect(page.locator(".note--bad")).toContainText("Value: write a number.");
  await expect(page.getByLabel("Value", { exact: true }).nth(1)).toHaveValue("a lot");
  await expectNoSideways(page);
  await context.close();
});

test("R9 what is typed before the page's scripts are there is kept, chosen and written alike", async ({ browser }) => {
  test.setTimeout(120_000);
  const { page } = await visitor(browser, ERIE);
  await signIn(page, OWNER, "/organisation/raffles/new");
  await page.getByLabel("Title").fill("Typed early");
  await page.getByRole("main").getByRole("button", { name: "Begin" }).click();
  await page.getByLabel("What the raffle is for").fill("For the roof");
  await saved(page);
  const base = page.url().replace(/\/what.*/, "");
  const held: Array<() => void> = [];
  let isHeld = true;
  await page.route(/\/_next\/static\/.*\.js/, async (route) => {
    if (isHeld) await new Promise<void>((resolve) => held.push(resolve));
    await route.continue();
  });
  /** Lets the scripts come, and waits for what they save: the page says "Saved." from the start. */
  const release = async () => {
    const save = page.waitForResponse((answer) => answer.url().includes("/api/organisation/form") && answer.ok());
    isHeld = false;
    for (const goOn of held.splice(0)) goOn();
    await save;
  };

  // A text that was there already, several lines, and a choice.
  await page.goto(base.concat("/what"), { waitUntil: "commit" });
  await page.getByLabel("What the raffle is for").fill("For the roof and the bells");
  await page.getByLabel(/^In one or two lines/).fill("A fine raffle");
  await page.getByLabel("Kind of prize").selectOption({ index: 2 });
  const category = await page.getByLabel("Kind of prize").inputValue();
  await release();
  await saved(page);
  await page.reload();
  await expect(page.getByLabel("What the raffle is for")).toHaveValue("For the roof and the bells");
  await expect(page.getByLabel(/^In one or two lines/)).toHaveValue("A fine raffle");
  await expect(page.getByLabel("Kind of prize")).toHaveValue(category);

  // The first of two dates early, the second late: both go with the form.
  isHeld = true;
  await page.goto(base.concat("/dates"), { waitUntil: "commit" });
  await page.getByLabel("Sales start").fill(inDays(1, "09:00"));
  await release();
  await saved(page);
  await page.getByLabel("Sales end").fill(inDays(30, "17:00"));
  await page.getByLabel("Draw", { exact: true }).fill(inDays(30, "18:00"));
  await goOn(page, "How to take part");
  await page.goto(base.concat("/dates"));
  await expect(page.getByLabel("Sales start")).toHaveValue(inDays(1, "09:00"));
  await expect(page.getByLabel("Sales end")).toHaveValue(inDays(30, "17:00"));
});

test("R9 two who write at once: the later is told what changed, and both words are there to choose from", async ({
  browser,
}) => {
  const { page, context } = await visitor(browser, ERIE);
  await signIn(page, OWNER, "/organisation/raffles/new");
  await page.getByLabel("Title").fill("Two at once");
  await page.getByRole("main").getByRole("button", { name: "Begin" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "What it is" })).toBeVisible();
  const second = await context.newPage();
  await second.goto(page.url());
  await page.getByLabel("What the raffle is for").fill("For the roof");
  await saved(page);
  await second.getByLabel(/^In one or two lines/).fill("A fine raffle");
  await saved(second);
  // What the other page wrote is here too, and nothing of one's own was lost.
  await expect(second.getByLabel("What the raffle is for")).toHaveValue("For the roof");
  await expect(second.getByLabel(/^In one or two lines/)).toHaveValue("A fine raffle");
});

test("R9 a picture is sent, cropped and described; a file that only pretends is refused in words", async ({
  browser,
}) => {
  const { page } = await visitor(browser, ERIE, { width: 390 });
  await signIn(page, OWNER, "/organisation/raffles/new");
  await page.getByLabel("Title").fill("With a picture");
  await page.getByRole("main").getByRole("button", { name: "Begin" }).click();
  await page.getByRole("button", { name: "Add a picture" }).click();
  await expect(page.getByText(/the drawn one stands in/)).toBeVisible();
  const hostile = `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`;
  await page
    .getByLabel("File")
    .setInputFiles({ name: "boat.png", mimeType: "image/png", buffer: Buffer.from(hostile) });
  await page.getByRole("button", { name: "Send it" }).click();
  await expect(page.getByText(/This is no JPEG, PNG or WebP picture/)).toBeVisible();
  const picture = await page.screenshot();
  await page.getByLabel("File").setInputFiles({ name: "boat.svg", mimeType: "image/svg+xml", buffer: picture });
  await page.getByRole("button", { name: "Send it" }).click();
  await expect(page.getByText("Now choose what the crops keep.", { exact: false })).toBeVisible();
  await page.getByLabel("What the picture shows").fill("A page on a telephone");
  await page.getByRole("button", { name: "Save the crop and the words" }).click();
  await expect(page.getByRole("img", { name: "A page on a telephone" })).toBeVisible();
  await expectAccessible(page);
  await expectNoSideways(page);
});
