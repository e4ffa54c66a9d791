import { getTranslations } from "next-intl/server";
import { motifs } from "@/components/covers/motifs";
import type { FieldSpec } from "@/components/people/form-spec";
import { CATEGORIES } from "@/server/games/raffles/categories";

const TIME_ZONES = [
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Phoenix",
  "America/Los_Angeles",
  "America/Anchorage",
  "Pacific/Honolulu",
  "America/Puerto_Rico",
  "Pacific/Guam",
];

/** The form of a raffle, its parts in the order of the public page. `listsPerGame`: whether its own lists count (J12). */
export async function raffleFields(listsPerGame: boolean): Promise<FieldSpec[]> {
  const t = await getTranslations("organisation");
  const field = (name: string) => t(`field.${name}`);
  const hint = (name: string) => t(`hint.${name}`);
  const words = (list: string) => ({
    add: t(`add.${list}`),
    remove: t("remove"),
    item: t(`item.${list}`, { number: "{number}" }),
  });
  const category = (value: string) => ({ value, text: t(`category.${value}`) });
  const lists: FieldSpec[] = listsPerGame
    ? [
        {
          kind: "list",
          name: "permissions",
          legend: field("permissions"),
          hint: hint("permissions"),
          most: 60,
          words: words("permissions"),
          fields: [
            { kind: "text", name: "area", label: field("area"), hint: hint("area") },
            {
              kind: "select",
              name: "coverage",
              label: field("coverage"),
              options: ["wide", "not-required", "local"].map((value) => ({ value, text: t(`coverage.${value}`) })),
            },
            { kind: "text", name: "permitNumber", label: field("permitNumber"), mono: true },
            { kind: "text", type: "date", name: "from", label: field("from") },
            { kind: "text", type: "date", name: "to", label: field("to") },
          ],
        },
        {
          kind: "list",
          name: "exclusions",
          legend: field("exclusions"),
          hint: hint("exclusions"),
          most: 100,
          words: words("exclusions"),
          fields: [{ kind: "text", name: "area", label: field("area") }],
        },
      ]
    : [];
  return [
    { kind: "hidden", name: "organisationId" },
    { kind: "hidden", name: "raffleId" },
    { kind: "hidden", name: "revision" },
    { kind: "heading", text: t("part.where"), intro: listsPerGame ? t("part.whereIntro") : t("part.wherePerArea") },
    ...lists,
    {
      kind: "text",
      name: "minimumAge",
      label: field("minimumAge"),
      hint: hint("minimumAge"),
      inputMode: "numeric",
      width: "small",
    },
    { kind: "heading", text: t("part.what") },
    { kind: "text", name: "title", label: field("title") },
    { kind: "lines", name: "summary", label: field("summary"), hint: hint("summary"), rows: 2 },
    { kind: "lines", name: "description", label: field("description"), rows: 6 },
    { kind: "select", name: "category", label: field("category"), width: "medium", options: CATEGORIES.map(category) },
    {
      kind: "select",
      name: "cover",
      label: field("cover"),
      hint: hint("cover"),
      width: "medium",
      options: motifs.map((value) => ({ value, text: t(`cover.${value}`) })),
    },
    { kind: "check", name: "notActualItem", label: field("notActualItem") },
    {
      kind: "choices",
      name: "structure",
      legend: field("structure"),
      options: ["single", "multiple"].map((value) => ({ value, text: t(`structure.${value}`) })),
    },
    {
      kind: "list",
      name: "drawings.0.groups",
      legend: field("prizes"),
      hint: hint("prizes"),
      most: 50,
      words: words("prizes"),
      fields: [
        { kind: "text", name: "prizes.0.heading", label: field("heading") },
        { kind: "select", name: "prizes.0.category", label: field("category"), options: CATEGORIES.map(category) },
        { kind: "text", name: "prizes.0.value", label: field("value"), inputMode: "decimal" },
        { kind: "text", name: "prizes.0.cost", label: field("cost"), hint: hint("cost"), inputMode: "decimal" },
        { kind: "text", name: "quantity", label: field("quantity"), inputMode: "numeric" },
        { kind: "text", name: "prizes.0.sponsor", label: field("sponsor") },
        { kind: "lines", name: "prizes.0.description", label: field("prizeDescription"), rows: 2 },
      ],
    },
    { kind: "heading", text: t("part.price") },
    { kind: "text", name: "price", label: field("price"), inputMode: "decimal", width: "small" },
    {
      kind: "text",
      name: "ticketCap",
      label: field("ticketCap"),
      hint: hint("ticketCap"),
      inputMode: "numeric",
      width: "small",
    },
    {
      kind: "list",
      name: "priceLevels",
      legend: field("priceLevels"),
      hint: hint("priceLevels"),
      most: 10,
      words: words("priceLevels"),
      fields: [
        { kind: "text", name: "count", label: field("count"), inputMode: "numeric" },
        { kind: "text", name: "price", label: field("levelPrice"), inputMode: "decimal" },
        { kind: "text", name: "stock", label: field("stock"), inputMode: "numeric" },
      ],
    },
    {
      kind: "text",
      name: "perPersonMaximum",
      label: field("perPersonMaximum"),
      hint: hint("none"),
      inputMode: "numeric",
      width: "small",
    },
    {
      kind: "text",
      name: "perHouseholdMaximum",
      label: field("perHouseholdMaximum"),
      hint: hint("none"),
      inputMode: "numeric",
      width: "small",
    },
    { kind: "check", name: "donationsAllowed", label: field("donationsAllowed") },
    { kind: "check", name: "coverFeeAllowed", label: field("coverFeeAllowed") },
    { kind: "check", name: "freeEntryAllowed", label: field("freeEntryAllowed") },
    { kind: "lines", name: "freeEntryText", label: field("freeEntryText"), hint: hint("freeEntryText"), rows: 2 },
    { kind: "heading", text: t("part.when"), intro: t("part.whenIntro") },
    {
      kind: "select",
      name: "timeZone",
      label: field("timeZone"),
      width: "medium",
      options: TIME_ZONES.map((value) => ({ value, text: value.replaceAll("_", " ") })),
    },
    { kind: "text", type: "datetime-local", name: "opensAt", label: field("opensAt"), width: "medium" },
    { kind: "text", type: "datetime-local", name: "closesAt", label: field("closesAt"), width: "medium" },
    {
      kind: "text",
      type: "datetime-local",
      name: "drawAt",
      label: field("drawAt"),
      hint: hint("drawAt"),
      width: "medium",
    },
    { kind: "text", name: "drawPlace", label: field("drawPlace"), hint: hint("none") },
    { kind: "heading", text: t("part.rules") },
    { kind: "lines", name: "rulesText", label: field("rulesText"), hint: hint("rulesText"), rows: 10 },
    { kind: "lines", name: "deliveryText", label: field("deliveryText"), rows: 2 },
    { kind: "lines", name: "ticketText", label: field("ticketText"), hint: hint("ticketText"), rows: 2 },
    {
      kind: "choices",
      name: "numbering",
      legend: field("numbering"),
      options: ["at-issue", "at-close"].map((value) => ({ value, text: t(`numbering.${value}`) })),
    },
    { kind: "check", name: "staffBarred", label: field("staffBarred") },
    {
      kind: "text",
      name: "extraCost",
      label: field("extraCost"),
      hint: hint("cost"),
      inputMode: "decimal",
      width: "small",
    },
  ];
}
