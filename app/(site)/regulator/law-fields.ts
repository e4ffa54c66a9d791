import { getTranslations } from "next-intl/server";
import type { FieldSpec, FormValues } from "@/components/people/form-spec";
import { amountText } from "@/server/games/raffles/form-values";
import { readRequirements } from "@/server/jurisdiction/requirements";

const YES_NO = [
  "rafflesAllowed",
  "onlineSaleAllowed",
  "permitNeeded",
  "freeEntryAllowed",
  "filterFirst",
  "presenceWaived",
];

/** What an area's law may say (R16, X3), each with "nothing on record" as its first answer. */
export async function lawFields(): Promise<FieldSpec[]> {
  const t = await getTranslations("regulator");
  const words = ["", "yes", "no"].map((value) => ({ value, text: t(`word.${value || "none"}`) }));
  const text = (name: string): FieldSpec => ({
    kind: "text",
    name,
    label: t(`law.${name}`),
    inputMode: "decimal",
    width: "small",
  });
  return [
    { kind: "hidden", name: "area" },
    { kind: "hidden", name: "as" },
    {
      kind: "text",
      name: "minimumAge",
      label: t("law.minimumAge"),
      hint: t("law.minimumAgeHint"),
      inputMode: "numeric",
      width: "small",
    },
    ...YES_NO.map(
      (name): FieldSpec => ({ kind: "select", name, label: t(`law.${name}`), options: words, width: "medium" }),
    ),
    {
      kind: "select",
      name: "presence",
      label: t("law.presence"),
      width: "medium",
      options: ["", "both", "resident", "present", "either"].map((value) => ({
        value,
        text: value ? t(`presence.${value}`) : t("word.none"),
      })),
    },
    {
      kind: "choices",
      many: true,
      name: "drawMethods",
      legend: t("law.drawMethods"),
      hint: t("law.noneTicked"),
      options: ["beacon", "machine", "hand"].map((value) => ({ value, text: t(`method.${value}`) })),
    },
    {
      kind: "choices",
      many: true,
      name: "forbiddenFunding",
      legend: t("law.forbiddenFunding"),
      options: ["credit", "debit", "prepaid"].map((value) => ({ value, text: t(`funding.${value}`) })),
    },
    text("maximumPriceLevels"),
    text("maximumTicketPrice"),
    text("maximumTickets"),
    text("maximumPrizeValue"),
    { kind: "lines", name: "helpLineText", label: t("law.helpLineText"), rows: 2 },
    { kind: "lines", name: "ticketText", label: t("law.ticketText"), rows: 2 },
    { kind: "lines", name: "note", label: t("law.note"), rows: 2 },
    { kind: "text", name: "source", label: t("law.source"), hint: t("law.sourceHint") },
  ];
}

/** The form of the law in force; nothing on record is an empty form. */
export function lawValues(
  area: string,
  as: "regulator" | "administrator",
  rule: { minimumAge: number | null; rules: unknown; source: string } | undefined,
): FormValues {
  const values: FormValues = { area, as, source: rule?.source ?? "", minimumAge: rule?.minimumAge?.toString() ?? "" };
  const law = readRequirements(rule?.rules);
  for (const name of YES_NO) {
    const value = (law as Record<string, unknown>)[name];
    values[name] = value === true ? "yes" : value === false ? "no" : "";
  }
  values.presence = law.presence ?? "";
  values.drawMethods = law.drawMethods ?? [];
  values.forbiddenFunding = law.forbiddenFunding ?? [];
  values.maximumPriceLevels = law.maximumPriceLevels?.toString() ?? "";
  values.maximumTickets = law.maximumTickets?.toString() ?? "";
  values.maximumTicketPrice = law.maximumTicketPriceMinor === undefined ? "" : amountText(law.maximumTicketPriceMinor);
  values.maximumPrizeValue = law.maximumPrizeValueMinor === undefined ? "" : amountText(law.maximumPrizeValueMinor);
  values.helpLineText = law.helpLineText ?? "";
  values.ticketText = law.ticketText ?? "";
  values.note = law.note ?? "";
  return values;
}
