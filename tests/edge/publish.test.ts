import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Search } from "@/components/ui/search";
import { decodeRules } from "@/server/edge/compiled-rules";
import { currentRules } from "@/server/edge/current-rules";
import { publishSnapshot } from "@/server/edge/publish-snapshot";
import { bodyKey, VERSION_KEY } from "@/server/edge/published";
import { loadClass, loadMap, registerClass } from "@/server/edge/register-class";
import type { SeenPlace } from "@/server/edge/seen-place";
import { readListQuery } from "@/server/games/raffles/listing";
import { showHome, showInstead, showList } from "@/server/games/raffles/show-raffles";
import { watchFigures } from "@/server/games/raffles/watch-figures";
import { fixedClock } from "@/server/kernel/clock";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { Kv } from "@/server/kernel/kv";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeOrganisation, makeRaffle, NOW, seedAreas } from "../support/fixtures";

let fresh: FreshDatabase;
let inErie = "";
let inMonroe = "";
let wide = "";
const clock = fixedClock(NOW);
const seen = (areas: SeenPlace["alternatives"][number], ageAtLeast: number | null = null): SeenPlace => ({
  source: "chosen",
  alternatives: [areas],
  label: "",
  ageAtLeast,
  revision: 0,
});
const ERIE = seen([["US"], ["US-NY"], ["US-36029"], []]);
const MONROE = seen([["US"], ["US-NY"], ["US-36055"], []]);
const UTAH = seen([["US"], ["US-UT"], ["US-49035"], []]);
const NEW_YORK = seen([["US"], ["US-NY"], null, null]);

const deps = () => ({ db: fresh.db, clock });
const ids = (visible: { open: ReadonlyArray<{ id: string }> }) => visible.open.map((game) => game.id).sort();

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  const organisationId = await makeOrganisation(fresh.db);
  const only = (areaId: string) => ({ organisationId, permissions: [{ areaId, coverage: "wide" as const }] });
  inErie = await makeRaffle(fresh.db, { ...only("US-36029"), raffle: { title: "Cedar boat", category: "boats" } });
  inMonroe = await makeRaffle(fresh.db, { ...only("US-36055"), raffle: { title: "Brass lantern", category: "arts" } });
  wide = await makeRaffle(fresh.db, { ...only("US-NY"), raffle: { title: "Harvest hamper", category: "food" } });
});

afterAll(() => fresh.drop());

function memoryKv(): Kv & { values: Map<string, string>; down: boolean } {
  const values = new Map<string, string>();
  const kv = {
    values,
    down: false,
    read: async (key: string) => {
      if (kv.down) throw new AppError("kv_unavailable", 503);
      return values.get(key) ?? null;
    },
    write: async (key: string, value: string) => {
      if (kv.down) throw new AppError("kv_unavailable", 503);
      values.set(key, value);
      return true;
    },
  };
  return kv as unknown as Kv & { values: Map<string, string>; down: boolean };
}

test("J9 each place sees what is open to it, and what is published says the same as the database", async () => {
  const kv = memoryKv();
  const version = await publishSnapshot({ ...deps(), kv });
  expect(kv.values.get(VERSION_KEY)).toBe(version);
  const published = decodeRules(kv.values.get(bodyKey(version))!);
  const { rules } = await currentRules(deps());
  for (const [place, expected] of [
    [ERIE, [inErie, wide]],
    [MONROE, [inMonroe, wide]],
    [UTAH, []],
    [NEW_YORK, [wide]],
    [null, []],
  ] as const) {
    const direct = rules.see(place, NOW.getTime(), "en");
    expect(ids(direct)).toEqual([...expected].sort());
    expect(published.see(place, NOW.getTime(), "en")).toEqual(direct);
  }
});

test("J5 what is undecided is counted and asked for, never named", async () => {
  const { rules } = await currentRules(deps());
  const visible = rules.see(NEW_YORK, NOW.getTime(), "en");
  expect(visible.undecidedCount).toBe(2);
  expect(visible.missing).toBe("county");
  const classId = await registerClass(
    { ...deps(), current: await currentRules(deps()) },
    { place: NEW_YORK, locale: "en" },
  );
  expect(JSON.stringify(await loadClass(deps(), classId))).not.toContain(inErie);
});

test("J7 whoever is too young for everything is asked for no place: none could change the answer", async () => {
  const { rules } = await currentRules(deps());
  for (const place of [NEW_YORK, seen([["US"], null, null, null]), seen([["US"], ["US-NY"], ["US-36029"], null])]) {
    const child = rules.see({ ...place, ageAtLeast: 15 }, NOW.getTime(), "en");
    expect([child.open.length, child.undecidedCount, child.missing]).toEqual([0, 0, null]);
    const refused = rules.refusal(inErie, { ...place, ageAtLeast: 15 }, NOW.getTime());
    expect(refused).toMatchObject({ decision: "closed", missing: null });
  }
});

test("P6 places with the same games share a class; language, age and contents tell classes apart", async () => {
  const { rules } = await currentRules(deps());
  const classOf = (place: SeenPlace | null, locale = "en") => rules.see(place, NOW.getTime(), locale).classId;
  expect(classOf(ERIE)).toBe(classOf(seen([["US"], ["US-NY"], ["US-36029"], ["US-3655266"]])));
  expect(classOf(ERIE)).not.toBe(classOf(MONROE));
  expect(classOf(ERIE)).not.toBe(classOf(ERIE, "es"));
  expect(classOf(ERIE)).not.toBe(classOf({ ...ERIE, ageAtLeast: 17 }));
  expect(classOf(ERIE)).toBe(classOf({ ...ERIE, ageAtLeast: 18 }));
});

test("J13 a page is rendered only from a registered class", async () => {
  await expect(showHome(deps(), "0123456789abcdef0123456789abcdef")).rejects.toThrow("not registered");
  await expect(loadMap(deps(), "../../etc")).rejects.toThrow("not registered");
});

test("J9 home, list and search show and count only what is open", async () => {
  const current = await currentRules(deps());
  const classId = await registerClass({ ...deps(), current }, { place: ERIE, locale: "en" });
  const home = await showHome(deps(), classId);
  expect(home.openCount).toBe(2);
  expect(home.categories.find((one) => one.category === "boats")?.count).toBe(1);
  expect(home.categories.find((one) => one.category === "arts")?.count).toBe(0);
  const search = async (params: Record<string, string>) => showList(deps(), classId, readListQuery(params));
  expect((await search({ q: "lantern" })).total).toBe(0);
  expect((await search({ q: "CEDAR" })).raffles.map((raffle) => raffle.id)).toEqual([inErie]);
  expect((await search({ q: "%" })).total).toBe(0);
  expect((await search({ q: "' OR 1=1 --" })).total).toBe(0);
  expect((await search({ category: "food" })).raffles.map((raffle) => raffle.id)).toEqual([wide]);
  expect((await search({ page: "99", size: "12" })).raffles).toHaveLength(2);
  expect((await showInstead(deps(), classId, "US-UT")).areaName).toBe("Utah");
});

test("R5 words too long to look for are kept and told, and the list is shown without them", async () => {
  const long = ` ${"boat ".repeat(900)}`;
  const query = readListQuery({ q: long, category: "food" });
  expect(query).toMatchObject({ text: "", tooLong: long.trim().slice(0, 2000), category: "food" });
  expect(readListQuery({ q: `${"a".repeat(100)}  ` })).toMatchObject({ text: "a".repeat(100), tooLong: "" });
  expect(readListQuery({ q: "a".repeat(101) })).toMatchObject({ text: "", tooLong: "a".repeat(101) });
  const current = await currentRules(deps());
  const classId = await registerClass({ ...deps(), current }, { place: ERIE, locale: "en" });
  expect((await showList(deps(), classId, query)).raffles.map((raffle) => raffle.id)).toEqual([wide]);
  const html = renderToStaticMarkup(
    createElement(Search, {
      action: "/raffles",
      label: "Search",
      button: "Search",
      initial: query.tooLong,
      fault: "Too long.",
    }),
  );
  expect(html).toContain(query.tooLong.slice(0, 200));
  expect(html).toMatch(/aria-invalid="true" aria-describedby="q-fault"/);
  expect(html).toMatch(/id="q-fault" role="alert">Too long\./);
});

test("R6 lists are sorted both ways", async () => {
  const current = await currentRules(deps());
  const classId = await registerClass({ ...deps(), current }, { place: ERIE, locale: "en" });
  for (const sort of ["ends", "organisation", "value", "price", "forSale", "remaining"]) {
    const up = await showList(deps(), classId, readListQuery({ sort }));
    const down = await showList(deps(), classId, readListQuery({ sort, order: "down" }));
    expect(up.raffles).toHaveLength(2);
    expect(down.raffles).toHaveLength(2);
  }
});

test("J15 a refusal names the reason and the area", async () => {
  const { rules } = await currentRules(deps());
  expect(rules.refusal(inErie, ERIE, NOW.getTime())).toBeNull();
  expect(rules.refusal(inErie, MONROE, NOW.getTime())).toMatchObject({
    decision: "closed",
    code: "not-permitted",
    areaId: "US-36055",
  });
  expect(rules.refusal(inErie, NEW_YORK, NOW.getTime())).toMatchObject({ decision: "undecided", missing: "county" });
  expect(rules.refusal(newId(), ERIE, NOW.getTime())?.decision).toBe("closed");
  expect(rules.refusal(inErie, null, NOW.getTime())?.decision).not.toBe("open");
});

test("J9 counters are answered for open raffles alone", async () => {
  const figures = await watchFigures(deps(), { ids: [inErie, inMonroe, wide, "x"], place: ERIE });
  expect(figures.map((one) => one.id).sort()).toEqual([inErie, wide].sort());
  expect(figures.every((one) => one.open && one.selling)).toBe(true);
});

test("X5 a regulator's stop moves the version and takes the raffle from every list", async () => {
  const before = await currentRules(deps());
  const stop = { id: newId(), gameId: wide, areaId: "US-NY", reason: "checked", stoppedBy: newId(), stoppedAt: NOW };
  await fresh.db.gameStop.create({ data: stop });
  const after = await currentRules(deps());
  expect(after.version).not.toBe(before.version);
  expect(ids(after.rules.see(ERIE, NOW.getTime(), "en"))).toEqual([inErie]);
  expect(after.rules.refusal(wide, ERIE, NOW.getTime())).toMatchObject({ code: "stopped", areaId: "US-NY" });
  await fresh.db.gameStop.update({ where: { id: stop.id }, data: { liftedAt: NOW, liftedBy: newId() } });
});

test("R8 times decide by themselves: before its start and after its end a raffle is in no list", async () => {
  const { rules } = await currentRules(deps());
  const game = await fresh.db.game.findUniqueOrThrow({ where: { id: inErie } });
  const open = (at: number) => ids(rules.see(ERIE, at, "en")).includes(inErie);
  expect(open(game.opensAt.getTime() - 1)).toBe(false);
  expect(open(game.opensAt.getTime())).toBe(true);
  expect(open(game.closesAt.getTime() - 1)).toBe(true);
  expect(open(game.closesAt.getTime())).toBe(false);
  expect(rules.find(game.slug, game.opensAt.getTime() - 1)).toBeNull();
});

test("J9 the gate modes list and show more, unless an area insists on the first gate", async () => {
  const set = (mode: string) =>
    fresh.db.venueSetting.upsert({
      where: { key: "gate_mode" },
      create: { key: "gate_mode", value: mode, updatedAt: NOW },
      update: { value: mode },
    });
  await set("filter-after-browsing");
  let { rules } = await currentRules(deps());
  expect(rules.see(UTAH, NOW.getTime(), "en").listed).toHaveLength(3);
  expect(rules.see(UTAH, NOW.getTime(), "en").open).toHaveLength(0);
  expect(rules.showsDetail(inErie, UTAH, NOW.getTime())).toBe(false);
  await set("gate-at-entry");
  ({ rules } = await currentRules(deps()));
  expect(rules.showsDetail(inErie, UTAH, NOW.getTime())).toBe(true);
  const law = {
    id: newId(),
    areaId: "US-UT",
    version: 1,
    rules: { filterFirst: true },
    validFrom: NOW,
    createdAt: NOW,
  };
  await fresh.db.areaRule.create({ data: law });
  ({ rules } = await currentRules(deps()));
  expect(rules.showsDetail(inErie, UTAH, NOW.getTime())).toBe(false);
  expect(rules.see(UTAH, NOW.getTime(), "en").listed).toHaveLength(0);
  await fresh.db.areaRule.delete({ where: { id: law.id } });
  await set("filter-first");
});

test("P20 with the key-value store away publishing still answers the version", async () => {
  const kv = memoryKv();
  kv.down = true;
  expect(await publishSnapshot({ ...deps(), kv })).toBe((await currentRules(deps())).version);
});
