import type { IncomingMessage, ServerResponse } from "node:http";
import { getTRPCErrorFromUnknown, getTRPCErrorShape, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { ZodError } from "zod";
import { DATA_POLICY, STATIC_HEADERS } from "@/server/edge/answer-headers";
import { createPlaceReader } from "@/server/edge/read-place";
import { AppError, isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { requireActor } from "@/server/people/authority";
import { loadActor } from "@/server/people/load-actor";
import { holdAhead, payAhead, purchaseCalls, ticketRouter } from "@/server/tickets/router";
import type { StartCheckoutDeps } from "@/server/tickets/start-checkout";
import type { RequestContext } from "./context";
import { MOST_BODY_BYTES } from "./limited-body";
import { requireSameOrigin } from "./report-error";
import { type Services, services } from "./services";
import { sessionIdOf } from "./session-cookie";
import { ticketServices } from "./ticket-services";
import { refusalOf } from "./trpc";

// The two calls of a purchase are answered by what the procedures of the API run, without the framework's and the router's
// way to it: that way costs several times what the purchase itself does (bench/README.md). Calls in a batch, and everything
// else, take it.

const CALLS = { "/api/trpc/tickets.hold": "hold", "/api/trpc/tickets.pay": "pay" } as const;
type Call = (typeof CALLS)[keyof typeof CALLS];

const MOST_SESSIONS = 20_000;

const HEADERS: string[] = [
  ...STATIC_HEADERS.flat(),
  ...["content-security-policy", DATA_POLICY, "cache-control", "no-store", "content-type", "application/json"],
];

/** The body as text. Throws 413 `bodyTooLarge`, and reads no further, for more than a form ever sends. */
function readText(request: IncomingMessage): Promise<string> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    request.on("data", (part: Buffer) => {
      size += part.length;
      if (size > MOST_BODY_BYTES) {
        request.removeAllListeners("data").resume();
        reject(new AppError("bodyTooLarge", 413));
      } else {
        parts.push(part);
      }
    });
    request.on("end", () => resolve(Buffer.concat(parts).toString("utf8")));
    request.on("error", reject);
  });
}

function readInput(text: string): unknown {
  try {
    return superjson.deserialize(JSON.parse(text));
  } catch {
    throw new AppError("invalidInput", 400);
  }
}

type Asking = Parameters<typeof purchaseCalls.hold.run>[0];

/** Begins to count and to read for a member; what it answers goes on once it is known who asks. */
type Wish = (process: Services, memberId: string) => (asking: Asking) => Promise<unknown>;

function wishOf(call: Call, input: unknown): Wish {
  if (call === "hold") {
    const wish = purchaseCalls.hold.input.parse(input);
    return (process, memberId) => {
      const ahead = holdAhead(process, memberId, wish);
      return (asking) => purchaseCalls.hold.run(asking, wish, ahead);
    };
  }
  const wish = purchaseCalls.pay.input.parse(input);
  return (process, memberId) => {
    const ahead = payAhead(process, memberId, wish);
    return (asking) => purchaseCalls.pay.run(asking, wish, ahead);
  };
}

/** The wish, or what is wrong with it: that is told after it is known who asks. */
function readWish(call: Call, text: string): [Wish, null] | [null, unknown] {
  try {
    return [wishOf(call, readInput(text)), null];
  } catch (fault) {
    return [null, fault];
  }
}

interface Parts {
  origin: string;
  secret: string;
  proxySecret: string;
}

/**
 * Answers `tickets.hold` and `tickets.pay` in the API's own form; resolves to false for every other request, untouched.
 * Place and presence are read as the gate reads them, and what a client sends in the gate's own headers is never looked
 * at. The session is asked of the database each time, so that a revoked one ends at once.
 */
export function createPurchaseEndpoint(
  parts: Parts,
  open: () => Services = services,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const whereabouts = createPlaceReader(parts);
  let tickets: StartCheckoutDeps | null = null;

  // A session is one member's for ever. One that has ended is forgotten, so that whoever still has its cookie asks no more
  // than once in that member's name.
  const memberOf = new Map<string, string>();
  function remember(sessionId: string, memberId: string | undefined): void {
    if (memberOf.size >= MOST_SESSIONS) memberOf.clear();
    if (memberId === undefined) memberOf.delete(sessionId);
    else memberOf.set(sessionId, memberId);
  }

  /** Refuses in the order in which the router's procedures do: whose page, who, what. */
  async function run(call: Call, request: IncomingMessage): Promise<unknown> {
    const process = open();
    tickets ??= ticketServices(process);
    const { environment, db, clock, kv } = process;
    const headers = { get: (name: string) => headerOf(request, name) };
    const [sessionId, text] = await Promise.all([sessionIdOf(headers, environment.NEXTAUTH_SECRET), readText(request)]);
    requireSameOrigin(headers, environment.APP_URL);
    const [wish, fault] = readWish(call, text);
    // Counting and reading need not wait for the session of somebody who was here before; what they say is used only where
    // the session lives and is that member's.
    const known = sessionId ? memberOf.get(sessionId) : undefined;
    const begun = known && wish?.(process, known);
    const [found, { connection }] = await Promise.all([
      sessionId ? loadActor(process, sessionId) : null,
      whereabouts({ header: headers.get, cookie: () => undefined }, Date.now()),
    ]);
    if (sessionId) remember(sessionId, found?.actor.memberId);
    const actor = requireActor(found?.actor ?? null);
    // What is shown is no matter of a purchase; presence is.
    const asking = { db, clock, kv, tickets, actor, presence: connection };
    if (!wish) throw fault;
    const run = begun && known === actor.memberId ? begun : wish(process, actor.memberId);
    return run(asking);
  }

  async function answer(call: Call, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    try {
      return { status: 200, body: { result: { data: superjson.serialize(await run(call, request)) } } };
    } catch (cause) {
      const error = errorOf(cause);
      const { _config: config } = ticketRouter._def;
      const ctx = { correlationId: newId() } as RequestContext;
      const told = { config, error, type: "mutation", path: `tickets.${call}`, input: undefined, ctx } as const;
      const shape = getTRPCErrorShape(told);
      const { httpStatus } = shape.data as { httpStatus: number };
      return { status: httpStatus, body: { error: superjson.serialize(shape) } };
    }
  }

  return async (request, response) => {
    const call = request.method === "POST" ? CALLS[request.url as keyof typeof CALLS] : undefined;
    if (!call) return false;
    const { status, body } = await answer(call, request);
    const text = JSON.stringify(body);
    response.writeHead(status, [...HEADERS, "content-length", String(Buffer.byteLength(text))]).end(text);
    return true;
  };
}

/** As the router tells what was thrown. */
function errorOf(cause: unknown): TRPCError {
  if (isAppError(cause)) return refusalOf(cause);
  if (cause instanceof ZodError) return new TRPCError({ code: "BAD_REQUEST", cause });
  return getTRPCErrorFromUnknown(cause);
}

/** A header; of one that came twice, as the platform joins them. */
function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name.toLowerCase()];
  return value === undefined ? null : typeof value === "string" ? value : value.join(", ");
}
