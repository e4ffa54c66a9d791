import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import compile from "icu-minify/compile";
import type { AbstractIntlMessages } from "next-intl";
import type { Locale } from "./locales";

const loaded = new Map<Locale, Promise<AbstractIntlMessages>>();

/**
 * All texts of a language, one key a namespace (the file's name), each compiled: pages then carry a formatter of one
 * kilobyte instead of a parser of ten (next.config.ts names it). Read once a process; in development each time, so that
 * an edited text shows at once. Throws where a file is missing, is no JSON or holds a text that is no ICU message.
 */
export function messagesOf(locale: Locale): Promise<AbstractIntlMessages> {
  if (process.env.NODE_ENV === "development") return read(locale);
  let messages = loaded.get(locale);
  if (!messages) {
    messages = read(locale);
    loaded.set(locale, messages);
  }
  return messages;
}

async function read(locale: Locale): Promise<AbstractIntlMessages> {
  return compiled(await textsOf(locale));
}

/** The same texts as they were written, for what is not a page. Read at each call. */
export async function textsOf(locale: Locale): Promise<AbstractIntlMessages> {
  const folder = path.join(process.cwd(), "messages", locale);
  const names = (await readdir(folder)).filter((name) => name.endsWith(".json")).sort();
  const entries = await Promise.all(
    names.map(async (name) => [
      name.slice(0, -".json".length),
      JSON.parse(await readFile(path.join(folder, name), "utf8")) as AbstractIntlMessages,
    ]),
  );
  return Object.fromEntries(entries);
}

/** The same tree with every text compiled; texts without arguments stay as they are. */
function compiled(texts: AbstractIntlMessages): AbstractIntlMessages {
  const entries = Object.entries(texts).map(([key, text]) => [
    key,
    // Plain objects only, which may be sent to client components; the library's type says string for them too.
    typeof text === "string" ? (JSON.parse(JSON.stringify(compile(text))) as string) : compiled(text),
  ]);
  return Object.fromEntries(entries);
}
