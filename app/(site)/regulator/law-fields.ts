import { getTranslations } from "next-intl/server";
import type { FieldSpec } from "@/components/people/form-spec";
import { TICKET_ELEMENTS } from "@/server/jurisdiction/requirements";
import { AMOUNTS, COUNTS, YES_NO } from "./law-form";

/** What an area's law may say (R16, X3), each with "nothing on record" as its first answer. */
export async function lawFields(): Promise<FieldSpec[]> {
  const t = await getTranslations("regulator");
  const structures = await getTranslations("structures");
  const labelOf = (name: string) => (t.has(`law.${name}`) ? t(`law.${name}`) : structures(`law.${name}`));
  const words = ["", "yes", "no"].map((value) => ({ value, text: t(`word.${value || "none"}`) }));
  const text = (name: string): FieldSpec => ({
    kind: "text",
    name,
    label: labelOf(name),
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
      (name): FieldSpec => ({ kind: "select", name, label: labelOf(name), options: words, width: "medium" }),
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
    {
      kind: "select",
      name: "numbering",
      label: labelOf("numbering"),
      width: "medium",
      options: [
        { value: "", text: t("word.none") },
        ...(["at-issue", "at-close"] as const).map((value) => ({ value, text: structures(`law.numbered.${value}`) })),
      ],
    },
    {
      kind: "choices",
      many: true,
      name: "ticketElements",
      legend: labelOf("ticketElements"),
      hint: t("law.noneTicked"),
      options: TICKET_ELEMENTS.map((value) => ({ value, text: structures(`law.element.${value}`) })),
    },
    ...COUNTS.map(text),
    ...Object.values(AMOUNTS).map(text),
    { kind: "lines", name: "helpLineText", label: t("law.helpLineText"), rows: 2 },
    { kind: "lines", name: "ticketText", label: t("law.ticketText"), rows: 2 },
    { kind: "lines", name: "note", label: t("law.note"), rows: 2 },
    { kind: "text", name: "source", label: t("law.source"), hint: t("law.sourceHint") },
  ];
}
