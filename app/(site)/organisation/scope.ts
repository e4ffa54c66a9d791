import { redirect } from "next/navigation";
import { type PageContext, withAuthority } from "@/server/api/page";
import { raffleServices } from "@/server/api/raffle-services";
import { findOwner } from "@/server/games/raffles/find-owner";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { type AuthorizedOrganiser, authoriseOrganiser, requireActor, scopesOf } from "@/server/people/authority";
import { sectionOfPath } from "./sections";

export interface OrganiserScope {
  context: PageContext;
  by: AuthorizedOrganiser;
  raffles: RaffleDeps;
  /** Every organisation this person may act for, to switch between. */
  organisationIds: string[];
}

/** The organisation a page acts for: the one asked for, else the first; without any, to the application. */
export function organiserScope(path: string, organisationId?: string): Promise<OrganiserScope> {
  return withAuthority(path, async (context) => {
    const { organisationIds } = scopesOf(requireActor(context.actor));
    const wanted = organisationId ?? organisationIds[0];
    if (!wanted) redirect("/account/apply");
    const by = authoriseOrganiser(context.actor, wanted, sectionOfPath(path));
    return { context, by, organisationIds, raffles: await raffleServices(context) };
  });
}

/** The authority over one raffle: that of the organisation it belongs to, among those the person acts for. */
export function raffleScope(path: string, raffleId: string): Promise<OrganiserScope> {
  return withAuthority(path, async (context) => {
    const raffles = await raffleServices(context);
    const { organisationIds } = scopesOf(requireActor(context.actor));
    const owner = await ownerAmong(raffles, raffleId, organisationIds);
    return { context, by: authoriseOrganiser(context.actor, owner, sectionOfPath(path)), organisationIds, raffles };
  });
}

async function ownerAmong(raffles: RaffleDeps, raffleId: string, organisationIds: string[]): Promise<string> {
  const owner = await findOwner(raffles, raffleId);
  return owner && organisationIds.includes(owner) ? owner : "none";
}
