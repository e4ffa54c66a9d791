import {
  AGE_COOKIE,
  PLACE_COOKIE,
  PLACE_COOKIE_SECONDS,
  type SeenPlace,
  sealAge,
  sealPlace,
} from "@/server/edge/seen-place";
import { AppError } from "@/server/kernel/errors";
import { services } from "./services";

function attributes(seconds: number): string {
  const secure = services().environment.APP_URL.startsWith("https:") ? "; Secure" : "";
  return `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** The `set-cookie` line that keeps a place. Throws 422 `placeTooLarge` where it does not fit. */
export async function placeCookie(place: SeenPlace): Promise<string> {
  const { clock, environment } = services();
  const sealed = await sealPlace(place, clock.now().getTime(), environment.APP_SECRET);
  if (!sealed) throw new AppError("placeTooLarge", 422);
  return `${PLACE_COOKIE}=${sealed}; ${attributes(PLACE_COOKIE_SECONDS)}`;
}

/** The `set-cookie` line that forgets the place. */
export function forgetPlaceCookie(): string {
  return `${PLACE_COOKIE}=; ${attributes(0)}`;
}

/** The `set-cookie` line that keeps an age somebody signed for. */
export async function ageCookie(age: number): Promise<string> {
  const { clock, environment } = services();
  return `${AGE_COOKIE}=${await sealAge(age, clock.now().getTime(), environment.APP_SECRET)}; ${attributes(PLACE_COOKIE_SECONDS)}`;
}

/** The cookie that tells visitors who signed for their age apart; it holds a random id alone. */
export const VISITOR_COOKIE = "drawbridge_visitor";

/** The `set-cookie` line of a visitor's id. */
export function visitorCookie(visitorId: string): string {
  return `${VISITOR_COOKIE}=${visitorId}; ${attributes(PLACE_COOKIE_SECONDS)}`;
}

/** Sends the browser on after a form. */
export function seeOther(to: string, cookies: string[] = []): Response {
  const headers = new Headers({ location: to, "cache-control": "no-store" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
