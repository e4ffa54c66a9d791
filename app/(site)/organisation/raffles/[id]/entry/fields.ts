import { getTranslations } from "next-intl/server";
import type { FieldSpec } from "@/components/people/form-spec";
import type { ResidenceOptions } from "@/server/people/residence";
import { PAID_BY } from "@/server/tickets/paper/enter-tickets";

interface Sold {
  format: string;
  pools: ReadonlyArray<{ drawingId: string; heading: string }>;
}

/** The form of one entry by hand. Where a postal code leaves a choice, its fields become what there is to choose from. */
export async function entryFields(
  raffle: Sold,
  sellers: ReadonlyArray<{ id: string; name: string; endedAt: Date | null }>,
  asked: { unknown?: boolean; options?: ResidenceOptions | null } = {},
): Promise<FieldSpec[]> {
  const t = await getTranslations("paper");
  const open = sellers.filter(({ endedAt }) => endedAt === null);
  const text = (name: string, more: Partial<Extract<FieldSpec, { kind: "text" }>> = {}): FieldSpec => ({
    kind: "text",
    name,
    label: t(`field.${name}`),
    ...more,
  });
  const choice = (
    name: "county" | "municipality",
    options: ReadonlyArray<{ id: string; name: string }>,
    none: boolean,
  ): FieldSpec => ({
    kind: "select",
    name,
    label: t(`field.${name}`),
    width: "medium",
    options: [
      { value: "", text: t("entry.choose") },
      ...options.map(({ id, name: label }) => ({ value: id, text: label })),
      ...(none ? [{ value: "none", text: t("entry.inNone") }] : []),
    ],
  });
  const { options } = asked;
  return [
    { kind: "hidden", name: "raffleId" },
    { kind: "hidden", name: "key" },
    text("email", { type: "email", hint: t("entry.emailHint"), autoComplete: "off" }),
    { kind: "text", name: "quantity", label: t("entry.quantity"), inputMode: "numeric", width: "small" },
    {
      kind: "text",
      name: "paid",
      label: t("entry.paid"),
      hint: t("entry.paidHint"),
      inputMode: "decimal",
      width: "small",
    },
    {
      kind: "select",
      name: "paidBy",
      label: t("entry.paidBy"),
      width: "medium",
      options: PAID_BY.map((value) => ({ value, text: t(`paidBy.${value}`) })),
    },
    {
      kind: "select",
      name: "sellerId",
      label: t("entry.seller"),
      width: "medium",
      options: [{ value: "", text: t("entry.noSeller") }, ...open.map(({ id, name }) => ({ value: id, text: name }))],
    },
    { kind: "text", name: "printed", label: t("entry.printed"), hint: t("entry.printedHint"), mono: true },
    ...(raffle.format === "number-board"
      ? [
          {
            kind: "text",
            name: "picks",
            label: t("entry.picks"),
            hint: t("entry.picksHint"),
            mono: true,
          } satisfies FieldSpec,
        ]
      : []),
    ...(raffle.format === "tricky-tray"
      ? [
          {
            kind: "select",
            name: "poolId",
            label: t("entry.pool"),
            options: raffle.pools.map(({ drawingId, heading }) => ({ value: drawingId, text: heading })),
          } satisfies FieldSpec,
        ]
      : []),
    {
      kind: "heading",
      text: t("entry.personTitle"),
      intro: t(asked.unknown ? "entry.personNeeded" : "entry.personText"),
    },
    text("givenName", { width: "medium", autoComplete: "off" }),
    text("familyName", { width: "medium", autoComplete: "off" }),
    text("birthDate", { type: "date", width: "medium" }),
    text("phone", { type: "tel", width: "medium", hint: t("entry.optional"), autoComplete: "off" }),
    text("street", { autoComplete: "off" }),
    text("city", { width: "medium", autoComplete: "off" }),
    text("postalCode", { width: "small", inputMode: "numeric", autoComplete: "off" }),
    ...(options && options.counties.length > 1 ? [choice("county", options.counties, false)] : []),
    ...(options && options.municipalities.length > 0 ? [choice("municipality", options.municipalities, true)] : []),
  ];
}
