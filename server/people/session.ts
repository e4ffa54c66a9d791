/** How long a login lasts without being used, in seconds, and at most. */
export const SESSION_IDLE_SECONDS = 30 * 24 * 3600;
export const SESSION_SECONDS = 90 * 24 * 3600;
/** A proven second factor opens the pages that need it for this long. */
export const SECOND_FACTOR_SECONDS = 12 * 3600;
/** The time of last use is written at most this often. */
export const SEEN_EVERY_SECONDS = 300;

export interface SessionFacts {
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  secondFactorAt: Date | null;
}

/** Whether a session still says who somebody is. */
export function isSessionAlive(session: SessionFacts, now: Date): boolean {
  if (session.revokedAt) return false;
  if (now >= session.expiresAt) return false;
  return now.getTime() - session.lastSeenAt.getTime() < SESSION_IDLE_SECONDS * 1000;
}

/** Whether the second factor was shown in this session, and not too long ago. */
export function isSecondFactorFresh(session: SessionFacts, now: Date): boolean {
  if (!session.secondFactorAt) return false;
  return now.getTime() - session.secondFactorAt.getTime() < SECOND_FACTOR_SECONDS * 1000;
}

const BROWSERS: Array<[RegExp, string]> = [
  [/Edg\//, "Edge"],
  [/OPR\//, "Opera"],
  [/Firefox\//, "Firefox"],
  [/Chrome\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: Array<[RegExp, string]> = [
  [/iPhone|iPad/, "iOS"],
  [/Android/, "Android"],
  [/Mac OS X/, "macOS"],
  [/Windows/, "Windows"],
  [/Linux/, "Linux"],
];

/** A browser's own name in a few words, such as "Firefox, Linux"; empty when it gives none that we know. */
export function deviceName(userAgent: string): string {
  const first = (table: Array<[RegExp, string]>) => table.find(([pattern]) => pattern.test(userAgent))?.[1];
  return [first(BROWSERS), first(SYSTEMS)].filter(Boolean).join(", ");
}
