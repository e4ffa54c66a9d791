import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { defaultLocale, locales } from "@/i18n/locales";
import { argumentsOf } from "./icu";

type Texts = { [key: string]: string | Texts };

const namespaces = readdirSync(path.resolve("messages", defaultLocale)).sort();

function flat(texts: Texts, prefix = ""): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === "string") all.set(prefix + key, value);
    else for (const [below, text] of flat(value, `${prefix}${key}.`)) all.set(below, text);
  }
  return all;
}

function read(locale: string, file: string): Texts {
  return JSON.parse(readFileSync(path.resolve("messages", locale, file), "utf8")) as Texts;
}

/** Languages count differently: one may need a plural where another writes the number. */
function asValue(argument: string): string {
  return argument.replace(/:(?:plural|selectordinal|number)$/, ":number");
}

test("P9 the arguments of a message are found, nested ones too", () => {
  expect(argumentsOf("{count, plural, one {# of {cap}} other {none}} in <b>{place}</b>")).toEqual([
    "</b>",
    "<b>",
    "cap",
    "count:plural",
    "place",
  ]);
  expect(argumentsOf("your {tier, select, county {county} other {place}}")).toEqual(["tier:select"]);
  expect(() => argumentsOf("half a {brace")).toThrow();
});

test("P9 each language has the same message files", () => {
  for (const locale of locales) expect(readdirSync(path.resolve("messages", locale)).sort()).toEqual(namespaces);
});

for (const locale of locales.filter((each) => each !== defaultLocale)) {
  test.each(namespaces)(
    `P9 ${locale}/%s has the same keys and arguments, and no text left untranslated or empty`,
    (file) => {
      const source = flat(read(defaultLocale, file));
      const target = flat(read(locale, file));
      expect([...target.keys()].sort()).toEqual([...source.keys()].sort());
      let same = 0;
      let sentences = 0;
      for (const [key, text] of source) {
        const translated = target.get(key) ?? "";
        expect(argumentsOf(translated).map(asValue), key).toEqual(argumentsOf(text).map(asValue));
        expect(translated.trim() === "", key).toBe(text.trim() === "");
        if (text.split(" ").length >= 4) {
          sentences++;
          if (translated === text) same++;
        }
      }
      // A name, a code or a number may read the same; sentences may not.
      expect(same, `${same} of ${sentences} sentences are the same in both languages`).toBeLessThanOrEqual(
        sentences * 0.05,
      );
    },
  );
}

test.each(locales.flatMap((locale) => namespaces.map((file) => [locale, file] as const)))(
  "P9 every text of %s/%s can be formatted",
  (locale, file) => {
    const faults: string[] = [];
    const texts = read(locale, file);
    const t = createTranslator({
      locale,
      messages: texts,
      timeZone: "UTC",
      onError: (error) => faults.push(error.message),
    });
    for (const [key, text] of flat(texts)) {
      const values: Record<string, string | number | Date | ((chunks: unknown) => string)> = {};
      for (const argument of argumentsOf(text)) {
        const [name = "", kind = ""] = argument.split(":");
        if (argument.startsWith("<")) values[argument.replace(/[</>]/g, "")] = (chunks) => String(chunks);
        else if (kind === "date" || kind === "time") values[name] = new Date(0);
        else values[name] = kind === "select" || kind === "" ? "3" : 3;
      }
      (t.rich as (key: string, values: object) => unknown)(key, values);
    }
    expect(faults).toEqual([]);
  },
);
