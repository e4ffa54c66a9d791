import { expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { HERE, refusalParams, refusalWords } from "@/server/jurisdiction/refusal";

const known = { nameOf: (area: string) => (area === "US-NY" ? "New York" : area), ages: new Map([["US-NY", 18]]) };
const CODES = [
  ..."excluded excluded-by-area stopped not-permitted local-incomplete permit-not-yet-valid permit-expired".split(" "),
  ..."under-age place-unknown presence-unknown residence-unknown governing-unknown governing-forbids".split(" "),
  ..."rules-unreadable game-unknown".split(" "),
];

test("P9 every reason that entry is refused for has its own words in each language, with the place and without", async () => {
  const [en, es] = [await wordsOf("en"), await wordsOf("es")];
  const told = new Set<string>();
  for (const code of CODES) {
    for (const area of ["US-NY", null]) {
      const params = refusalParams({ code, area, text: "English of the server" }, known);
      const words = [refusalWords(params, en), refusalWords(params, es)];
      expect(words).not.toContain("English of the server");
      expect(words[0]).not.toBe(words[1]);
      for (const text of words) {
        expect(text).not.toMatch(/[{}]|undefined/);
        told.add(`${code} ${text}`);
      }
    }
  }
  // Reasons about an area name it where it is known; the others say the same with or without one.
  expect(told.size).toBe(8 * 4 + 7 * 2);
});

test("P9 a refusal keeps the figure and says where it is about the place one is in now", async () => {
  const es = await wordsOf("es");
  const age = refusalParams({ code: "under-age", area: "US-NY", text: "" }, known);
  expect(refusalWords(age, es)).toBe("La edad mínima en New York es de 18 años.");
  const here = refusalParams({ code: "excluded", area: "US-NY", text: `${HERE}The game excludes New York.` }, known);
  expect(refusalWords(here, es)).toBe("Por el lugar donde usted está ahora: La rifa excluye New York.");
});

test("P9 what was written down before it had a code is told as it was written", async () => {
  const say = await wordsOf("es");
  expect(refusalWords({ reason: "The game excludes New York.", area: "US-NY" }, say)).toBe(
    "The game excludes New York.",
  );
  expect(refusalWords({ reason: "New.", reasonCode: "toString" }, say)).toBe("New.");
  expect(refusalWords({}, say)).toBe("");
});
