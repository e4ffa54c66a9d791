import { redirect } from "next/navigation";
import { type PageContext, withAuthority } from "@/server/api/page";
import { regulatorServices } from "@/server/api/raffle-services";
import { AppError } from "@/server/kernel/errors";
import { type AuthorizedRegulator, authoriseRegulator, requireActor, scopesOf } from "@/server/people/authority";
import type { RegulatorDeps } from "@/server/regulators/ports";

export interface RegulatorScope {
  context: PageContext;
  by: AuthorizedRegulator;
  deps: RegulatorDeps;
  areaName: string;
  /** The areas this person holds, to switch between. */
  areas: Array<{ id: string; name: string }>;
}

/** The area a page acts for: the one asked for, where it lies within what is held; else the first that is held. */
export function regulatorScope(path: string, areaId?: string): Promise<RegulatorScope> {
  return withAuthority(path, async (context) => {
    const { areaIds } = scopesOf(requireActor(context.actor));
    const deps = await regulatorServices(context);
    const wanted = areaId || areaIds[0];
    if (!wanted) redirect("/account/apply");
    if (!deps.tree.has(wanted)) throw new AppError("notFound", 404);
    const by = authoriseRegulator(context.actor, wanted, deps.tree);
    const areas = areaIds.map((id) => ({ id, name: deps.tree.displayName(id) }));
    return { context, by, deps, areas, areaName: deps.tree.displayName(wanted) };
  });
}
