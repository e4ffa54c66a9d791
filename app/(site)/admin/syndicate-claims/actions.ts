"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { reportError } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { decideClaim, showTaxPersons } from "@/server/games/syndicates/claims/approve-claim";
import { AppError, isAppError } from "@/server/kernel/errors";
import { adminScope } from "../scope";

const PATH = "/admin/syndicate-claims";

async function said(error: unknown, correlationId: string): Promise<string> {
  const t = await getTranslations("syndicate-claims.refusals");
  const { code } = reportError(error, correlationId, "syndicate-claims");
  return t.has(code as "other") ? t(code as "other") : t("other");
}

/** One administrator's word on a claim (P27). */
export async function decide(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context } = await adminScope(PATH);
  const id = textOf(values, "id");
  try {
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    const word = textOf(values, "word") === "approve" ? ("approve" as const) : ("refuse" as const);
    await decideClaim(deps, by, { claimId: id, word, reason: textOf(values, `reason-${id}`) });
  } catch (error) {
    const text = await said(error, context.correlationId);
    return { attempt: state.attempt + 1, values, faults: [{ field: `reason-${id}`, text }] };
  }
  redirect(`${PATH}?done=1`);
}

/** Opens the winners' data for the tax; the look is on record before anything is shown. */
export async function look(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-claims");
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const { by, context } = await adminScope(PATH);
  try {
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    const persons = await showTaxPersons(deps, by, textOf(values, "claim"));
    const lines = [...persons.values()].map((person) =>
      person ? [person.legalName, person.address, person.taxNumber].join("; ") : t("isMissing"),
    );
    return { attempt, values, faults: [], note: { kind: "good", title: t("admin.looked"), lines } };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { attempt, values, faults: [], note: { kind: "bad", title: await said(error, context.correlationId) } };
  }
}
