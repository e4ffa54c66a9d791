import type { PageContext } from "@/server/api/page";
import type { Onlooker } from "@/server/games/syndicates/show-syndicates";

/** Where the reader is and how old, as the gate resolved it for this request. */
export function onlookerOf({ seenPlace }: PageContext): Onlooker {
  return {
    place: seenPlace && { alternatives: seenPlace.alternatives },
    age: seenPlace?.ageAtLeast ?? null,
  };
}
