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

/**
 * The session id inside the encrypted login cookie, or null. The id alone proves nothing: `loadActor` finds out in the
 * database whether the session is still alive.
 */
export async function sessionIdOf(headers: Headers, secret: string): Promise<string | null> {
  const header = headers.get("cookie") ?? "";
  for (const name of NAMES) {
    const sealed = cookie(header, name);
    if (!sealed) continue;
    try {
      const token = await decode({ token: sealed, secret });
      if (typeof token?.sessionId === "string") return token.sessionId;
    } catch {
      // A cookie that somebody made up is no login.
    }
  }
  return null;
}
