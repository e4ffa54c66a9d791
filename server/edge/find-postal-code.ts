import type { Database } from "@/server/kernel/db";
import { readPostalMeaning } from "./area-tree-store";
import type { PostalMeaning } from "./choose-place";

/** Every county and municipality a postal code may mean; five digits count in the United States (ZIP+4 is cut). */
export async function findPostalCode(
  deps: { db: Database },
  country: string,
  code: string,
): Promise<PostalMeaning | null> {
  const plain = country === "US" ? code.trim().slice(0, 5) : code.trim().toUpperCase();
  if (country === "US" && !/^\d{5}$/.test(plain)) return null;
  return readPostalMeaning(deps.db, country, plain);
}
