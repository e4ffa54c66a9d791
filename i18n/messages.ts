import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import type { AbstractIntlMessages } from "next-intl";
import type { Locale } from "./locales";

const loaded = new Map<Locale, Promise<AbstractIntlMessages>>();

/**
 * All texts of a language, one key a namespace (the file's name). Read once a process; in development each time, so
 * that an edited text shows at once. Throws where a file is missing or is no JSON.
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
