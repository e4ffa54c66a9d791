import { afterAll, beforeAll, expect, test } from "vitest";
import { readHistory } from "@/server/games/account-history/read-history";
import type { Actor } from "@/server/people/authority";
import { DRAW, openWorld, type World } from "@/tests/syndicates/world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const total = async (actor: Actor) => {
  const { totals, rows } = await readHistory({ db: world.db, clock: world.clock }, actor, {
    from: "2026-01-01",
    to: "2026-12-31",
  });
  return { total: totals[0], rows };
};

test("U8 what went from a wallet into a syndicate and came back ties to the wallet's balance", async () => {
  const [manager, member, stranger] = [await world.member(10_000), await world.member(5_000), await world.member(0)];
  const id = await world.offer(manager, { mode: "bought-first" });
  await world.take(member, id, 2);
  expect(await world.state(id)).toBe("open");
  world.clock.set((await world.db.syndicate.findUniqueOrThrow({ where: { gameId: id } })).salesCloseAt);
  for (let round = 0; round < 3; round++) await world.work();
  expect(await world.state(id)).toBe("playing");
  world.at("2026-11-23T12:00:00Z");
  world.lottery.book.publish("us-powerball", DRAW, { main: [4, 8, 19, 27, 50], bonus: [11] });
  await world.work();
  await world.work();
  for (const [actor, deposited] of [
    [manager, 10_000],
    [member, 5_000],
  ] as const) {
    const { total: sum, rows } = await total(actor);
    expect(rows.map(({ title, kind }) => [title, kind])).toEqual([["Thursday Harbour", "syndicate"]]);
    expect(deposited - Number(sum!.netMinor)).toBe(await world.wallet(actor));
  }
  const { total: sum } = await total(member);
  // Two of three shares of a ticket of 400, and two thirds of a prize of 10,000.
  expect(Number(sum!.columns.spent)).toBeGreaterThan(0);
  expect(Number(sum!.columns.won)).toBeGreaterThan(6_000);
  const { total: managers } = await total(manager);
  expect(Number(managers!.columns.returned)).toBeGreaterThan(0);
  expect((await total(stranger)).rows).toEqual([]);
});
