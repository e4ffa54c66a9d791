import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { encode } from "next-auth/jwt";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { isLocale, localeCookie } from "@/i18n/locales";
import { residencePlace } from "@/server/edge/residence-place";
import { PLACE_COOKIE, PLACE_COOKIE_SECONDS, sealPlace } from "@/server/edge/seen-place";
import { ageOn, earliestDate } from "@/server/jurisdiction/age";
import { refusalWords } from "@/server/jurisdiction/refusal";
import { isAppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { loadActor } from "@/server/people/load-actor";
import { logOut } from "@/server/people/log-in";
import type { MemberRecord } from "@/server/people/member-store";
import type { PeopleDeps } from "@/server/people/ports";
import { SESSION_IDLE_SECONDS } from "@/server/people/session";
import type { StartedSession } from "@/server/people/start-session";
import { type Client, clientOf } from "./client";
import { type RequestContext, requestContext } from "./context";
import { openHolds } from "./open-holds";
import { peopleDeps } from "./people-deps";
import { reportError } from "./report-error";

export interface PageContext extends RequestContext {
  people: PeopleDeps;
  client: Client;
}

/** The context of a page or server action; made once a request. */
export const pageContext = cache(async (): Promise<PageContext> => {
  const sent = await headers();
  const context = await requestContext(new Headers(sent));
  return {
    ...context,
    people: await peopleDeps(context, openHolds(context)),
    client: clientOf(sent),
  };
});

/** A page that needs a login: sends everybody else to it and back afterwards. */
export async function pageActor(path: string): Promise<{ context: PageContext; actor: Actor }> {
  const context = await pageContext();
  if (!context.actor) redirect(`/login?next=${encodeURIComponent(path)}`);
  return { context, actor: context.actor };
}

/**
 * Does what a page of an organisation, regulator or administrator needs an authority for. Without a login: to the
 * login. Without the second factor: to that, and back. What is not theirs does not exist.
 */
export async function withAuthority<Result>(
  path: string,
  work: (context: PageContext) => Result | Promise<Result>,
): Promise<Result> {
  const context = await pageContext();
  try {
    return await work(context);
  } catch (error) {
    if (!isAppError(error)) throw error;
    const next = encodeURIComponent(path);
    if (error.code === "loginNeeded") redirect(`/login?next=${next}`);
    if (error.code === "secondFactorNeeded") {
      redirect(
        context.member?.totpConfirmedAt ? `/login/second-factor?next=${next}` : `/account/second-factor?next=${next}`,
      );
    }
    if (error.code === "sectionNotYours") redirect(`/organisation/not-yours?section=${error.params?.section ?? ""}`);
    if (error.status === 404) notFound();
    throw error;
  }
}

/** A local address to go on to, or the given one: nobody is sent to another site. */
export function safeNext(next: unknown, otherwise: string): string {
  const path = Array.isArray(next) ? next[0] : next;
  return typeof path === "string" && /^\/(?![/\\])[\x21-\x7e]*$/.test(path) && path.length < 500 ? path : otherwise;
}

/**
 * Writes the login cookie of a session that has begun, and the place cookie of the member's residence (J8). The session
 * that this browser had before is over: nobody would ever end it otherwise.
 */
export async function keepSession(context: PageContext, session: StartedSession): Promise<void> {
  const { actor: before } = context;
  if (before && before.sessionId !== session.sessionId) await logOut(context, before.memberId, before.sessionId);
  const { environment } = context;
  const secure = environment.NEXTAUTH_URL.startsWith("https:");
  const sealed = await encode({
    token: { sub: session.memberId, sessionId: session.sessionId },
    secret: environment.NEXTAUTH_SECRET,
    maxAge: SESSION_IDLE_SECONDS,
  });
  (await cookies()).set(sessionCookieName(secure), sealed, {
    httpOnly: true,
    sameSite: "lax",
    secure,
    path: "/",
    maxAge: SESSION_IDLE_SECONDS,
  });
  const found = await loadActor(context, session.sessionId);
  if (!found) return;
  await keepResidencePlace(context, found.member);
  await keepLanguage(found.member.locale, secure);
}

/** Where no language was chosen in this browser, the pages speak the one the account asks its letters in. */
async function keepLanguage(locale: string, secure: boolean): Promise<void> {
  const jar = await cookies();
  if (!isLocale(locale) || isLocale(jar.get(localeCookie)?.value)) return;
  jar.set(localeCookie, locale, { sameSite: "lax", secure, path: "/", maxAge: 31_536_000 });
}

/** Forgets the login, and the place that came from the account. */
export async function dropSession(context: PageContext): Promise<void> {
  const jar = await cookies();
  jar.delete(sessionCookieName(context.environment.NEXTAUTH_URL.startsWith("https:")));
  if (context.seenPlace?.source === "residence") jar.delete(PLACE_COOKIE);
}

/** The residence as the place in use: what lists show a member from now on. */
export async function keepResidencePlace(context: PageContext, member: MemberRecord): Promise<void> {
  const { environment, clock } = context;
  const now = clock.now();
  const { country, countyIds, municipalityIds, subdivisionId } = member.residence;
  const areas = [country, subdivisionId, ...countyIds, ...municipalityIds];
  const today = earliestDate(now, areas, () => [subdivisionId]);
  const place = residencePlace(member.residence, {
    age: ageOn(member.birthDate.toISOString().slice(0, 10), today),
    label: (await context.people.areas.areaName(countyIds[0] ?? subdivisionId)) ?? "",
    revision: member.residenceRevision,
  });
  const sealed = await sealPlace(place, now.getTime(), environment.APP_SECRET);
  if (!sealed) return;
  (await cookies()).set(PLACE_COOKIE, sealed, {
    httpOnly: true,
    sameSite: "lax",
    secure: environment.APP_URL.startsWith("https:"),
    path: "/",
    maxAge: PLACE_COOKIE_SECONDS,
  });
}

function sessionCookieName(secure: boolean): string {
  return `${secure ? "__Secure-" : ""}next-auth.session-token`;
}

/** What a refusal says on a page: the text of its code in `people.refusals`, else that something went wrong. */
export async function refusalText(error: unknown, where: string): Promise<string> {
  const { correlationId } = await pageContext();
  const told = reportError(error, correlationId, where);
  const t = await getTranslations("people.refusals");
  if (told.code === "entryClosed") return t(told.code, { reason: await entryRefusal(told.params) });
  return t.has(told.code) ? t(told.code, told.params) : t("unexpected", { reference: told.correlationId });
}

/** Why entry is refused, in the page's language: the params of an AppError `entryClosed`, or what an order kept. */
export async function entryRefusal(params: Readonly<Record<string, string | number>>): Promise<string> {
  const t = await getTranslations();
  return refusalWords(params, (key, fill) => t(key as "entry.excluded", fill));
}
