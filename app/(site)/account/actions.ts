"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { addressFields } from "@/components/people/address-fields";
import { type FormState, listOf, textOf, valuesOf } from "@/components/people/form-spec";
import { keepResidencePlace, pageActor, refusalText } from "@/server/api/page";
import { applyAsOrganisation, applyAsRegulator } from "@/server/people/apply-for-role";
import {
  changePassword,
  changeProfile,
  changeResidence,
  endOtherSessions,
  endSession,
} from "@/server/people/change-account";
import { requestBirthDate } from "@/server/people/correct-birth-date";
import { loadActor } from "@/server/people/load-actor";
import { confirmSecondFactor, dropSecondFactor, renewRecoveryCodes } from "@/server/people/prove-second-factor";
import { NO_MUNICIPALITY, postalKey, residenceOptions } from "@/server/people/residence";
import { sendEmailProofAgain } from "@/server/people/send-link";
import { applicationFields } from "./apply/fields";

type Faults = FormState["faults"];

async function refused(state: FormState, values: FormState["values"], field: string, error: unknown, where: string) {
  return {
    attempt: state.attempt + 1,
    values,
    faults: [{ field, text: await refusalText(error, where) }],
    fields: state.fields,
  };
}

function done(
  state: FormState,
  values: FormState["values"],
  title: string,
  text?: string,
  lines?: string[],
): FormState {
  return { attempt: state.attempt + 1, values, faults: [], note: { kind: "good", title, text, lines } };
}

export async function saveProfile(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/profile");
  try {
    await changeProfile(context.people, actor, {
      phone: textOf(values, "phone"),
      locale: textOf(values, "locale"),
      showWinnerAs: textOf(values, "showWinnerAs"),
    });
  } catch (error) {
    return refused(state, values, "phone", error, "change-profile");
  }
  return done(state, values, t("profile.saved"));
}

export async function saveResidence(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/residence");
  const postal = await context.people.areas.resolvePostalCode(postalKey(textOf(values, "postalCode")));
  const options = postal && residenceOptions(postal, textOf(values, "countyId"));
  const again = async (faults: Faults): Promise<FormState> => ({
    attempt: state.attempt + 1,
    values,
    faults,
    fields: await addressFields(options, NO_MUNICIPALITY),
  });
  if (textOf(values, "do") === "look-up") {
    return again(postal ? [] : [{ field: "postalCode", text: t("faults.unknownPostalCode") }]);
  }
  try {
    const answer = await changeResidence(context.people, actor, {
      street: textOf(values, "street"),
      city: textOf(values, "city"),
      postalCode: textOf(values, "postalCode"),
      countyId: textOf(values, "countyId"),
      municipalityIds: listOf(values, "municipalityIds"),
    });
    if (!answer.ok) {
      const faults: Faults = Object.entries(answer.faults).map(([field, fault]) => ({
        field,
        text: t(`faults.${fault}`, { field: t(`field.${field}`) }),
      }));
      if (answer.residenceFault) {
        const field = {
          unknownPostalCode: "postalCode",
          chooseCounty: "countyId",
          chooseMunicipality: "municipalityIds",
        };
        faults.push({ field: field[answer.residenceFault], text: t(`faults.${answer.residenceFault}`) });
      }
      if (answer.underAge) {
        const { minimumAge, areaName } = answer.underAge;
        faults.push({ field: "postalCode", text: t("faults.underAgeThere", { minimumAge, area: areaName }) });
      }
      return await again(faults);
    }
    const moved = await loadActor(context, actor.sessionId);
    if (moved) await keepResidencePlace(context, moved.member);
    const text = t("residence.holds", { count: answer.releasedHolds });
    return {
      ...done(state, values, t("residence.saved"), text),
      fields: await addressFields(options, NO_MUNICIPALITY),
    };
  } catch (error) {
    return refused(state, values, "street", error, "change-residence");
  }
}

export async function savePassword(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/password");
  try {
    const answer = await changePassword(
      context.people,
      actor,
      textOf(values, "present"),
      textOf(values, "newPassword"),
    );
    if ("fault" in answer) {
      const text = t(`faults.password.${answer.fault}`);
      return { attempt: state.attempt + 1, values: {}, faults: [{ field: "newPassword", text }] };
    }
    return done(state, {}, t("password.saved"), t("password.ended", { count: answer.endedSessions }));
  } catch (error) {
    return refused(state, {}, "present", error, "change-password");
  }
}

export async function endOneSession(data: FormData): Promise<void> {
  const { context, actor } = await pageActor("/account/sessions");
  await endSession(context.people, actor, textOf(valuesOf(data), "session")).catch((error) =>
    refusalText(error, "end-session"),
  );
  revalidatePath("/account/sessions");
}

export async function endAllOthers(): Promise<void> {
  const { context, actor } = await pageActor("/account/sessions");
  await endOtherSessions(context.people, actor);
  revalidatePath("/account/sessions");
}

export async function askForProofAgain(): Promise<void> {
  const { context, actor } = await pageActor("/account");
  await sendEmailProofAgain(context.people, actor).catch((error) => refusalText(error, "send-proof"));
  redirect("/account?sent=1");
}

export async function confirmFactor(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/second-factor");
  try {
    const codes = await confirmSecondFactor(context.people, actor, textOf(values, "code"));
    const note = { kind: "good" as const, title: t("factor.on"), text: t("factor.codes"), lines: codes };
    return { attempt: state.attempt + 1, values: {}, faults: [], finished: true, note };
  } catch (error) {
    return refused(state, values, "code", error, "confirm-second-factor");
  }
}

export async function renewCodes(state: FormState): Promise<FormState> {
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/second-factor");
  try {
    const codes = await renewRecoveryCodes(context.people, actor);
    revalidatePath("/account/second-factor"); // the page says how many are left
    const note = { kind: "good" as const, title: t("factor.renewed"), text: t("factor.codes"), lines: codes };
    return { attempt: state.attempt + 1, values: {}, faults: [], finished: true, note };
  } catch (error) {
    const text = await refusalText(error, "renew-codes");
    return { attempt: state.attempt + 1, values: {}, faults: [], note: { kind: "bad", title: text } };
  }
}

export async function dropFactor(state: FormState): Promise<FormState> {
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/second-factor");
  try {
    await dropSecondFactor(context.people, actor);
    return { ...done(state, {}, t("factor.off")), finished: true };
  } catch (error) {
    const text = await refusalText(error, "drop-second-factor");
    return { attempt: state.attempt + 1, values: {}, faults: [], note: { kind: "bad", title: text } };
  }
}

export async function askForBirthDate(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/birth-date");
  try {
    const answer = await requestBirthDate(context.people, actor, {
      birthDate: textOf(values, "birthDate"),
      reason: textOf(values, "reason"),
    });
    if (!answer.ok) {
      const faults = Object.entries(answer.faults).map(([field, fault]) => ({
        field,
        text: t(`faults.${fault}`, { field: t(`field.${field}`) }),
      }));
      return { attempt: state.attempt + 1, values, faults };
    }
  } catch (error) {
    return refused(state, values, "birthDate", error, "request-birth-date");
  }
  return { ...done(state, {}, t("birthDate.asked"), t("birthDate.wait")), finished: true };
}

export async function applyForOrganisation(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/apply");
  const postal = await context.people.areas.resolvePostalCode(postalKey(textOf(values, "postalCode")));
  const options = postal && residenceOptions(postal, textOf(values, "countyId"));
  const fields = await applicationFields(options);
  if (textOf(values, "do") === "look-up") {
    const faults = postal ? [] : [{ field: "postalCode", text: t("faults.unknownPostalCode") }];
    return { attempt: state.attempt + 1, values, faults, fields };
  }
  try {
    const answer = await applyAsOrganisation(context.people, actor, {
      name: textOf(values, "name"),
      code: textOf(values, "code"),
      description: textOf(values, "description"),
      registration: textOf(values, "registration"),
      website: textOf(values, "website"),
      street: textOf(values, "street"),
      city: textOf(values, "city"),
      postalCode: textOf(values, "postalCode"),
      countyId: textOf(values, "countyId"),
      municipalityIds: listOf(values, "municipalityIds"),
    });
    if (!answer.ok) {
      const own: Record<string, string> = { countyId: "chooseCounty", municipalityIds: "chooseMunicipality" };
      const faults = Object.entries(answer.faults).map(([field, fault]) => ({
        field,
        text: own[field] ? t(`faults.${own[field]}`) : t(`faults.${fault}`, { field: t(`field.${field}`) }),
      }));
      return { attempt: state.attempt + 1, values, faults, fields };
    }
    return { ...done(state, {}, t(`apply.${answer.status}`), t(`apply.${answer.status}Text`)), finished: true };
  } catch (error) {
    return { ...(await refused(state, values, "name", error, "apply")), fields };
  }
}

export async function applyForArea(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const { context, actor } = await pageActor("/account/apply");
  try {
    const answer = await applyAsRegulator(context.people, actor, textOf(values, "areaId").trim().toUpperCase());
    if (!answer.ok) {
      return { attempt: state.attempt + 1, values, faults: [{ field: "areaId", text: t("faults.unknownArea") }] };
    }
  } catch (error) {
    return refused(state, values, "areaId", error, "apply-as-regulator");
  }
  return { ...done(state, {}, t("apply.pending"), t("apply.pendingText")), finished: true };
}
