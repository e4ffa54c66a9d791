import { cookies } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { defaultLocale, isLocale, localeCookie } from "./locales";
import { messagesOf } from "./messages";

/**
 * The language of a page: the one its layout set (cached pages, whose language is in their address), else the cookie.
 * Cached pages never reach the cookie, so they stay cacheable.
 */
export default getRequestConfig(async ({ requestLocale }) => {
  const asked = await requestLocale;
  const locale = isLocale(asked) ? asked : await chosenLocale();
  return { locale, messages: await messagesOf(locale), timeZone: "America/New_York", onError: reportMissing };
});

async function chosenLocale() {
  const cookie = (await cookies()).get(localeCookie)?.value;
  return isLocale(cookie) ? cookie : defaultLocale;
}

/** A missing text is a fault of the build: fail while developing and testing; in production show its key and log it. */
function reportMissing(error: Error): void {
  if (process.env.NODE_ENV !== "production") throw error;
  console.error(JSON.stringify({ level: "error", message: "text missing", error: error.message }));
}
