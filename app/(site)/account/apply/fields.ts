import { getTranslations } from "next-intl/server";
import { addressFields } from "@/components/people/address-fields";
import type { FieldSpec } from "@/components/people/form-spec";
import { NO_MUNICIPALITY, type ResidenceOptions } from "@/server/people/residence";

/** What an organisation says about itself when somebody applies to act for it. */
export async function applicationFields(options: ResidenceOptions | null): Promise<FieldSpec[]> {
  const t = await getTranslations("people");
  return [
    { kind: "text", name: "name", label: t("field.name"), autoComplete: "organization" },
    { kind: "text", name: "code", label: t("field.code"), hint: t("hint.code"), width: "small", mono: true },
    {
      kind: "text",
      name: "registration",
      label: t("field.registration"),
      hint: t("hint.registration"),
      width: "medium",
    },
    { kind: "text", name: "website", type: "url", label: t("field.website"), hint: t("hint.optional") },
    { kind: "lines", name: "description", label: t("field.description"), hint: t("hint.optional") },
    ...(await addressFields(options, NO_MUNICIPALITY)),
  ];
}
