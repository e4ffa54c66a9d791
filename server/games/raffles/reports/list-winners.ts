import type { AuthorizedOrganiser } from "@/server/people/authority";
import type { RaffleDeps } from "../ports";
import { findWinnersOf, type WinnerLine } from "./winners-store";

export const MOST_WINNERS = 500;

/** R15: the winners of all raffles of the organisation, archived ones too, or those whose claim is open. */
export function listWinners(
  deps: Pick<RaffleDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  filter: { openOnly: boolean; text: string },
): Promise<WinnerLine[]> {
  const text = filter.text.replaceAll("\0", "").trim().slice(0, 100);
  return findWinnersOf(deps.db, by.organisationId, {
    openOnly: filter.openOnly,
    text,
    limit: MOST_WINNERS,
    now: deps.clock.now(),
  });
}
