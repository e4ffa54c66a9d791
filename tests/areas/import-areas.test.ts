import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AreaSource } from "@/server/areas/area-source";
import { loadCompiledTree } from "@/server/areas/compiled-file";
import { importAreas, readAreaDirectory } from "@/server/areas/import-areas";
import { currentAreaTree } from "@/server/areas/load-tree";
import { resolvePostalCode } from "@/server/areas/resolve-postal-code";
import { fixedClock } from "@/server/kernel/clock";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW } from "../support/fixtures";

let fresh: FreshDatabase;
const clock = fixedClock(NOW);
const folder = mkdtempSync(path.join(tmpdir(), "areas-"));
const compiledFile = path.join(folder, "areas.compiled.bin");

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(async () => {
  await fresh.drop();
  rmSync(folder, { recursive: true, force: true });
});

const source: AreaSource = {
  name: "small",
  areas: [
    { id: "US", tier: "country", parents: [], name: "United States" },
    { id: "US-NY", tier: "subdivision", parents: ["US"], name: "New York" },
    { id: "US-36029", tier: "county", parents: ["US-NY"], name: "Erie County" },
    { id: "US-36055", tier: "county", parents: ["US-NY"], name: "Monroe County" },
    { id: "US-3611000", tier: "municipality", parents: ["US-36029"], name: "Buffalo city" },
    { id: "US-3655266", tier: "municipality", parents: ["US-36029"], name: "Orchard Park village" },
    { id: "US-3602955277", tier: "municipality", parents: ["US-36029"], name: "Orchard Park town" },
  ],
  postalCodes: [
    { code: "14127", area: "US-36029", permille: 1000 },
    { code: "14127", area: "US-3655266", permille: 33 },
    { code: "14127", area: "US-3602955277", permille: 872 },
    { code: "14202", area: "US-36029", permille: null },
  ],
  postalNames: [
    { code: "14127", name: "Orchard Park" },
    { code: "14202", name: "Buffalo" },
  ],
};

test("J1 an import fills the tables, can be repeated, and leaves the compiled tree", async () => {
  const steps = new Set<string>();
  const first = await importAreas(fresh.db, clock, { source }, { compiledFile, progress: (step) => steps.add(step) });
  expect(first).toMatchObject({ added: 7, renamed: 0, moved: 0, removed: 0, postalWritten: 4 });
  expect(steps.size).toBeGreaterThan(2);
  expect(loadCompiledTree(compiledFile).displayName("US-36029")).toBe("Erie County, New York");
  const again = await importAreas(fresh.db, clock, { source }, { compiledFile });
  expect(again).toMatchObject({ added: 0, renamed: 0, moved: 0, removed: 0, postalWritten: 0, postalRemoved: 0 });
  expect(await fresh.db.areaImport.count()).toBe(1);
});

test("J1 a postal code means every county and municipality that it touches", async () => {
  const found = await resolvePostalCode(fresh.db, " 14127-0001 ");
  expect(found?.name).toBe("Orchard Park");
  expect(found?.areas.map((area) => [area.id, area.tier, area.permille, area.parents])).toEqual([
    ["US-36029", "county", 1000, ["US-NY"]],
    ["US-3602955277", "municipality", 872, ["US-36029"]],
    ["US-3655266", "municipality", 33, ["US-36029"]],
  ]);
  expect(await resolvePostalCode(fresh.db, "99999")).toBeNull();
  await expect(resolvePostalCode(fresh.db, "1412")).rejects.toMatchObject({ code: "postal_code_invalid" });
  await expect(resolvePostalCode(fresh.db, "14127' OR 1=1")).rejects.toMatchObject({ code: "postal_code_invalid" });
});

test("J1 areas that something names are kept and reported with the games they touch; others go", async () => {
  const organisationId = await makeOrganisation(fresh.db);
  const raffle = await makeRaffle(fresh.db, {
    organisationId,
    permissions: [{ areaId: "US-3655266", coverage: "wide" }],
    exclusions: ["US-36055"],
  });
  await makeMember(fresh.db); // lives in Buffalo
  const next: AreaSource = {
    ...source,
    areas: source.areas
      .filter((area) => !["US-3655266", "US-3611000", "US-3602955277"].includes(area.id))
      .map((area) => (area.id === "US-36055" ? { ...area, name: "Monroe" } : area)),
    postalCodes: source.postalCodes.filter((row) => row.area === "US-36029"),
  };
  const report = await importAreas(fresh.db, clock, { source: next }, { compiledFile });
  expect(report.keptAreas).toEqual(["US-3611000", "US-3655266"]);
  expect(report.removedAreas).toEqual(["US-3602955277"]);
  expect(report.renamedAreas).toEqual(["US-36055"]);
  expect(report.games).toEqual([expect.objectContaining({ gameId: raffle, areas: ["US-36055", "US-3655266"] })]);
  expect(report.postalRemoved).toBe(2);
  const tree = await currentAreaTree(fresh.db, { fresh: true });
  expect(tree.isWithin("US-3655266", "US-NY")).toBe(true);
  expect(tree.has("US-3602955277")).toBe(false);
});

test("J1 an import that fails in the middle changes nothing", async () => {
  const before = await fresh.db.area.findMany({ orderBy: { id: "asc" } });
  const compiled = readFileSync(compiledFile);
  const broken: AreaSource = {
    ...source,
    areas: [...source.areas, { id: "US-lower", tier: "county", parents: ["US-NY"], name: "refused by the database" }],
  };
  await expect(importAreas(fresh.db, clock, { source: broken }, { compiledFile })).rejects.toThrow();
  expect(await fresh.db.area.findMany({ orderBy: { id: "asc" } })).toEqual(before);
  expect(readFileSync(compiledFile).equals(compiled)).toBe(true);
});

test("J1 an import speaks for its own countries alone", async () => {
  await importAreas(
    fresh.db,
    clock,
    {
      source: {
        name: "x",
        areas: [{ id: "CA", tier: "country", parents: [], name: "Canada" }],
        postalCodes: [],
        postalNames: [],
      },
    },
    { compiledFile },
  );
  await importAreas(fresh.db, clock, { source }, { compiledFile });
  expect(await fresh.db.area.count({ where: { id: { in: ["CA", "US"] } } })).toBe(2);
});

test("J1 a directory with a file missing is refused", async () => {
  await expect(readAreaDirectory(folder)).rejects.toMatchObject({ code: "areas_unreadable" });
});
