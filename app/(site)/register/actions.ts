"use server";

import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, listOf, textOf, valuesOf } from "@/components/people/form-spec";
import { keepSession, pageContext, refusalText, safeNext } from "@/server/api/page";
import { registerMember } from "@/server/people/register-member";
import type { RegistrationForm } from "@/server/people/registration";
import { postalKey, type ResidenceOptions, residenceOptions } from "@/server/people/residence";
import type { StartedSession } from "@/server/people/start-session";
import { registrationFields } from "./fields";

export async function register(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const context = await pageContext();
  const next = safeNext(textOf(values, "next"), "/raffles");
  const again = async (faults: FormState["faults"], options: ResidenceOptions | null): Promise<FormState> => ({
    attempt: state.attempt + 1,
    values: { ...values, password: "" },
    faults,
    fields: await registrationFields(options),
  });
  const postal = await context.people.areas.resolvePostalCode(postalKey(textOf(values, "postalCode")));
  const options = postal && residenceOptions(postal, textOf(values, "countyId"));
  if (textOf(values, "do") === "look-up") {
    const faults = postal ? [] : [{ field: "postalCode", text: t("faults.unknownPostalCode") }];
    return again(faults, options);
  }
  const form: RegistrationForm = {
    title: textOf(values, "title"),
    givenName: textOf(values, "givenName"),
    familyName: textOf(values, "familyName"),
    birthDate: textOf(values, "birthDate"),
    email: textOf(values, "email"),
    phone: textOf(values, "phone"),
    password: textOf(values, "password"),
    street: textOf(values, "street"),
    city: textOf(values, "city"),
    postalCode: textOf(values, "postalCode"),
    countyId: textOf(values, "countyId"),
    municipalityIds: listOf(values, "municipalityIds"),
    signature: textOf(values, "signature"),
    agreementVersion: textOf(values, "agreementVersion"),
    notifyDraws: textOf(values, "notifyDraws"),
    notifyNews: textOf(values, "notifyNews"),
    locale: await getLocale(),
  };
  let session: StartedSession;
  try {
    const answer = await registerMember(context.people, form, context.client);
    if (!answer.ok) {
      const faults = Object.entries(answer.faults).map(([field, fault]) => ({
        field,
        text:
          field === "password" ? t(`faults.password.${fault}`) : t(`faults.${fault}`, { field: t(`field.${field}`) }),
      }));
      if (answer.emailTaken) faults.push({ field: "email", text: t("faults.emailTaken") });
      if (answer.residenceFault === "unknownPostalCode") {
        faults.push({ field: "postalCode", text: t("faults.unknownPostalCode") });
      } else if (answer.residenceFault) {
        const field = answer.residenceFault === "chooseCounty" ? "countyId" : "municipalityIds";
        faults.push({ field, text: t(`faults.${answer.residenceFault}`) });
      }
      if (answer.underAge) {
        const { minimumAge, areaName } = answer.underAge;
        faults.push({ field: "birthDate", text: t("faults.underAge", { minimumAge, area: areaName || t("venue") }) });
      }
      // Where no place could change the answer, none is asked for.
      const chosen = textOf(values, "countyId") !== "" || listOf(values, "municipalityIds").length > 0;
      return await again(faults, answer.underAge && !chosen ? null : options);
    }
    session = answer.session;
  } catch (error) {
    return again([{ field: "email", text: await refusalText(error, "register") }], options);
  }
  await keepSession(context, session);
  redirect(next);
}
