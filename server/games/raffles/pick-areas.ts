import type { Reader } from "@/server/kernel/db";
import type { DraftFault } from "./draft";
import { type DraftForm, rowsOf } from "./form-reader";
import { findAreasByText } from "./raffle-store";

/**
 * The areas that the texts of a form mean ("US-NY", "Erie County, New York"), by field; a fault where a text means
 * none, or several.
 */
export async function pickAreas(
  reader: Reader,
  form: DraftForm,
): Promise<{ areaIds: Map<string, string>; faults: DraftFault[] }> {
  const areaIds = new Map<string, string>();
  const faults: DraftFault[] = [];
  for (const list of ["permissions", "exclusions"]) {
    for (const row of rowsOf(form, list)) {
      const field = `${list}.${row}.area`;
      const text = String(form[field] ?? "").trim();
      const found = text ? await findAreasByText(reader, text) : [];
      const [first] = found;
      if (!first) faults.push({ field, code: "unknownArea" });
      else if (found.length > 1 && first.id !== text.toUpperCase()) {
        faults.push({
          field,
          code: "severalAreas",
          params: { areas: found.map(({ id, name }) => `${name} (${id})`).join("; ") },
        });
      } else areaIds.set(field, first.id);
    }
  }
  return { areaIds, faults };
}
