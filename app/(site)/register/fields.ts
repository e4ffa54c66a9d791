import { getLocale, getTranslations } from "next-intl/server";
import { addressFields } from "@/components/people/address-fields";
import type { FieldSpec } from "@/components/people/form-spec";
import { NO_MUNICIPALITY, type ResidenceOptions } from "@/server/people/residence";
import { VENUE_TERMS } from "@/server/people/venue-terms";

/** The fields of the registration; where the postal code leaves a choice, the question stands below it. */
export async function registrationFields(options: ResidenceOptions | null): Promise<FieldSpec[]> {
  const t = await getTranslations("people");
  const locale = await getLocale();
  return [
    { kind: "hidden", name: "next" },
    { kind: "hidden", name: "agreementVersion" },
    { kind: "heading", text: t("register.you"), intro: t("register.youIntro") },
    { kind: "text", name: "givenName", label: t("field.givenName"), autoComplete: "given-name", width: "medium" },
    { kind: "text", name: "familyName", label: t("field.familyName"), autoComplete: "family-name", width: "medium" },
    {
      kind: "text",
      name: "birthDate",
      type: "date",
      label: t("field.birthDate"),
      hint: t("hint.birthDate"),
      autoComplete: "bday",
      width: "medium",
    },
    { kind: "heading", text: t("register.home"), intro: t("register.homeIntro") },
    ...(await addressFields(options, NO_MUNICIPALITY)),
    { kind: "heading", text: t("register.login"), intro: t("register.loginIntro") },
    { kind: "text", name: "email", type: "email", label: t("field.email"), autoComplete: "email" },
    {
      kind: "text",
      name: "password",
      type: "password",
      label: t("field.password"),
      hint: t("hint.password"),
      autoComplete: "new-password",
    },
    {
      kind: "text",
      name: "phone",
      type: "tel",
      label: t("field.phone"),
      hint: t("hint.optional"),
      autoComplete: "tel",
      width: "medium",
    },
    { kind: "check", name: "notifyDraws", label: t("field.notifyDraws") },
    { kind: "check", name: "notifyNews", label: t("field.notifyNews") },
    { kind: "heading", text: t("register.terms"), intro: t("register.termsIntro") },
    { kind: "reading", label: t("register.termsText"), lines: VENUE_TERMS[locale === "es" ? "es" : "en"].split("\n") },
    {
      kind: "text",
      name: "signature",
      label: t("field.signature"),
      hint: t("hint.signature"),
      signature: true,
      autoComplete: "name",
    },
  ];
}
