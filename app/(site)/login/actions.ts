"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import type { PageContext } from "@/server/api/page";
import { dropSession, keepSession, pageContext, refusalText, safeNext } from "@/server/api/page";
import { PRIVILEGED } from "@/server/people/authority";
import { loadActor } from "@/server/people/load-actor";
import { logInByLink, logInByPassword, logOut, recoverAccount } from "@/server/people/log-in";
import { proveSecondFactor } from "@/server/people/prove-second-factor";
import { sendLink } from "@/server/people/send-link";
import type { StartedSession } from "@/server/people/start-session";

/** Where somebody goes after the first factor: to the second where one is set up and a role asks for it. */
async function goOn(context: PageContext, session: StartedSession, next: unknown): Promise<never> {
  await keepSession(context, session);
  const found = await loadActor(context, session.sessionId);
  const asked = found?.actor.roles.some((role) => PRIVILEGED.has(role.kind) && role.status === "active");
  const to = safeNext(next, "/raffles");
  if (asked) {
    const page = found?.member.totpConfirmedAt ? "/login/second-factor" : "/account/second-factor";
    redirect(`${page}?next=${encodeURIComponent(safeNext(next, "/account"))}`);
  }
  redirect(to);
}

export async function logIn(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const context = await pageContext();
  const email = textOf(values, "email");
  const kept = { email, next: textOf(values, "next") };
  const again = (faults: FormState["faults"]): FormState => ({ attempt: state.attempt + 1, values: kept, faults });
  const missing = ["email", "password"].filter((name) => !textOf(values, name).trim());
  if (missing.length > 0) return again(missing.map((field) => ({ field, text: t(`missing.${field}`) })));
  let session: StartedSession;
  try {
    session = await logInByPassword(context.people, email, textOf(values, "password"), context.client);
  } catch (error) {
    return again([{ field: "password", text: await refusalText(error, "log-in") }]);
  }
  return goOn(context, session, kept.next);
}

export async function askForLink(state: FormState, data: FormData): Promise<FormState> {
  return mailLink(state, data, "login");
}

export async function askForRecovery(state: FormState, data: FormData): Promise<FormState> {
  return mailLink(state, data, "recover");
}

async function mailLink(state: FormState, data: FormData, purpose: "login" | "recover"): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const context = await pageContext();
  const email = textOf(values, "email").trim();
  const again = (text: string) => ({ attempt: state.attempt + 1, values, faults: [{ field: "email", text }] });
  if (!email) return again(t("missing.email"));
  try {
    await sendLink(context.people, purpose, email, context.client.origin, safeNext(values.next, ""));
  } catch (error) {
    return again(await refusalText(error, "send-link"));
  }
  return {
    attempt: state.attempt + 1,
    values,
    faults: [],
    finished: true,
    note: { kind: "good", title: t("linkSent.title"), text: t("linkSent.text", { email }) },
  };
}

export async function logInWithLink(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const context = await pageContext();
  let session: StartedSession;
  try {
    session = await logInByLink(context.people, textOf(values, "token"), context.client);
  } catch (error) {
    const t = await getTranslations("people");
    const note = { kind: "bad" as const, title: t("link.over"), text: await refusalText(error, "use-link") };
    return { attempt: state.attempt + 1, values: {}, faults: [], note };
  }
  return goOn(context, session, values.next);
}

export async function setNewPassword(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("people");
  const context = await pageContext();
  const token = textOf(values, "token");
  const again = (text: string) => ({
    attempt: state.attempt + 1,
    values: { token, next: textOf(values, "next") },
    faults: [{ field: "password", text }],
  });
  let answer: Awaited<ReturnType<typeof recoverAccount>>;
  try {
    answer = await recoverAccount(context.people, token, textOf(values, "password"), context.client);
  } catch (error) {
    return again(await refusalText(error, "recover"));
  }
  if ("fault" in answer) return again(t(`faults.password.${answer.fault}`));
  return goOn(context, answer.session, safeNext(values.next, "/account"));
}

export async function showSecondFactor(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const context = await pageContext();
  const next = textOf(values, "next");
  if (!context.actor) redirect(`/login?next=${encodeURIComponent(safeNext(next, "/account"))}`);
  try {
    await proveSecondFactor(context.people, context.actor, textOf(values, "code"));
  } catch (error) {
    const text = await refusalText(error, "second-factor");
    return { attempt: state.attempt + 1, values: { next }, faults: [{ field: "code", text }] };
  }
  redirect(safeNext(next, "/account"));
}

export async function logMeOut(): Promise<void> {
  const context = await pageContext();
  if (context.actor) await logOut(context, context.actor.memberId, context.actor.sessionId);
  await dropSession(context);
  redirect("/login?out=1");
}
