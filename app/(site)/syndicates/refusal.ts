import { getTranslations } from "next-intl/server";
import { entryRefusal, pageContext } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";

/** What a refusal says on these pages; whatever they have no words for went wrong on our side. */
export async function syndicateRefusal(error: unknown): Promise<string> {
  const { correlationId } = await pageContext();
  const { code, params } = reportError(error, correlationId, "syndicates");
  const t = await getTranslations("syndicates.refusals");
  if (code === "entryClosed") return t("entryClosed", { reason: await entryRefusal(params) });
  const pools = await getTranslations("syndicate-pools.refusals");
  if (pools.has(code as "poolFull")) return pools(code as "poolFull", params);
  return t.has(code as "other") ? t(code as "other", params) : t("other");
}
