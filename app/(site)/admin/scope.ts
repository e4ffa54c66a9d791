import { type PageContext, withAuthority } from "@/server/api/page";
import { regulatorServices } from "@/server/api/raffle-services";
import { type AuthorizedAdministrator, authoriseAdministrator } from "@/server/people/authority";
import type { RegulatorDeps } from "@/server/regulators/ports";

export interface AdminScope {
  context: PageContext;
  by: AuthorizedAdministrator;
  deps: RegulatorDeps;
}

/** Every page and action of the administration begins here. */
export function adminScope(path: string): Promise<AdminScope> {
  return withAuthority(path, async (context) => ({
    context,
    by: authoriseAdministrator(context.actor),
    deps: await regulatorServices(context),
  }));
}
