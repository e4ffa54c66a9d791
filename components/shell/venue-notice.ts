/** What the venue has to say about itself at the foot of each page, in a language; undefined where it says nothing. */
export function venueNotice(
  locale: string,
  environment: Record<string, string | undefined> = process.env,
): string | undefined {
  const own = locale === "es" ? environment.VENUE_NOTICE_ES : undefined;
  return own || environment.VENUE_NOTICE || undefined;
}
