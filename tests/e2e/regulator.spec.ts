import { expect, test } from "playwright/test";
import { ERIE, expectAccessible, hold, quickRaffle, signIn, visitor } from "./steps";

test("X5 a regulator stops a raffle: within five seconds it is gone, and entry is refused at once", async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const raffle = await quickRaffle({ title: "Stopped by the regulator", seconds: 1800 });
  const reader = await visitor(browser, ERIE);
  await expect
    .poll(async () => (await reader.context.request.get(`/raffles/${raffle.slug}`)).status(), { timeout: 10_000 })
    .toBe(200);
  const buyer = await visitor(browser, ERIE);
  await signIn(buyer.page, "ada@demo.example");
  await hold(buyer.page, raffle.slug, 1);

  const regulator = await visitor(browser, ERIE);
  await signIn(regulator.page, "erie@demo.example", "/regulator");
  await regulator.page.goto(`/regulator/games/${raffle.raffleId}`);
  await expectAccessible(regulator.page);
  await regulator.page.getByLabel("Reason").fill("The permit is being looked into.");
  await regulator.page.getByRole("button", { name: /^Stop/ }).click();
  await regulator.page.waitForURL(/stopped/);
  const stoppedAt = Date.now();

  // Money first: the buyer who holds a ticket is refused at the next step, whatever their page showed.
  await buyer.page.getByLabel(/I have read the rules/).check();
  await buyer.page.getByLabel("Sign with your name").fill("Ada Fennimore");
  await buyer.page.getByRole("button", { name: /^Pay \$/ }).click();
  await expect(buyer.page.getByText(/closed to you/i).first()).toBeVisible();

  await expect
    .poll(async () => (await reader.context.request.get(`/raffles/${raffle.slug}`)).status(), {
      timeout: Math.max(500, 5_000 - (Date.now() - stoppedAt)),
      intervals: [200],
    })
    .toBe(451);
  await reader.page.goto("/raffles?size=48");
  await expect(reader.page.getByText("Stopped by the regulator")).toHaveCount(0);
});
