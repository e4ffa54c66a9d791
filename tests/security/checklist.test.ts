import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { modules, root } from "../support/modules";

const text = readFileSync(path.join(root, "docs/security.md"), "utf8");
const rows = [...text.matchAll(/^\| V([\d.]+) \| ([12]) \| (.+?) \| (.+?) \| (.+) \|$/gm)].map((found) => ({
  id: found[1]!,
  level: Number(found[2]),
  state: found[4]!,
  here: found[5]!,
}));
const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map((found) => found[1]!);

/** How many requirements of levels 1 and 2 each section of the standard has, in its own numbers (5.0.0). */
const SECTIONS: Record<string, number> = {
  "1.1": 2,
  "1.2": 9,
  "1.3": 11,
  "1.4": 3,
  "1.5": 2,
  "2.1": 3,
  "2.2": 3,
  "2.3": 4,
  "2.4": 1,
  "3.2": 2,
  "3.3": 4,
  "3.4": 6,
  "3.5": 5,
  "3.7": 2,
  "4.1": 3,
  "4.2": 1,
  "4.3": 2,
  "4.4": 4,
  "5.1": 1,
  "5.2": 3,
  "5.3": 2,
  "5.4": 3,
  "6.1": 3,
  "6.2": 12,
  "6.3": 4,
  "6.4": 4,
  "6.5": 5,
  "6.6": 3,
  "6.8": 4,
  "7.1": 3,
  "7.2": 4,
  "7.3": 2,
  "7.4": 5,
  "7.5": 2,
  "7.6": 2,
  "8.1": 2,
  "8.2": 3,
  "8.3": 1,
  "8.4": 1,
  "9.1": 3,
  "9.2": 4,
  "10.1": 2,
  "10.2": 2,
  "10.3": 4,
  "10.4": 11,
  "10.5": 5,
  "10.6": 2,
  "10.7": 3,
  "11.1": 2,
  "11.2": 3,
  "11.3": 3,
  "11.4": 4,
  "11.5": 1,
  "11.6": 1,
  "12.1": 3,
  "12.2": 2,
  "12.3": 4,
  "13.1": 1,
  "13.2": 5,
  "13.3": 2,
  "13.4": 5,
  "14.1": 2,
  "14.2": 4,
  "14.3": 3,
  "15.1": 3,
  "15.2": 3,
  "15.3": 7,
  "16.1": 1,
  "16.2": 5,
  "16.3": 4,
  "16.4": 3,
  "16.5": 3,
  "17.1": 1,
  "17.2": 4,
  "17.3": 2,
};

test("P25 the checklist has a row for every requirement of levels 1 and 2, once and in order", () => {
  const wanted = Object.entries(SECTIONS).flatMap(([section, count]) =>
    Array.from({ length: count }, (_, at) => `${section}.${at + 1}`),
  );
  expect(wanted).toHaveLength(253);
  const inOrder = (one: string, other: string) => {
    const [left, right] = [one, other].map((id) => id.split(".").map(Number));
    return left!.map((part, at) => part - right![at]!).find((difference) => difference !== 0) ?? 0;
  };
  expect(rows.map((row) => row.id)).toEqual(wanted.sort(inOrder));
  expect(rows.filter((row) => row.level === 1)).toHaveLength(70);
});

test("P25 each row of the checklist says where it stands, and whatever is not met says why", () => {
  for (const { id, state, here } of rows) {
    expect([id, state]).toEqual([id, expect.stringMatching(/^(met|partly|not met|operator|n\/a)$/)]);
    if (state !== "met") expect([id, here.length > 5]).toEqual([id, true]);
  }
});

test("P25 every file that the checklist names exists", () => {
  const files = quoted.filter((one) =>
    /^(server|app|tests|docs|components|prisma|dev|cli|i18n|public)\/\S|^[\w-]+\.(ts|json)$/.test(one),
  );
  expect(files.length).toBeGreaterThan(80);
  expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});

test("P25 every test that the checklist names exists", () => {
  const names = new Set(
    modules("tests").flatMap((module) =>
      [...module.text.matchAll(/\btest(?:\.\w+)*\(\s*(?:"([^"\n]+)"|'([^'\n]+)'|`([^`]+)`)/g)].map(
        (found) => found[1] ?? found[2] ?? found[3] ?? "",
      ),
    ),
  );
  const named = quoted.filter((one) => /^[A-Z]{1,2}\d{1,2}[a-z]? /.test(one));
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((name) => !names.has(name))).toEqual([]);
});
