import { getTranslations } from "next-intl/server";
import type { FieldSpec } from "./form-spec";

interface Choice {
  id: string;
  name: string;
}

/**
 * An address down to the municipality. The county is asked only where the postal code touches several; the
 * municipality where it touches any, since nobody is placed in one silently. `none` is the value of "in none".
 */
export async function addressFields(
  options: { counties: Choice[]; municipalities: Choice[] } | null,
  none: string,
): Promise<FieldSpec[]> {
  const t = await getTranslations("people");
  const plain = ({ id, name }: Choice) => ({ value: id, text: name });
  const fields: FieldSpec[] = [
    { kind: "text", name: "street", label: t("field.street"), autoComplete: "street-address" },
    { kind: "text", name: "city", label: t("field.city"), autoComplete: "address-level2", width: "medium" },
    {
      kind: "text",
      name: "postalCode",
      label: t("field.postalCode"),
      hint: t("hint.postalCode"),
      autoComplete: "postal-code",
      inputMode: "numeric",
      width: "small",
    },
    { kind: "button", name: "do", value: "look-up", label: t("field.lookUp") },
  ];
  if (options && options.counties.length > 1) {
    fields.push({
      kind: "choices",
      name: "countyId",
      legend: t("field.county"),
      hint: t("hint.county"),
      options: options.counties.map(plain),
    });
  }
  if (options && options.municipalities.length > 0) {
    fields.push({
      kind: "choices",
      name: "municipalityIds",
      many: true,
      legend: t("field.municipality"),
      hint: t("hint.municipality"),
      options: [...options.municipalities.map(plain), { value: none, text: t("field.noMunicipality") }],
    });
  }
  return fields;
}
