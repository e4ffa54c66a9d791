import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { contrast, contrastTable, pairs, readTokens } from "@/components/design/contrast";

const css = readFileSync(path.resolve("app/styles/tokens.css"), "utf8");

test("P8 contrast is computed as WCAG does: black on white is 21, a colour on itself 1", () => {
  const black = { l: 0, c: 0, h: 0 };
  const white = { l: 1, c: 0, h: 0 };
  expect(contrast(black, white)).toBeCloseTo(21, 2);
  expect(contrast(white, black)).toBeCloseTo(21, 2);
  expect(contrast(white, white)).toBeCloseTo(1, 5);
  // sRGB red on white is 4.00 by everybody's calculator; its OKLCH is 0.628 0.2577 29.23.
  expect(contrast({ l: 0.62796, c: 0.25768, h: 29.2339 }, white)).toBeCloseTo(3.998, 1);
});

test.each(contrastTable(css))("P8 $text on $on reaches $needs in light and dark ($use)", (pair) => {
  expect(pair.light, "light").toBeGreaterThanOrEqual(pair.needs);
  expect(pair.dark, "dark").toBeGreaterThanOrEqual(pair.needs);
});

test("P8 every colour role is read from the style sheet, and text pairs ask for 4.5", () => {
  const names = readTokens(css).map(({ name }) => name);
  const declared = [...css.matchAll(/^\s*--([a-z-]+):\s*light-dark/gm)].map(([, name]) => name);
  expect(names).toEqual(declared);
  expect(names.length).toBeGreaterThanOrEqual(26);
  for (const pair of pairs.filter(({ needs }) => needs < 4.5)) {
    expect(["line-strong", "map-open", "accent"]).toContain(pair.text);
  }
});

test("P8 a role too faint is found", () => {
  const faint = css.replace(/--ink-muted:[^;]+;/, "--ink-muted: light-dark(oklch(0.8 0.02 248), oklch(0.4 0.02 85));");
  expect(faint).not.toBe(css);
  const row = contrastTable(faint).find(({ text, on }) => text === "ink-muted" && on === "surface");
  expect(row?.light).toBeLessThan(4.5);
  expect(row?.dark).toBeLessThan(4.5);
});
