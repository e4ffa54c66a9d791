import { getLocale, getTranslations } from "next-intl/server";
import type { DraftFault, RaffleDraft } from "@/server/games/raffles/draft";
import { placeLabel } from "@/server/games/raffles/prize-labels";
import { formatMoney } from "@/server/kernel/money";

/** One fault of a raffle in the words of its form; `draft` tells how its drawings and prizes are called. */
export async function faultText(
  fault: DraftFault,
  draft?: Pick<RaffleDraft, "drawings" | "currency">,
): Promise<string> {
  const locale = await getLocale();
  const t = await getTranslations("organisation");
  const own = await getTranslations("structures");
  const where = placeLabel((key, values) => own(key, values), fault.field, draft?.drawings);
  const name = fault.field.split(".").at(-1) ?? "";
  const label = t.has(`field.${name}`) ? t(`field.${name}`) : t("field.other");
  const params = Object.fromEntries(
    Object.entries(fault.params ?? {}).map(([key, value]) => [
      key,
      key.endsWith("Minor") ? formatMoney(Number(value), draft?.currency ?? "USD", locale) : value,
    ]),
  );
  const values = { field: where ? `${where}, ${label}` : label, where: where ?? label, ...params };
  return own.has(`faults.${fault.code}`) ? own(`faults.${fault.code}`, values) : t(`faults.${fault.code}`, values);
}

/** Faults of a raffle in the words of its form, each said once. */
export async function faultTexts(
  faults: readonly DraftFault[],
  draft?: Pick<RaffleDraft, "drawings" | "currency">,
): Promise<string[]> {
  return [...new Set(await Promise.all(faults.map((fault) => faultText(fault, draft))))];
}
