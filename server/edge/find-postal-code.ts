import { resolvePostalCode } from "@/server/areas/resolve-postal-code";
import type { Database } from "@/server/kernel/db";
import { isAppError } from "@/server/kernel/errors";
import type { PostalMeaning } from "./choose-place";

/** What a postal code may mean; null where there is no such code and where the text cannot be one. */
export async function findPostalCode(
  deps: { db: Database },
  country: string,
  code: string,
): Promise<PostalMeaning | null> {
  try {
    return await resolvePostalCode(deps.db, code, country);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
