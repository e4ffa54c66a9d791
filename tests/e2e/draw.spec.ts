import { execFile } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "playwright/test";
import {
  ERIE,
  expectAccessible,
  expectNoSideways,
  hold,
  mailTo,
  quickRaffle,
  root,
  signAndGo,
  signIn,
  typeCard,
  UTAH,
  venue,
  visitor,
} from "./steps";

const run = promisify(execFile);

// The winner of the first story claims in the second.
test.describe.configure({ mode: "serial" });
let drawn: { raffleId: string; drawingId: string };

test("D3 a raffle closes by its time and is drawn live before two browsers; the winner is told; anybody can check it", async ({
  browser,
}) => {
  test.setTimeout(300_000); // the close, the round, and a show of three winners
  // One person holds every ticket, so that the test knows who wins.
  const winner = await visitor(browser, ERIE);
  await signIn(winner.page, "ada@demo.example");
  const raffle = await quickRaffle({ title: "Drawn while you watch", seconds: 45, cap: 5 });
  drawn = raffle;
  await hold(winner.page, raffle.slug, 5);
  await signAndGo(winner.page, "Ada Fennimore");
  await typeCard(winner.page);
  await expect(winner.page.getByRole("heading", { name: "5 tickets are yours" })).toBeVisible({ timeout: 20_000 });

  // A draw is a public record: it is open in Utah too.
  const onlooker = await visitor(browser, UTAH);
  await Promise.all([winner.page.goto(`/draws/${raffle.drawingId}`), onlooker.page.goto(`/draws/${raffle.drawingId}`)]);
  await expectAccessible(onlooker.page);
  for (const { page } of [winner, onlooker]) {
    await expect(page.locator("[data-phase=done]")).toBeVisible({ timeout: 200_000 });
    await expect(page.getByRole("heading", { name: "Winners" }).first()).toBeVisible();
  }
  const shown = async (page: typeof winner.page) =>
    (((await page.getByRole("main").textContent()) ?? "").match(/LPL-\d+-\d{4}-\d{4}/g) ?? []).sort().join(" ");
  expect(await shown(winner.page)).toBe(await shown(onlooker.page));
  expect(await shown(onlooker.page)).not.toBe("");
  await expectAccessible(onlooker.page);
  await expect(onlooker.page.getByText("Checked in this browser: everything matches.")).toBeVisible({
    timeout: 20_000,
  });

  expect((await mailTo("ada@demo.example", "Drawn while you watch")).text).toContain("LPL-");

  // The certificate verifies on the command line; a changed one does not.
  const answer = await fetch(`${venue.address}/draws/${raffle.drawingId}/certificate.json`);
  const text = await answer.text();
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-certificate-"));
  writeFileSync(path.join(folder, "good.json"), text);
  const number = /LPL-\d+-\d{4}-\d{4}/.exec(text)?.[0] ?? "";
  writeFileSync(path.join(folder, "bad.json"), text.replace(number, `${number.slice(0, -1)}9`));
  const verify = (file: string) =>
    run("npm", ["run", "-s", "cli", "--", "verify", path.join(folder, file)], { cwd: root }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => ({ code: error.code, stdout: error.stdout }),
    );
  expect(await verify("good.json")).toMatchObject({ code: 0, stdout: expect.stringMatching(/^ok/) });
  expect((await verify("bad.json")).code).toBe(1);
});

test("D4 the winner chooses and claims; the organisation checks who it is and hands the prize over", async ({
  browser,
}) => {
  const winner = await visitor(browser, ERIE, { width: 390 });
  await signIn(winner.page, "ada@demo.example");
  await winner.page.goto(`/draws/${drawn.drawingId}/claim`);
  await expectAccessible(winner.page);
  await expectNoSideways(winner.page);
  await winner.page.getByRole("button", { name: "Claim this prize" }).first().click();
  await expect(winner.page.getByText("You have claimed this prize.").first()).toBeVisible();

  const charity = await visitor(browser, ERIE);
  await signIn(charity.page, "lifeboat@demo.example", `/organisation/raffles/${drawn.raffleId}/winners`);
  const { page } = charity;
  await expectAccessible(page);
  const check = page.getByRole("button", { name: "Age and identity are right" });
  await check.click();
  await expect(page.locator(".note--bad, .err").first()).toBeVisible();
  await page.getByLabel(/I have seen a document with a picture/).check();
  await page.getByLabel(/I have seen the date of birth/).check();
  await check.click();
  await expect(page.getByText("Written down.")).toBeVisible();
  await page.getByRole("button", { name: "The prize was handed over" }).click();
  await expect(page.getByText("delivered", { exact: true }).first()).toBeVisible();

  await winner.page.reload();
  await expect(winner.page.getByText("The prize was handed over.").first()).toBeVisible();
});
