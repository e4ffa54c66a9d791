"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { type FormState, type FormValues, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { consentToClaim, declineClaim, giveTaxPerson, nameClaimant } from "@/server/games/syndicates/claims/keep-claim";
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { AppError, isAppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";

/** Does one thing to a claim and shows what came of it; what was typed stays where it did not work. */
async function change(
  state: FormState,
  data: FormData,
  done: string,
  work: (deps: SyndicateDeps, actor: Actor, values: FormValues) => Promise<void>,
): Promise<FormState> {
  const t = await getTranslations("syndicate-claims");
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const path = `/syndicates/${textOf(values, "slug").replace(/[^a-z0-9-]/g, "")}/claim`;
  const { context, actor } = await pageActor(path);
  try {
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    await work(deps, actor, values);
    revalidatePath(path);
    return { attempt, values, faults: [], note: { kind: "good", title: done }, finished: true };
  } catch (error) {
    const { code } = reportError(error, context.correlationId, "syndicate-claims");
    const field = isAppError(error) && code === "taxPerson" ? String(error.params?.field) : null;
    if (field) return { attempt, values, faults: [{ field, text: t(`faults.${field}` as "faults.address") }] };
    const text = t.has(`refusals.${code}` as "refusals.other")
      ? t(`refusals.${code}` as "refusals.other")
      : t("refusals.other");
    return { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
}

const personOf = (values: FormValues) => ({
  legalName: textOf(values, "legalName"),
  address: textOf(values, "address"),
  taxNumber: textOf(values, "taxNumber"),
});

export async function consent(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-claims.consent");
  return change(state, data, t("done"), (deps, actor, values) =>
    consentToClaim(deps, actor, { claimId: textOf(values, "claim"), person: personOf(values) }),
  );
}

export async function decline(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-claims.consent");
  return change(state, data, t("declined"), (deps, actor, values) =>
    declineClaim(deps, actor, textOf(values, "claim")),
  );
}

export async function give(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-claims.person");
  return change(state, data, t("done"), (deps, actor, values) =>
    giveTaxPerson(deps, actor, { claimId: textOf(values, "claim"), person: personOf(values) }),
  );
}

export async function name(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("syndicate-claims.name");
  return change(state, data, t("done"), (deps, actor, values) =>
    nameClaimant(deps, actor, { claimId: textOf(values, "claim"), memberId: textOf(values, "member") }),
  );
}
