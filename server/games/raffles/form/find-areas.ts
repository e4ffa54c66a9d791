import { resolvePostalCode } from "@/server/areas/resolve-postal-code";
import type { Reader } from "@/server/kernel/db";
import { isAppError } from "@/server/kernel/errors";
import { findAreasByText } from "../raffle-store";
import type { AreaAnswer } from "./read-form";

/** What texts mean as areas: an id, a name ("Erie County, New York"), or a ZIP code that lies in one county alone. */
export async function findAreas(reader: Reader, texts: Iterable<string>): Promise<Map<string, AreaAnswer>> {
  const answers = new Map<string, AreaAnswer>();
  for (const text of new Set(texts)) {
    if (text) answers.set(text, /^\d{5}$/.test(text) ? await byPostalCode(reader, text) : await byText(reader, text));
  }
  return answers;
}

async function byText(reader: Reader, text: string): Promise<AreaAnswer> {
  const found = text.length > 120 ? [] : await findAreasByText(reader, text);
  const [first] = found;
  if (!first) return { fault: "unknownArea" };
  if (found.length > 1 && first.id !== text.toUpperCase()) return several(found);
  return first;
}

async function byPostalCode(reader: Reader, code: string): Promise<AreaAnswer> {
  try {
    const areas = (await resolvePostalCode(reader, code, "US"))?.areas ?? [];
    const counties = areas.filter(({ tier }) => tier === "county");
    if (counties.length > 1) return several(counties);
    return counties[0] ? { id: counties[0].id, name: counties[0].name } : { fault: "unknownArea" };
  } catch (error) {
    if (isAppError(error)) return { fault: "unknownArea" };
    throw error;
  }
}

function several(found: ReadonlyArray<{ id: string; name: string }>): AreaAnswer {
  return { fault: "severalAreas", params: { areas: found.map(({ id, name }) => `${name} (${id})`).join("; ") } };
}
