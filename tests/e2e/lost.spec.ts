import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "playwright/test";
import {
  ERIE,
  expectAccessible,
  expectOrder,
  hold,
  MONROE,
  quickRaffle,
  root,
  signAndGo,
  signIn,
  typeCard,
  visitor,
} from "./steps";

/** Makes the key-value store forget a raffle's holds, as when it is lost: the database alone decides then. */
async function loseHolds(raffleId: string): Promise<void> {
  const file = process.env.E2E_ENVIRONMENT ?? path.join(root, ".drawbridge", "end-to-end", "environment.json");
  const env = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  const answer = await fetch(env.KV_REST_API_URL ?? "", {
    method: "POST",
    headers: { authorization: `Bearer ${env.KV_REST_API_TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify(["DEL", ...["until", "what", "sums"].map((part) => `holds:{${raffleId}}:${part}`)]),
  });
  expect(answer.ok).toBe(true);
}

test("T3 the last ticket goes to somebody else while one pays: told so, and not charged", async ({ browser }) => {
  test.setTimeout(120_000);
  const raffle = await quickRaffle({ title: "Three and no more", seconds: 900, cap: 3 });
  const slow = await visitor(browser, MONROE);
  await signIn(slow.page, "ben@demo.example");
  await hold(slow.page, raffle.slug, 3);
  await signAndGo(slow.page, "Ben Okafor");

  await loseHolds(raffle.raffleId);
  const quick = await visitor(browser, ERIE);
  await signIn(quick.page, "ada@demo.example");
  await hold(quick.page, raffle.slug, 3);
  await signAndGo(quick.page, "Ada Fennimore");
  await typeCard(quick.page);
  await expectOrder(quick.page, "3 tickets are yours");

  await typeCard(slow.page, { postalCode: "14614" });
  await expectOrder(slow.page, "The last tickets went to somebody else");
  await expect(slow.page.getByText("Your card was not charged.")).toBeVisible();
  await expectAccessible(slow.page);
});
