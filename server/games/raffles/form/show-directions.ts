import { currentRules } from "@/server/edge/current-rules";
import type { SeenPlace } from "@/server/edge/seen-place";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { findSalesPlace } from "./form-store";

/**
 * R7: the address of a map with the way to a place of sale, from `from` where it is given. Null where there is no such
 * place, and where its raffle is not for the reader to see (J13).
 */
export async function showDirections(
  deps: { db: Database; clock: Clock },
  reader: { place: SeenPlace | null; from: string | null },
  placeId: string,
): Promise<string | null> {
  const found = isId(placeId) ? await findSalesPlace(deps.db, placeId) : null;
  if (!found) return null;
  const { rules } = await currentRules(deps);
  const nowMs = deps.clock.now().getTime();
  const isOpen = rules.refusal(found.raffleId, reader.place, nowMs) === null;
  if (!isOpen && !rules.showsDetail(found.raffleId, reader.place, nowMs)) return null;
  const to = [found.street, found.city, found.postalCode].filter(Boolean).join(", ") || found.name;
  const address = new URL(
    reader.from ? "https://www.openstreetmap.org/directions" : "https://www.openstreetmap.org/search",
  );
  if (reader.from) {
    address.searchParams.set("from", reader.from);
    address.searchParams.set("to", to);
  } else address.searchParams.set("query", to);
  return address.toString();
}
