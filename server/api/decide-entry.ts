import { readSeenPlace } from "@/server/edge/seen-place";
import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import type { DecideEntry } from "@/server/tickets/ports";
import type { Services } from "./services";

interface Located {
  alternatives: ReadonlyArray<ReadonlyArray<readonly string[] | null>>;
}

/** A presence as requests carry it or as an order stored it; anything else is no presence. */
function placeOf(presence: unknown): Located | null {
  if (!presence || typeof presence !== "object") return null;
  if ("alternatives" in presence && Array.isArray((presence as Located).alternatives)) {
    const { alternatives } = presence as Located;
    const packed = { s: "geolocation", a: alternatives, l: "", g: null, r: 0 };
    return readSeenPlace(packed);
  }
  return readSeenPlace(presence);
}

/** Orders ask the jurisdiction through this; the decision is made from the database each time. */
export function decideEntryWith(_process: Services): DecideEntry {
  return async (reader, entry) => {
    const presence = placeOf(entry.presence);
    return authoriseEntry(reader, {
      gameId: entry.gameId,
      memberId: entry.memberId,
      presence: presence && { alternatives: presence.alternatives },
      now: entry.now,
      justRead: entry.justRead,
    });
  };
}
