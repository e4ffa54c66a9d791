import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { motifs } from "@/components/covers/motifs";
import { locales } from "@/i18n/locales";
import { CATEGORIES } from "@/server/games/raffles/categories";

test.each(locales)("R1 the form has a word for every kind of prize and every cover, in %s", (locale) => {
  const words = JSON.parse(readFileSync(path.resolve("messages", locale, "organisation.json"), "utf8")) as Record<
    "category" | "cover",
    Record<string, string>
  >;
  expect(CATEGORIES.filter((category) => !words.category[category])).toEqual([]);
  expect(motifs.filter((motif) => !words.cover[motif])).toEqual([]);
});
