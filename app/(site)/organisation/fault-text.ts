import { getTranslations } from "next-intl/server";
import type { DraftFault } from "@/server/games/raffles/draft";

/** Faults of a raffle in the words of its form. */
export async function faultTexts(faults: readonly DraftFault[]): Promise<string[]> {
  const t = await getTranslations("organisation");
  const texts = faults.map((fault) => {
    const name = fault.field.split(".").at(-1) ?? "";
    const field = t.has(`field.${name}`) ? t(`field.${name}`) : t("field.other");
    return t(`faults.${fault.code}`, { field, ...fault.params });
  });
  return [...new Set(texts)];
}
