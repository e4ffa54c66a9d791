import { afterAll, beforeAll, expect, test } from "vitest";
import { amendConditions } from "@/server/games/syndicates/amend-conditions";
import type { Conditions } from "@/server/games/syndicates/conditions";
import { createSyndicate, digestOf } from "@/server/games/syndicates/create-syndicate";
import { takeShares } from "@/server/games/syndicates/take-shares";
import { newId } from "@/server/kernel/ids";
import { findGame } from "@/server/lotteries/catalogue";
import { openDraws } from "@/server/lotteries/draw-calendar";
import { admitStake, setOwnLimits } from "@/server/people/limit-play";
import { openWorld, refusal, type World } from "./world";

let world: World;
beforeAll(async () => {
  world = await openWorld({ poolSize: 16 });
});
afterAll(() => world.close());

test("S5 a share is a member's when the money is in escrow, with signature and evidence beside it", async () => {
  const [manager, member] = [await world.member(), await world.member(500)];
  const id = await world.offer(manager);
  // Two lines at $2 for three shares: $1.34, $1.33, $1.33.
  expect((await world.shares(id)).map(({ priceMinor }) => priceMinor)).toEqual([134, 133, 133]);
  expect(await world.take(member, id, 2)).toMatchObject({ numbers: [1, 2], amountMinor: 267 });
  expect(await world.wallet(member)).toBe(233);
  expect(await world.balance(`escrow:${id}`)).toBe(267);
  expect((await world.shares(id)).map(({ holderId }) => holderId)).toEqual([member.memberId, member.memberId, null]);
  const evidence = await world.db.decisionEvidence.findMany({ where: { gameId: id, memberId: member.memberId } });
  expect(evidence.map(({ purpose, decision }) => [purpose, decision])).toEqual([["share", "open"]]);
  expect(await world.db.syndicateSignature.count({ where: { syndicateId: id, memberId: member.memberId } })).toBe(1);
});

test("S5 a share bought twice with one key is bought once", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager, { weights: Array(20).fill(1) });
  const requestKey = newId();
  const answers = await Promise.all(Array.from({ length: 8 }, () => world.take(member, id, 1, { requestKey })));
  expect(new Set(answers.map(({ numbers }) => numbers.join())).size).toBe(1);
  expect(await world.db.syndicateOrder.count({ where: { syndicateId: id } })).toBe(1);
  expect(await world.balance(`escrow:${id}`)).toBe(20);
});

test("S5 shares of unequal weight cost and count by their weight, and are chosen by number", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager, { weights: [3, 2, 5] });
  expect((await world.shares(id)).map(({ priceMinor }) => priceMinor)).toEqual([120, 80, 200]);
  expect(await world.take(member, id, 0, { numbers: [3] })).toMatchObject({ numbers: [3], amountMinor: 200 });
  expect(await refusal(world.take(await world.member(), id, 0, { numbers: [2, 3] }))).toBe("sharesGone");
});

test("S5 refused: no money, no such version of the conditions, a stranger, a place where it is closed, somebody excluded or under age", async () => {
  const manager = await world.member();
  const id = await world.offer(manager, { weights: Array(10).fill(1) });
  const hidden = await world.offer(manager, { isPublic: false });
  const in5days = new Date(world.clock.now().getTime() + 5 * 86_400_000);
  const utah = { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [], postalCode: "84101" };
  const cases: Array<[string, () => Promise<unknown>]> = [
    ["insufficientBalance", async () => world.take(await world.member(39), id)],
    ["insufficientBalance", async () => world.take(await world.member(0), id)],
    ["conditionsChanged", async () => world.take(await world.member(), id, 1, { conditionsVersion: 2 })],
    ["notFound", async () => world.take(await world.member(), hidden)],
    ["notFound", async () => world.take(await world.member(), newId())],
    ["entryClosed", async () => world.take(await world.member(500, utah), id)],
    ["entryClosed", async () => world.take(await world.member(500, { birthDate: new Date("2010-01-01") }), id)],
    ["barred", async () => world.take(await world.member(500, { excludedUntil: in5days }), id)],
    ["sharesGone", async () => world.take(await world.member(), id, 11)],
    ["invalidInput", async () => world.take(await world.member(), id, 0)],
    ["invalidInput", async () => world.take(await world.member(), id, 0, { numbers: [1, 1] })],
  ];
  for (const [code, work] of cases) expect(await refusal(work())).toBe(code);
  expect(await world.balance(`escrow:${id}`)).toBe(0);
  expect((await world.shares(id)).every(({ state }) => state === "offered")).toBe(true);
});

test("S5 64 who want the last shares: as many get one as there are, and every cent is where it belongs", async () => {
  const manager = await world.member();
  const people = await Promise.all(Array.from({ length: 64 }, () => world.member(1_000)));
  const id = await world.offer(manager, { weights: Array(20).fill(1), mode: "agreed" });
  const answers = await Promise.all(people.map((one) => refusal(world.take(one, id))));
  expect(answers.filter((answer) => answer === "no error")).toHaveLength(20);
  // Whoever comes after the last share finds none left, or joining over because the ticket is being bought.
  expect(answers.every((answer) => ["no error", "sharesGone", "syndicateClosed"].includes(answer))).toBe(true);
  const shares = await world.shares(id);
  expect(new Set(shares.map(({ holderId }) => holderId)).size).toBe(20);
  const wallets = await Promise.all(people.map((one) => world.wallet(one)));
  expect(wallets.reduce((sum, one) => sum + one, 0)).toBe(64_000 - 400);
});

test("S5 the last money of a member buys one share, however many they click at once in how many syndicates", async () => {
  const manager = await world.member();
  const ids = await Promise.all([1, 2, 3, 4].map(() => world.offer(manager)));
  const member = await world.member(134);
  const answers = await Promise.all([...ids, ...ids, ...ids].map((id) => refusal(world.take(member, id))));
  expect(answers.filter((answer) => answer === "no error")).toHaveLength(1);
  expect(new Set(answers)).toEqual(new Set(["no error", "insufficientBalance"]));
});

test("S2 the manager changes the conditions until somebody has agreed; an older version is no longer agreed to", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager);
  const amend = (actor = manager) => amendConditions(world.deps, actor, { syndicateId: id, unsoldRule: "keep" });
  expect(await refusal(amend(member))).toBe("notFound");
  expect(await amend()).toBe(2);
  expect(await refusal(world.take(member, id))).toBe("conditionsChanged");
  await world.take(member, id, 1, { conditionsVersion: 2 });
  expect(await refusal(amend())).toBe("conditionsFixed");
  const versions = await world.db.syndicateConditions.findMany({
    where: { syndicateId: id },
    orderBy: { version: "asc" },
  });
  expect(versions.map(({ data }) => (data as { unsoldRule: string }).unsoldRule)).toEqual(["cancel", "keep"]);
  // Whoever reads the data can make the digest again.
  for (const { data, digest } of versions) expect(digestOf(data as unknown as Conditions)).toBe(digest);
  expect(versions[0]!.digest).not.toBe(versions[1]!.digest);
  await expect(
    world.db.syndicateConditions.updateMany({ where: { syndicateId: id }, data: { digest: "" } }),
  ).rejects.toThrow();
});

test("S12 whoever the limits refuse keeps their money, and the share stays free", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager);
  const before = world.deps.limits.admitStake;
  Object.assign(world.deps.limits, {
    admitStake: async () => {
      throw Object.assign(new Error("limit"), { name: "AppError", code: "limitReached", status: 409 });
    },
  });
  expect(await refusal(world.take(member, id))).toBe("limitReached");
  Object.assign(world.deps.limits, { admitStake: before });
  expect(await world.wallet(member)).toBe(10_000);
  expect((await world.shares(id))[0]?.holderId).toBe(null);
});

test("S12 a stop of the regulator and a suspended agent end joining", async () => {
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager);
  await world.db.game.update({ where: { id }, data: { state: "suspended" } });
  expect(await refusal(world.take(member, id))).toBe("syndicateSuspended");
  await world.db.game.update({ where: { id }, data: { state: "active" } });
  await world.db.organisation.update({ where: { id: world.agentId }, data: { status: "suspended" } });
  expect(await refusal(world.take(member, id))).toBe("syndicateSuspended");
  expect(await refusal(world.offer(manager))).toBe("agentMissing");
  await world.db.organisation.update({ where: { id: world.agentId }, data: { status: "active" } });
  await world.take(member, id);
});

test("S12 M5 a member's own limit counts stakes, the manager's deposit as well, two at once included", async () => {
  const world2 = {
    ...world.deps,
    limits: { admitStake: (tx, stake) => admitStake(tx, { ...stake, written: true }) } as typeof world.deps.limits,
  };
  // Limits look back from the database's own time.
  world.clock.set(new Date());
  const draws = [openDraws(findGame("us-powerball")!, world.clock.now(), 2).at(-1)!.date];
  const [manager, member] = [await world.member(), await world.member()];
  const id = await world.offer(manager, { weights: Array(10).fill(1), draws });
  await setOwnLimits(world.db, member, "USD", [{ name: { kind: "loss", period: "day" }, amount: 100 }]);
  await setOwnLimits(world.db, manager, "USD", [{ name: { kind: "loss", period: "day" }, amount: 399 }]);
  const take = () =>
    takeShares(world2, member, {
      ...{
        syndicateId: id,
        requestKey: newId(),
        numbers: [],
        count: 1,
        conditionsVersion: 1,
        invitation: null,
        presence: null,
      },
    });
  const answers = await Promise.all(Array.from({ length: 6 }, () => refusal(take())));
  expect(answers.filter((answer) => answer === "no error")).toHaveLength(2);
  expect(new Set(answers)).toEqual(new Set(["no error", "lossLimit"]));
  const draft = world.draft({ mode: "bought-first", draws });
  expect(await refusal(createSyndicate(world2, manager, { ...draft, requestKey: newId(), presence: null }))).toBe(
    "lossLimit",
  );
  expect(await world.wallet(manager)).toBe(10_000);
});
