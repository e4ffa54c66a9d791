import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { addressFields } from "@/components/people/address-fields";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor } from "@/server/api/page";
import { NO_MUNICIPALITY, residenceOptions } from "@/server/people/residence";
import { saveResidence } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("residence.title") };
}

export default async function ResidencePage() {
  const t = await getTranslations("people");
  const { context } = await pageActor("/account/residence");
  const { residence } = context.member!;
  const countyId = residence.countyIds[0] ?? "";
  const postal = await context.people.areas.resolvePostalCode(residence.postalCode);
  return (
    <Page
      title={t("residence.title")}
      lead={t("residence.lead")}
      trail={[{ href: "/account", text: t("account.title") }, { text: t("residence.title") }]}
    >
      <FieldForm
        action={saveResidence}
        submit={t("residence.submit")}
        start={formStart({
          street: residence.street,
          city: residence.city,
          postalCode: residence.postalCode,
          countyId,
          municipalityIds: residence.municipalityIds.length > 0 ? residence.municipalityIds : [NO_MUNICIPALITY],
        })}
        fields={await addressFields(postal && residenceOptions(postal, countyId), NO_MUNICIPALITY)}
      />
    </Page>
  );
}
