import { NextRequest } from "next/server";
import NextAuth, { type NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { type Client, clientOf } from "@/server/api/client";
import { limitedRequest } from "@/server/api/limited-body";
import { openHolds } from "@/server/api/open-holds";
import { peopleDeps } from "@/server/api/people-deps";
import { errorResponse, reportError } from "@/server/api/report-error";
import { services } from "@/server/api/services";
import { isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { logInByLink, logInByPassword, logOut } from "@/server/people/log-in";
import { SESSION_IDLE_SECONDS } from "@/server/people/session";
import type { StartedSession } from "@/server/people/start-session";

/** What was sent in a field; a body of JSON may hold anything in its place. */
function text(value: unknown): string {
  return typeof value === "string" ? value.replaceAll("\0", "") : "";
}

/**
 * The login protocol for programs and for next-auth's own client. The pages log in by server actions that call the
 * same use cases and write the same cookie; either way the session lives in the database and can be revoked there.
 */
function options(client: Client): NextAuthOptions {
  const process = services();
  const user = async (begin: Promise<StartedSession>) => {
    try {
      const session = await begin;
      return { id: session.memberId, sessionId: session.sessionId };
    } catch (error) {
      // The protocol has one answer for every refusal; the log says which it was.
      if (isAppError(error)) {
        reportError(error, newId(), "auth");
        return null;
      }
      throw error;
    }
  };
  const deps = () => peopleDeps(process, openHolds(process));
  return {
    secret: process.environment.NEXTAUTH_SECRET,
    session: { strategy: "jwt", maxAge: SESSION_IDLE_SECONDS },
    pages: { signIn: "/login", signOut: "/account", error: "/login" },
    providers: [
      CredentialsProvider({
        id: "password",
        name: "password",
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (sent) => user(logInByPassword(await deps(), text(sent?.email), text(sent?.password), client)),
      }),
      CredentialsProvider({
        id: "link",
        name: "link",
        credentials: { token: { type: "text" } },
        authorize: async (sent) => user(logInByLink(await deps(), text(sent?.token), client)),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => ({
        sub: token.sub,
        sessionId: user && "sessionId" in user ? user.sessionId : token.sessionId,
      }),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        if (token?.sub && typeof token.sessionId === "string") await logOut(process, token.sub, token.sessionId);
      },
    },
  };
}

async function handler(request: Request, route: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  try {
    const small = request.method === "POST" ? new NextRequest(await limitedRequest(request)) : request;
    return await NextAuth(options(clientOf(request.headers)))(small, route);
  } catch (error) {
    return errorResponse(error, newId(), "auth");
  }
}

export { handler as GET, handler as POST };
