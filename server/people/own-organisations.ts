import { type Actor, scopesOf } from "./authority";
import { findOrganisations, type OrganisationRecord } from "./organisation-store";
import type { PeopleDeps } from "./ports";

/** The organisations somebody may act for, by name. */
export function ownOrganisations(deps: Pick<PeopleDeps, "db">, actor: Actor): Promise<OrganisationRecord[]> {
  return findOrganisations(deps.db, scopesOf(actor).organisationIds);
}
