import type { IncomingMessage, ServerResponse } from "node:http";
import { getTRPCErrorFromUnknown, getTRPCErrorShape } from "@trpc/server";
import superjson from "superjson";
import { DATA_POLICY, STATIC_HEADERS } from "@/server/edge/answer-headers";
import { createPlaceReader } from "@/server/edge/read-place";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { loadActor } from "@/server/people/load-actor";
import { ticketRouter } from "@/server/tickets/router";
import type { RequestContext } from "./context";
import { MOST_BODY_BYTES } from "./limited-body";
import { type Services, services } from "./services";
import { sessionIdOf } from "./session-cookie";
import { ticketServices } from "./ticket-services";
import { createCaller } from "./trpc";

// The two calls of a purchase are answered by the very procedures of the API, without the framework's way to them: that
// way costs several times what the purchase itself does (bench/README.md). Calls in a batch, and everything else, take it.

const CALLS = { "/api/trpc/tickets.hold": "hold", "/api/trpc/tickets.pay": "pay" } as const;
type Call = (typeof CALLS)[keyof typeof CALLS];

const callerOf = createCaller(ticketRouter);

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
  let tickets: RequestContext["tickets"] | null = null;

  async function contextOf(headers: Headers): Promise<RequestContext> {
    const process = open();
    tickets ??= ticketServices(process);
    const sessionId = await sessionIdOf(headers, process.environment.NEXTAUTH_SECRET);
    const asked = { header: (name: string) => headers.get(name), cookie: () => undefined };
    const [found, { connection }] = await Promise.all([
      sessionId ? loadActor(process, sessionId) : null,
      whereabouts(asked, Date.now()),
    ]);
    return {
      ...process,
      tickets,
      headers,
      correlationId: newId(),
      // What is shown is no matter of a purchase; presence is.
      seenPlace: null,
      presence: connection,
      actor: found?.actor ?? null,
      member: found?.member ?? null,
    };
  }

  async function answer(call: Call, request: IncomingMessage): Promise<{ status: number; body: unknown }> {
    const path = `tickets.${call}`;
    let context: RequestContext | undefined;
    let input: unknown;
    try {
      const headers = headersOf(request);
      [context, input] = await Promise.all([contextOf(headers), readText(request).then(readInput)]);
      const caller = callerOf(context);
      const data = await (call === "hold" ? caller.hold(input as never) : caller.pay(input as never));
      return { status: 200, body: { result: { data: superjson.serialize(data) } } };
    } catch (cause) {
      const error = getTRPCErrorFromUnknown(cause);
      const { _config: config } = ticketRouter._def;
      const shape = getTRPCErrorShape({ config, error, type: "mutation", path, input, ctx: context });
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

/** The request's headers; of one that came twice, as the platform joins them. */
function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, typeof value === "string" ? value : value.join(", "));
  }
  return headers;
}
