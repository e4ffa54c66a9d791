import { IntlMessageFormat } from "intl-messageformat";
import { defaultLocale, isLocale } from "./locales";
import { textsOf } from "./messages";

/** One text by its whole key, such as `mail.receipt.subject`. A missing one throws: a letter with a hole is no letter. */
export type Say = (key: string, fill?: Record<string, string | number>) => string;

/**
 * The texts of a language outside of pages, for mail; the default language where it is not spoken here. Formatted by
 * the library under next-intl, whose own formatter takes the compiled texts of pages alone.
 */
export async function wordsOf(locale: string): Promise<Say> {
  const spoken = isLocale(locale) ? locale : defaultLocale;
  const messages = await textsOf(spoken);
  const compiled = new Map<string, IntlMessageFormat>();
  return (key, fill) => {
    let message = compiled.get(key);
    if (!message) {
      const text = key
        .split(".")
        .reduce<unknown>((found, step) => (found as Record<string, unknown> | undefined)?.[step], messages);
      if (typeof text !== "string") throw new Error(`no text ${key} in ${spoken}`);
      message = new IntlMessageFormat(text, spoken, undefined, { ignoreTag: true });
      compiled.set(key, message);
    }
    return String(message.format(fill));
  };
}
