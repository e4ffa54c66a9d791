import type { AuthorizedAdministrator } from "@/server/people/authority";
import { findAllGames, type GameName } from "./oversight-store";
import type { RegulatorDeps } from "./ports";

/** Every game of the venue, the newest first, for the decision tester. */
export function gamesToTest(deps: RegulatorDeps, _by: AuthorizedAdministrator): Promise<GameName[]> {
  return findAllGames(deps.db);
}
