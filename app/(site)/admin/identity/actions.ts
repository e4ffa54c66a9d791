"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, type FormValues, textOf, valuesOf } from "@/components/people/form-spec";
import { identityServices } from "@/server/api/identity-services";
import { reportError } from "@/server/api/report-error";
import { type Decision, decideCheck } from "@/server/people/identity/decide-check";
import { adminScope } from "../scope";

async function decide(state: FormState, values: FormValues, field: string, decision: Decision): Promise<FormState> {
  const [t, { by, context }] = await Promise.all([
    getTranslations("identity.admin.faults"),
    adminScope("/admin/identity"),
  ]);
  try {
    await decideCheck(await identityServices(context), by, textOf(values, "id"), decision);
  } catch (error) {
    const { code } = reportError(error, context.correlationId, "decide-identity-check");
    const text = t.has(code) ? t(code) : t("other");
    return { attempt: state.attempt + 1, values, faults: [{ field, text }] };
  }
  redirect("/admin/identity?done=1");
}

export async function approve(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const name = { givenName: textOf(values, "givenName"), familyName: textOf(values, "familyName") };
  const isNamed = (name.givenName + name.familyName).trim() !== "";
  return decide(state, values, "givenName", { word: "approve", ...(isNamed ? { name } : {}) });
}

export async function refuse(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const [reasonCode, note] = [textOf(values, "reasonCode"), textOf(values, "note")];
  return decide(state, values, "reasonCode", { word: "refuse", reasonCode, note });
}
