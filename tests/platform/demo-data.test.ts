import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { charities } from "@/dev/demo-data/charities";
import { everyKind } from "@/dev/demo-data/every-kind";
import { writeLaw } from "@/dev/demo-data/law";
import { quickRaffles } from "@/dev/demo-data/quick-raffles";
import { draftOf } from "@/dev/demo-data/raffle-draft";
import { raffles } from "@/dev/demo-data/raffles";
import { whoseDatabase } from "@/dev/demo-data/seed-demo";
import { orderSizes } from "@/dev/demo-data/sell";
import { activationFaults } from "@/server/games/raffles/activation";
import { FORMATS, STRUCTURES } from "@/server/games/raffles/draft";
import { draftFaults } from "@/server/games/raffles/draft-faults";
import { lawOf } from "@/server/games/raffles/law-rules";
import { requirementsSchema } from "@/server/jurisdiction/requirements";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, NOW, seedAreas } from "@/tests/support/fixtures";

let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

test("P1 a database that somebody else filled is never taken for the demonstration's", async () => {
  expect(await whoseDatabase(fresh.db)).toBe("none");
  const memberId = await makeMember(fresh.db);
  expect(await whoseDatabase(fresh.db)).toBe("other");
  await fresh.db.member.delete({ where: { id: memberId } });
  await fresh.db.venueSetting.create({ data: { key: "demo", value: { done: false }, updatedAt: NOW } });
  expect(await whoseDatabase(fresh.db)).toBe("begun");
});

test("P1 the law of the demonstration only adds bans and ages, labelled as what it is", async () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "drawbridge-rules-")), "rules.json");
  const state = (
    code: string,
    raffleLegal: boolean | null,
    onlineSaleAllowed: boolean | null,
    minAgeToBuy: number | null,
  ) => ({
    ...{ code, state: code, raffleLegal, onlineSaleAllowed, minAgeToBuy },
    confidence: "low",
  });
  const states = [
    state("UT", false, false, null),
    state("CA", true, false, null),
    state("NY", true, true, 21),
    state("OH", true, null, null),
  ];
  writeFileSync(file, JSON.stringify({ states }));
  await seedAreas(fresh.db);
  await fresh.db.area.create({ data: { id: "US-CA", tier: "subdivision", name: "California" } });
  expect((await writeLaw(fresh.db, file, NOW)).sort()).toEqual(["US-CA", "US-UT"]);
  const rules = await fresh.db.areaRule.findMany();
  expect(rules.map((rule) => [rule.areaId, rule.minimumAge]).sort()).toEqual([
    ["US", 18],
    ["US-CA", null],
    ["US-NY", 21],
    ["US-UT", null],
  ]);
  for (const rule of rules) {
    requirementsSchema.parse(rule.rules);
    expect(rule.source).toContain("not legal advice");
  }
  const lists = await fresh.db.areaListEntry.findMany();
  expect(lists.every((entry) => entry.list === "exclusion")).toBe(true);
  expect(lists).toHaveLength(2);
});

test("P1 at least forty raffles in twenty states, each a draft without a fault, from charities that say they are invented", () => {
  expect(raffles.length).toBeGreaterThanOrEqual(40);
  const states = new Set<string>();
  for (const raffle of [...raffles, ...quickRaffles]) {
    const charity = charities.find((one) => one.code === raffle.charity);
    expect(charity, raffle.title).toBeDefined();
    states.add(charity!.state);
    const times = {
      opensAt: NOW,
      closesAt: new Date(NOW.getTime() + 60_000),
      drawAt: new Date(NOW.getTime() + 120_000),
    };
    expect(draftFaults(draftOf(raffle, charity!, times, "US-3655266")), raffle.title).toEqual([]);
  }
  expect(states.size).toBeGreaterThanOrEqual(20);
  expect(new Set(raffles.map((raffle) => raffle.title)).size).toBe(raffles.length);
  for (const charity of charities) expect(charity.description).toContain("invented");
});

test("R2 the demonstration has a raffle of each structure and format, each of which may go as it is", () => {
  const seen = new Set<string>();
  for (const { raffle, own } of everyKind) {
    const charity = charities.find((one) => one.code === raffle.charity)!;
    const closesAt = new Date(NOW.getTime() + raffle.closesInDays * 86_400_000);
    const times = { opensAt: NOW, closesAt, drawAt: new Date(closesAt.getTime() + 3_600_000) };
    const draft = { ...draftOf(raffle, charity, times, null), ...own(times) };
    const facts = { ageKnown: true, organisationStatus: "active", gatewayReady: true, feeBasisPoints: 300 };
    const faults = [
      ...draftFaults(draft),
      ...activationFaults(draft, { ...facts, now: NOW, laws: [lawOf("New York")], freezeSeconds: 60 }),
    ];
    expect(faults, raffle.title).toEqual([]);
    seen.add(draft.structure).add(draft.format);
    for (const { kind } of draft.drawings) seen.add(kind);
  }
  for (const one of [...STRUCTURES.slice(1), ...FORMATS, "early-bird", "pool"]) expect(seen).toContain(one);
});

test("P1 sales split into orders never exceed what one order may hold, nor what is to be sold", () => {
  for (const [tickets, most] of [
    [1, 3],
    [3, 3],
    [1240, 3],
    [999, 2],
  ] as const) {
    const sizes = orderSizes(tickets, most);
    expect(sizes.every((size) => size >= 1 && size <= 500)).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(tickets);
  }
});
