"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { venueGateways } from "@/server/api/gateway-services";
import { refusalText } from "@/server/api/page";
import { ticketServices } from "@/server/api/ticket-services";
import { parseAmount, parseCount } from "@/server/games/raffles/form-values";
import { changeExtraCost } from "@/server/games/raffles/save-raffle";
import { resumeRaffle, suspendRaffle } from "@/server/games/raffles/suspend-raffle";
import { isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { connectAccount } from "@/server/payments/connect-account";
import { recordFreeEntry } from "@/server/tickets/record-free-entry";
import { redirectFresh } from "../redirect-fresh";
import { organiserScope, raffleScope } from "./scope";

export async function suspend(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const scope = await raffleScope(`/organisation/raffles/${raffleId}`, raffleId);
  try {
    await suspendRaffle(scope.raffles, scope.by, raffleId, textOf(values, "reason"));
  } catch (error) {
    const text = await refusalText(error, "suspend-raffle");
    return { attempt: state.attempt + 1, values, faults: [{ field: "reason", text }] };
  }
  redirect(`/organisation/raffles/${raffleId}`);
}

export async function resume(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const scope = await raffleScope(`/organisation/raffles/${raffleId}`, raffleId);
  try {
    await resumeRaffle(scope.raffles, scope.by, raffleId);
  } catch (error) {
    const title = await refusalText(error, "resume-raffle");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(`/organisation/raffles/${raffleId}`);
}

export async function saveExtraCost(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const t = await getTranslations("organisation");
  const scope = await raffleScope(`/organisation/raffles/${raffleId}`, raffleId);
  try {
    await changeExtraCost(scope.raffles, scope.by, raffleId, parseAmount(textOf(values, "extraCost")));
  } catch (error) {
    const text = await refusalText(error, "change-extra-cost");
    return { attempt: state.attempt + 1, values, faults: [{ field: "extraCost", text }] };
  }
  return { attempt: state.attempt + 1, values, faults: [], note: { kind: "good", title: t("saved") } };
}

export async function enterFree(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const t = await getTranslations("organisation");
  const scope = await raffleScope(`/organisation/raffles/${raffleId}/free-entry`, raffleId);
  const pick = textOf(values, "pick").trim();
  try {
    await recordFreeEntry(ticketServices(scope.context), scope.by, {
      raffleId,
      email: textOf(values, "email"),
      receivedAs: textOf(values, "receivedAs") === "form" ? "form" : "post",
      drawingId: textOf(values, "drawingId") || null,
      pick: pick ? (parseCount(pick) ?? Number.NaN) : null,
      idempotencyKey: textOf(values, "key"),
    });
  } catch (error) {
    const text = await refusalText(error, "record-free-entry");
    const isOfNumber = isAppError(error) && ["badPicks", "numbersTaken"].includes(error.code);
    return { attempt: state.attempt + 1, values, faults: [{ field: isOfNumber ? "pick" : "email", text }] };
  }
  const title = t("freeEntry.done", { email: textOf(values, "email") });
  const next = { ...values, email: "", pick: "", key: newId() };
  return { attempt: state.attempt + 1, values: next, faults: [], note: { kind: "good", title } };
}

/** Goes on to the gateway's own page, where the organisation says who it is and where its money goes (M2). */
export async function connectPayments(state: FormState, data: FormData): Promise<FormState> {
  const organisationId = textOf(valuesOf(data), "organisationId");
  const { by, context } = await organiserScope("/organisation", organisationId);
  const back = `${context.environment.APP_URL}/organisation?of=${by.organisationId}&connected=1`;
  const gateways = venueGateways(context);
  // Where there is a choice, or a letter to wait for, the page of the accounts says more.
  if (gateways.offered.length > 1 || gateways.first.dashboardUrl !== null)
    redirectFresh(`/organisation/money?of=${by.organisationId}#accounts`);
  let url: string;
  try {
    const deps = { db: context.db, clock: context.clock, gateways };
    ({ url } = await connectAccount(deps, by, { returnUrl: back, refreshUrl: back }));
  } catch (error) {
    const title = await refusalText(error, "connect-payments");
    return { attempt: state.attempt + 1, values: { organisationId }, faults: [], note: { kind: "bad", title } };
  }
  redirect(url);
}
