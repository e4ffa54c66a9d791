import { expect, type Page, test } from "playwright/test";
import {
  ERIE,
  expectAccessible,
  expectNoSideways,
  mailTo,
  quickRaffle,
  signIn,
  visitor,
  whileActivationIsOurs,
} from "./steps";

// A title of its own each time, so that a venue may be looked at twice.
const TITLE = `Handed in ${Date.now().toString(36)}`;

async function setMode(page: Page, mode: RegExp): Promise<void> {
  await page.goto("/admin/settings");
  await page.getByRole("radio", { name: mode }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved, and in force.")).toBeVisible({ timeout: 30_000 });
}

test("R11 a raffle is handed in, refused with a reason, handed in again and activated by its regulator; both are told", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const raffle = await quickRaffle({ title: TITLE, seconds: 86_400, draft: true });
  const [admin, charity, regulator] = await Promise.all([1, 2, 3].map(() => visitor(browser, ERIE)));
  await signIn(admin!.page, "admin@demo.example", "/admin");
  await signIn(charity!.page, "lifeboat@demo.example", "/organisation");
  await signIn(regulator!.page, "newyork@demo.example", "/regulator");
  const own = charity!.page;
  const law = regulator!.page;

  const handIn = async (note: string) => {
    await whileActivationIsOurs(async () => {
      try {
        await setMode(admin!.page, /regulator of its governing jurisdiction/);
        await own.goto(`/organisation/raffles/${raffle.raffleId}`);
        await expectAccessible(own);
        await own.getByLabel("Note to whoever decides").fill(note);
        await own.getByRole("button", { name: "Hand in for activation" }).click();
        await own.waitForURL(/activated=1/);
        await expect(own.getByText("Waits for activation").first()).toBeVisible();
      } finally {
        await setMode(admin!.page, /^The organisation itself/);
      }
    });
  };

  await handIn("The permit came this morning.");
  expect((await mailTo("newyork@demo.example", TITLE)).text).toContain("The permit came this morning.");
  await law.goto("/regulator/activation");
  await expectAccessible(law);
  await law.getByRole("link", { name: `Look at it ${TITLE}` }).click();
  await expect(law.getByRole("heading", { level: 1, name: TITLE })).toBeVisible();
  await expectAccessible(law);
  await law.setViewportSize({ width: 390, height: 900 });
  await expectNoSideways(law);
  await law.getByRole("button", { name: "Refuse" }).click();
  await expect(law.getByText("Give a reason.").first()).toBeVisible();
  await law.getByLabel("Reason").fill("The rules name no claim date.");
  await law.getByRole("button", { name: "Refuse" }).click();
  await law.waitForURL(/done=1/);
  expect((await mailTo("lifeboat@demo.example", `Not approved: ${TITLE}`)).text).toContain("no claim date");
  await own.goto(`/organisation/raffles/${raffle.raffleId}`);
  await expect(own.getByText("The rules name no claim date.").first()).toBeVisible();

  await handIn("They do now.");
  await law.goto(`/regulator/activation/${raffle.raffleId}`);
  await law.getByRole("button", { name: "Approve" }).click();
  await law.waitForURL(/done=1/);
  await mailTo("lifeboat@demo.example", `Approved: ${TITLE}`);
  await own.goto(`/organisation/raffles/${raffle.raffleId}`);
  await expect(own.getByText("Active", { exact: true }).first()).toBeVisible();
  await expectAccessible(own);
  const reader = await visitor(browser, ERIE);
  await expect
    .poll(async () => (await reader.context.request.get(`/raffles/${raffle.slug}`)).status(), { timeout: 15_000 })
    .toBe(200);
});
