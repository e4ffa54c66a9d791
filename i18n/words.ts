import { createTranslator } from "next-intl";
import { defaultLocale, isLocale } from "./locales";
import { messagesOf } from "./messages";

/** One text by its whole key, such as `mail.receipt.subject`. A missing one throws: a letter with a hole is no letter. */
export type Say = (key: string, fill?: Record<string, string | number>) => string;

/** The texts of a language outside of pages, for mail; the default language where it is not spoken here. */
export async function wordsOf(locale: string): Promise<Say> {
  const spoken = isLocale(locale) ? locale : defaultLocale;
  const translate = createTranslator({
    locale: spoken,
    messages: await messagesOf(spoken),
    onError: (error) => {
      throw error;
    },
  });
  return (key, fill) => translate(key as never, fill as never);
}
