import type { NextRequest } from "next/server";
import { isLocale, localeCookie, themeCookie } from "@/i18n/locales";
import { limitedForm } from "@/server/api/limited-body";
import { reportError, requireSameOrigin } from "@/server/api/report-error";
import { services } from "@/server/api/services";
import { newId } from "@/server/kernel/ids";

/**
 * Keeps the chosen language or appearance and goes back to where one was: a plain form, so that it works without
 * scripts. Neither choice is personal, and neither changes what may be seen.
 */
export async function POST(request: NextRequest): Promise<Response> {
  const { environment } = services();
  const headers = new Headers({ location: wayBack(request), "cache-control": "no-store" });
  try {
    requireSameOrigin(request.headers, environment.APP_URL);
    const form = await limitedForm(request);
    const secure = environment.APP_URL.startsWith("https:");
    const keep = (name: string, value: string) => headers.append("set-cookie", cookie(name, value, secure));
    const locale = form.get("locale");
    if (isLocale(locale)) keep(localeCookie, locale);
    const theme = form.get("theme");
    if (theme === "light" || theme === "dark") keep(themeCookie, theme);
    if (theme === "system") headers.append("set-cookie", `${themeCookie}=; Path=/; Max-Age=0; SameSite=Lax`);
  } catch (error) {
    reportError(error, newId(), "choices");
  }
  return new Response(null, { status: 303, headers });
}

/** The path of the page the form stood on; only paths of this site, so that nobody can be sent elsewhere. */
function wayBack(request: NextRequest): string {
  const referer = request.headers.get("referer");
  if (!referer || !URL.canParse(referer)) return "/";
  const page = new URL(referer);
  const path = page.host === request.headers.get("host") ? `${page.pathname}${page.search}` : "/";
  return path.startsWith("//") ? "/" : path;
}

function cookie(name: string, value: string, secure: boolean): string {
  return `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure ? "; Secure" : ""}`;
}
