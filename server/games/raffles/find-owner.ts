import { isId } from "@/server/kernel/ids";
import type { RaffleDeps } from "./ports";
import { findOrganisationOf } from "./raffle-store";

/** Whose raffle this is, or null. It grants nothing: the authority is proven afterwards. */
export function findOwner(deps: Pick<RaffleDeps, "db">, raffleId: string): Promise<string | null> {
  return isId(raffleId) ? findOrganisationOf(deps.db, raffleId) : Promise.resolve(null);
}
