import type { OpenHolds } from "@/server/people/ports";
import type { Services } from "./services";

/** What a change of residence or age has to reach at once (J11). */
export function openHolds(_process: Services): OpenHolds {
  return { reviewAfterResidenceChange: async () => 0 };
}
