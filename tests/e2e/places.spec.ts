import { expect, test } from "playwright/test";
import { ERIE, MONROE, UTAH, venue, visitor } from "./steps";

const PLOVER = "the-plover-a-cedar-day-sailer-lpl-1";

test("J9 a visitor in Erie County sees what is open there, one in Monroe County sees others", async ({ browser }) => {
  const erie = await visitor(browser, ERIE);
  await erie.page.goto("/raffles?size=48");
  await expect(erie.page.getByText("You are in Erie County, New York")).toBeVisible();
  await expect(erie.page.getByRole("link", { name: /The Plover/ }).first()).toBeVisible();
  await expect(erie.page.getByText("A winter of hampers")).toHaveCount(0);

  const monroe = await visitor(browser, MONROE);
  await monroe.page.goto("/raffles?size=48");
  await expect(monroe.page.getByRole("link", { name: /A winter of hampers/ }).first()).toBeVisible();
  await expect(monroe.page.getByText("The Plover")).toHaveCount(0);
});

test("J15 a visitor in Utah sees that nothing is open, and why", async ({ browser }) => {
  const { page } = await visitor(browser, UTAH);
  await page.goto("/raffles");
  await expect(page.getByText("You are in Salt Lake County, Utah")).toBeVisible();
  await expect(page.getByRole("main")).toContainText(/[Nn]othing is open|No raffle is open/);
  await expect(page.getByRole("main")).not.toContainText("Plover");
});

test("J8 somebody who types a ZIP code sees what is open there, and the place stands on every page", async ({
  browser,
}) => {
  const { page } = await visitor(browser, "hidden");
  await page.goto("/place?back=/raffles");
  await page.getByRole("textbox", { name: "ZIP code" }).fill("14604");
  await page.getByRole("textbox", { name: "ZIP code" }).press("Enter");
  await page.waitForLoadState();
  if (!page.url().includes("/raffles")) await page.goto("/raffles?size=48");
  await expect(page.getByText(/You are in .*Monroe County, New York/)).toBeVisible();
  await page.goto("/raffles?size=48");
  await expect(page.getByRole("link", { name: /A winter of hampers/ }).first()).toBeVisible();
});

test("J13 a closed raffle's address answers 451 with the reason and the area, and nothing of the raffle is sent", async ({
  browser,
}) => {
  const { page, context } = await visitor(browser, MONROE);
  const bodies: string[] = [];
  page.on("response", async (response) => {
    if (response.url().startsWith(venue.address)) bodies.push(await response.text().catch(() => ""));
  });
  const answer = await page.goto(`/raffles/${PLOVER}`);
  expect(answer?.status()).toBe(451);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/[Cc]losed/);
  await expect(page.getByRole("main")).toContainText("Monroe County");
  await expect(page.getByRole("main")).toContainText(/open/i);
  await page.waitForLoadState("networkidle");
  const sent = bodies.join("\n");
  expect(sent.length).toBeGreaterThan(1000);
  expect(sent).not.toContain("cedar day sailer, ");
  expect(sent).not.toContain("The Plover");
  expect(sent).not.toContain("four winters");
  // Not through a client navigation either.
  const rsc = await context.request.get(`/raffles/${PLOVER}`, { headers: { rsc: "1" } });
  expect(await rsc.text()).not.toContain("four winters");
});

test("J13 headers that a client makes up open nothing", async ({ browser }) => {
  const { context } = await visitor(browser, UTAH);
  const answer = await context.request.get(`/raffles/${PLOVER}`, {
    headers: {
      "x-vercel-ip-country": "US",
      "x-vercel-ip-country-region": "NY",
      "x-drawbridge-geo-areas": "US,US-NY,US-36029",
      "x-drawbridge-place": "eyJzIjoiY2hvc2VuIn0",
      cookie: "standing_place=US-49035; drawbridge_place=eyJzIjoiY2hvc2VuIn0.AAAA",
    },
  });
  expect(answer.status()).toBe(451);
});
