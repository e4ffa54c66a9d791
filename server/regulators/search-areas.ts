import type { Reader } from "@/server/kernel/db";
import type { AuthorizedAdministrator } from "@/server/people/authority";
import { searchAreas } from "./oversight-store";

/** Areas by name or id, at most fifty; nothing for an empty text. */
export async function findAreas(deps: { db: Reader }, _by: AuthorizedAdministrator, text: string) {
  const plain = text.replaceAll("\0", "").trim().slice(0, 80);
  return plain ? searchAreas(deps.db, plain) : [];
}
