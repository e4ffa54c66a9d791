import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isPostalCode } from "./area-files";
import { findPostalAreas, type PostalAreaRow } from "./store";

/** Every county and municipality that a postal code may mean. `permille` is a share of area and never of people. */
export interface ResolvedPostalCode {
  readonly code: string;
  readonly name: string;
  readonly areas: readonly PostalAreaRow[];
}

/** A postal code as people type it, in the form of the tables: ZIP+4 loses its addition. Null where it has no such form. */
export function normalisePostalCode(text: string, country = "US"): string | null {
  const trimmed = text.trim().toUpperCase();
  const code = country === "US" ? trimmed.replace(/^(\d{5})[- ]?\d{4}$/, "$1") : trimmed;
  return isPostalCode(country, code) ? code : null;
}

/**
 * What a postal code may mean; null where there is no such code. Throws `postal_code_invalid` for a text that cannot
 * be one.
 */
export async function resolvePostalCode(
  reader: Reader,
  text: string,
  country = "US",
): Promise<ResolvedPostalCode | null> {
  const code = normalisePostalCode(text, country);
  if (code === null) throw new AppError("postal_code_invalid", 400, { code: text.slice(0, 20) });
  const { name, areas } = await findPostalAreas(reader, country, code);
  return areas.length === 0 ? null : { code, name, areas };
}
