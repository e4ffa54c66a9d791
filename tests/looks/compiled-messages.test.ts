import { readFileSync } from "node:fs";
import path from "node:path";
import formatCompiled from "icu-minify/format";
import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { locales } from "@/i18n/locales";
import { messagesOf } from "@/i18n/messages";
import { argumentsOf } from "./icu";

type Texts = { [key: string]: string | Texts };

function leaves(texts: Texts, read: (text: string, key: string) => void, prefix = ""): void {
  for (const [key, text] of Object.entries(texts))
    if (typeof text === "string") read(text, prefix + key);
    else leaves(text, read, `${prefix}${key}.`);
}

function at(tree: unknown, key: string): unknown {
  return key.split(".").reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], tree);
}

test.each(locales)(
  "P7 compiled texts in %s read the same as the files, so that pages need no parser",
  async (locale) => {
    const compiled = await messagesOf(locale);
    const formatters = {
      getNumberFormat: (...args: ConstructorParameters<typeof Intl.NumberFormat>) => new Intl.NumberFormat(...args),
      getDateTimeFormat: (...args: ConstructorParameters<typeof Intl.DateTimeFormat>) =>
        new Intl.DateTimeFormat(...args),
      getPluralRules: (...args: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...args),
    };
    let compared = 0;
    for (const [namespace] of Object.entries(compiled)) {
      const texts = JSON.parse(readFileSync(path.resolve("messages", locale, `${namespace}.json`), "utf8")) as Texts;
      const t = createTranslator({ locale, messages: texts, timeZone: "UTC" }) as unknown as {
        markup: (key: string, values: object) => string;
      };
      leaves(texts, (text, key) => {
        const values: Record<string, unknown> = {};
        for (const argument of argumentsOf(text)) {
          const [name = "", kind = ""] = argument.split(":");
          if (argument.startsWith("<")) values[argument.replace(/[</>]/g, "")] = (chunks: unknown) => String(chunks);
          else if (kind === "date" || kind === "time") values[name] = new Date(0);
          else values[name] = kind === "select" || kind === "" ? "3" : 3;
        }
        const message = at(compiled[namespace], key) as Parameters<typeof formatCompiled>[0];
        const ours = formatCompiled(message, locale, values as never, { formatters, timeZone: "UTC" } as never);
        expect([ours].flat().join(""), `${namespace}.${key}`).toBe(t.markup(key, values));
        compared++;
      });
    }
    expect(compared).toBeGreaterThan(300);
  },
);
