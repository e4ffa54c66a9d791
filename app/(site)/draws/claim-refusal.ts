import { getTranslations } from "next-intl/server";
import { refusalText } from "@/server/api/page";
import { isAppError } from "@/server/kernel/errors";

/** What a refusal about a drawing or a prize says, in the page's own words; anything else as everywhere. */
export async function claimRefusal(error: unknown, where: string): Promise<string> {
  const t = await getTranslations("claims.refusals");
  return isAppError(error) && t.has(error.code) ? t(error.code, error.params) : refusalText(error, where);
}
