import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { locales } from "@/i18n/locales";
import type { DrawingDraft } from "@/server/games/raffles/draft";
import { labelsOf, placeLabel, prizeLabel, type SayLabel } from "@/server/games/raffles/prize-labels";
import { plover } from "./support";

const texts = (locale: string, name: string) =>
  JSON.parse(readFileSync(path.resolve("messages", locale, `${name}.json`), "utf8")) as Record<string, unknown>;
function sayIn(locale: string): SayLabel {
  const t = createTranslator({ locale, messages: texts(locale, "structures") }) as unknown as SayLabel;
  return (key, values) => t(key, values);
}

const choice = { quantity: 1, prizes: [...plover().prizes, ...plover().prizes] };
const main: DrawingDraft = {
  kind: "main",
  triggerCount: null,
  triggerAt: null,
  method: "beacon",
  groups: [plover(), plover(), choice],
};
const early: DrawingDraft = { ...main, kind: "early-bird", triggerCount: 10, groups: [plover()] };

test("R4 labels follow by themselves from where things stand, in both languages", () => {
  const en = labelsOf(sayIn("en"), [main, early, { ...early, triggerCount: 20 }]);
  expect([...en]).toEqual([
    ["drawings.0", "Main Drawing"],
    ["drawings.0.groups.0", "First Prize"],
    ["drawings.0.groups.0.prizes.0", "First Prize"],
    ["drawings.0.groups.1", "Second Prize"],
    ["drawings.0.groups.1.prizes.0", "Second Prize"],
    ["drawings.0.groups.2", "Third Prize"],
    ["drawings.0.groups.2.prizes.0", "Third Prize, Choice One"],
    ["drawings.0.groups.2.prizes.1", "Third Prize, Choice Two"],
    ["drawings.1", "Early Bird Drawing One"],
    ["drawings.1.groups.0", "First Prize"],
    ["drawings.1.groups.0.prizes.0", "First Prize"],
    ["drawings.2", "Early Bird Drawing Two"],
    ["drawings.2.groups.0", "First Prize"],
    ["drawings.2.groups.0.prizes.0", "First Prize"],
  ]);
  const es = labelsOf(sayIn("es"), [main, early]);
  expect(es.get("drawings.0.groups.2.prizes.1")).toBe("Tercer premio, Opción dos");
  expect(es.get("drawings.1")).toBe("Sorteo anticipado uno");
  const pools = labelsOf(sayIn("en"), [
    { ...main, kind: "pool", groups: [plover()] },
    { ...main, kind: "pool", groups: [choice] },
  ]);
  expect(pools.get("drawings.1.groups.0.prizes.1")).toBe("Second Prize, Choice Two");
});

test("R4 after twenty the labels count in figures", () => {
  const numbers = [20, 21, 22, 23, 24, 111, 200];
  expect(numbers.map((number) => prizeLabel(sayIn("en"), number))).toEqual([
    ...["Twentieth Prize", "21st Prize", "22nd Prize", "23rd Prize", "24th Prize", "111th Prize", "200th Prize"],
  ]);
  expect(numbers.map((number) => prizeLabel(sayIn("es"), number)).slice(0, 3)).toEqual([
    ...["Vigésimo premio", "Premio 21", "Premio 22"],
  ]);
});

test("R4 a fault says where it stands", () => {
  const say = sayIn("en");
  expect(placeLabel(say, "drawings.1.groups.0.prizes.0.costMinor", [main, early])).toBe(
    "Early Bird Drawing One, First Prize",
  );
  expect(placeLabel(say, "drawings.0.groups.2.prizes.1.valueMinor", [main])).toBe("Third Prize, Choice Two");
  expect(placeLabel(say, "drawings.2.triggerAt")).toBe("Early Bird Drawing Two");
  expect(placeLabel(say, "ticketCap")).toBeNull();
});

test.each(locales)("R9 every fault that a rule can find has words, in %s", (locale) => {
  const folder = path.resolve("server/games/raffles");
  const sources = readdirSync(folder)
    .filter((name) =>
      /^(draft-faults|drawing-rules|law-rules|plan-faults|activation|save-raffle|prize-order)\.ts$/.test(name),
    )
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("\n");
  const codes = new Set(
    [
      ...sources.matchAll(/add\(\s*[^,]+?,\s*(?:\w+ === "\w+" \? )?"(\w+)"(?: : "(\w+)")?/gs),
      ...sources.matchAll(/code: "(\w+)"/g),
      ...sources.matchAll(/limitFault\("\w+", [\w.]+, "(\w+)"\)/g),
    ].flatMap(([, one, other]) => [one, other].filter((code) => code !== undefined)),
  );
  expect(codes.size).toBeGreaterThan(60);
  const words = {
    ...(texts(locale, "organisation").faults as Record<string, string>),
    ...(texts(locale, "structures").faults as Record<string, string>),
  };
  expect([...codes].filter((code) => !words[code])).toEqual([]);
});
