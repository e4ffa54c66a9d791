/** Languages the venue speaks. Message files live in messages/<locale>/<namespace>.json. */
export const locales = ["en", "es"] as const;

export type Locale = (typeof locales)[number];

export const defaultLocale: Locale = "en";

/** Cookie that keeps the chosen language; readable by scripts, holds nothing but the locale. */
export const localeCookie = "drawbridge_locale";

/** Cookie that keeps the chosen appearance: "light" or "dark"; absent means the system's. */
export const themeCookie = "drawbridge_theme";

/** Whether the text names a language of the venue. */
export function isLocale(text: unknown): text is Locale {
  return typeof text === "string" && (locales as readonly string[]).includes(text);
}
