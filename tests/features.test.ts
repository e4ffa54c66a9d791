import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const text = readFileSync("docs/features.md", "utf8");
const built = text.slice(0, text.indexOf("## In part"));
const rows = built
  .split("\n")
  .filter((line) => /^\| [A-Z]{1,2}\d+[a-z]?\s*\|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

test("P9 each row of docs/features.md names tests that exist and begin with its id", () => {
  expect(rows.length).toBeGreaterThan(50);
  for (const [, id = "", , , tests = ""] of rows) {
    expect(tests, id).not.toBe("");
    for (const file of tests.split(", ")) {
      expect(existsSync(file), `${id}: ${file}`).toBe(true);
      expect(readFileSync(file, "utf8"), `${id}: ${file}`).toMatch(new RegExp(`["'\`]${id} `));
    }
  }
});

test("P9 no id stands twice, and each place it names exists", () => {
  const ids = rows.map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id, , places = ""] of rows) {
    for (const place of places.split(", ")) {
      const file = place.replace(/ \(.*$/, "");
      expect(existsSync(file), `${id}: ${file}`).toBe(true);
    }
  }
});
