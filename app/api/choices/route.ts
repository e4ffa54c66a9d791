import type { NextRequest } from "next/server";
import { isLocale, localeCookie, themeCookie } from "@/i18n/locales";

/**
 * Keeps the chosen language or appearance and goes back to where one was: a plain form, so that it works without
 * scripts. Neither choice is personal, and neither changes what may be seen.
 */
export async function POST(request: NextRequest): Promise<Response> {
  const form = await request.formData().catch(() => new FormData());
  const headers = new Headers({ location: wayBack(request), "cache-control": "no-store" });
  const locale = form.get("locale");
  if (isLocale(locale)) headers.append("set-cookie", cookie(localeCookie, locale));
  const theme = form.get("theme");
  if (theme === "light" || theme === "dark") headers.append("set-cookie", cookie(themeCookie, theme));
  if (theme === "system") headers.append("set-cookie", `${themeCookie}=; Path=/; Max-Age=0; SameSite=Lax`);
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

function cookie(name: string, value: string): string {
  return `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax`;
}
