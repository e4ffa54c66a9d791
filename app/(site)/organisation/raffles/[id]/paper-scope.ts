import { getLocale, getTranslations } from "next-intl/server";
import { refusalText } from "@/server/api/page";
import { paperServices } from "@/server/api/paper-services";
import { isAppError } from "@/server/kernel/errors";
import { formatMoney } from "@/server/kernel/money";
import type { EnterTicketsDeps } from "@/server/tickets/paper/enter-tickets";
import type { PaperLaw } from "@/server/tickets/paper/ports";
import { type OrganiserScope, raffleScope } from "../../scope";

export interface PaperScope extends OrganiserScope {
  paper: EnterTicketsDeps & { law: PaperLaw };
  /** What books and reconciliation need. */
  books: { db: EnterTicketsDeps["people"]["db"]; clock: EnterTicketsDeps["people"]["clock"]; law: PaperLaw };
}

/** The authority over one raffle's paper, and what its pages work with. */
export async function paperScope(path: string, raffleId: string): Promise<PaperScope> {
  const scope = await raffleScope(path, raffleId);
  const paper = await paperServices(scope.context, scope.context.people);
  return { ...scope, paper, books: { db: scope.context.db, clock: scope.context.clock, law: paper.law } };
}

/** What a refusal about paper says on a page; a refusal of another part of the house in that part's words. */
export async function paperRefusal(error: unknown, where: string): Promise<string> {
  const t = await getTranslations("paper.refusals");
  if (!isAppError(error) || !t.has(error.code)) return refusalText(error, where);
  if (error.code === "wrongPrice" && typeof error.params.expectedMinor === "number") {
    const price = formatMoney(error.params.expectedMinor, String(error.params.currency), await getLocale());
    return t("wrongPrice", { price });
  }
  return t(error.code, error.params);
}
