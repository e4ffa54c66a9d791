import { decode } from "next-auth/jwt";

const NAMES = ["__Secure-next-auth.session-token", "next-auth.session-token"];

function cookie(header: string, name: string): string | null {
  for (const part of header.split(";")) {
    const equals = part.indexOf("=");
    // A session token has no sign that needs to be written otherwise; what is not plain is none of ours.
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return null;
}

// What a sealed cookie says never changes, so it is opened once; whether the session lives is asked each time.
const opened = new Map<string, { sessionId: string; untilMs: number }>();
const MOST_OPENED = 5_000;

async function open(sealed: string, secret: string): Promise<string | null> {
  const key = `${secret} ${sealed}`;
  const known = opened.get(key);
  if (known) return Date.now() < known.untilMs ? known.sessionId : null;
  const token = await decode({ token: sealed, secret });
  if (typeof token?.sessionId !== "string") return null;
  if (opened.size >= MOST_OPENED) opened.clear();
  const untilMs = typeof token.exp === "number" ? token.exp * 1000 : Date.now() + 60_000;
  opened.set(key, { sessionId: token.sessionId, untilMs });
  return token.sessionId;
}

/**
 * The session id inside the encrypted login cookie, or null. The id alone proves nothing: `loadActor` finds out in the
 * database whether the session is still alive.
 */
export async function sessionIdOf(headers: Pick<Headers, "get">, secret: string): Promise<string | null> {
  const header = headers.get("cookie") ?? "";
  for (const name of NAMES) {
    const sealed = cookie(header, name);
    if (!sealed) continue;
    try {
      const sessionId = await open(sealed, secret);
      if (sessionId) return sessionId;
    } catch {
      // A cookie that somebody made up is no login.
    }
  }
  return null;
}
