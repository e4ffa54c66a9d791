import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { literalsIn } from "./literal-texts";

/** Pages that stand where message files cannot be relied on. */
const exempt = new Set(["app/global-error.tsx"]);

function sources(folder: string): string[] {
  return readdirSync(path.resolve(folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".tsx"))
    .map((name) => `${folder}/${name}`)
    .filter((name) => !exempt.has(name));
}

test("P9 the search for literal texts finds them, and leaves code alone", () => {
  expect(literalsIn(`<p className="a">Hello there</p>`)).toEqual(["Hello there"]);
  expect(literalsIn(`<p>\n  Two lines\n  {count}\n</p>`)).toEqual(["Two lines"]);
  expect(literalsIn(`<input aria-label="Email" />`)).toEqual(["Email"]);
  expect(literalsIn(`const a: Promise<Map<string, number>> = f(); return <b>{t("x")} · </b>;`)).toEqual([]);
  expect(literalsIn(`<pre className="x">npm run demo</pre>`)).toEqual([]);
  expect(literalsIn(`items.map((x) => <li key={x}>{x}</li>)`)).toEqual([]);
});

test.each([...sources("components"), ...sources("app")])("P9 %s holds no literal text", (file) => {
  expect(literalsIn(readFileSync(path.resolve(file), "utf8"))).toEqual([]);
});

test.each([...sources("components"), ...sources("app")])(
  "P25 %s has no style attribute or raw markup, which the policy would block",
  (file) => {
    const source = readFileSync(path.resolve(file), "utf8");
    expect(source).not.toMatch(/\sstyle=\{/);
    expect(source).not.toMatch(/dangerouslySetInnerHTML/);
  },
);
