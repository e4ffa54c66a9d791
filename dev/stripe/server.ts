import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { accountRoutes, connectedAccount } from "./accounts";
import { ApiError, invalid } from "./api-error";
import { balanceRoutes } from "./balance";
import { readBody } from "./body";
import { API_VERSION, type Call, type Route } from "./call";
import { checkoutRoutes, lapseSessions } from "./checkout";
import { Control, controlRequest } from "./control";
import { hostedRequest } from "./hosted";
import { parseForm, parseParams } from "./params";
import { lapseAuthorisations, paymentRoutes } from "./payments";
import { payoutRoutes, settlePayouts } from "./payouts";
import { refundRoutes } from "./refunds";
import { randomText, State } from "./state";
import { type WebhookEndpoint, WebhookSender } from "./webhooks";

export interface StripeOptions {
  /** 0 takes any free port. */
  port: number;
  host: string;
  secretKey: string;
  webhooks: WebhookEndpoint[];
  /** Keeps everything in this file, so that a restart loses nothing. */
  stateFile?: string;
  /** Where browsers reach the hosted pages; by default the address it listens on. */
  publicUrl?: string;
  /** Pauses between attempts to deliver a webhook, in seconds. */
  retrySeconds?: number[];
}

export interface RunningStripe {
  url: string;
  port: number;
  control: Control;
  close(): Promise<void>;
}

const ROUTES: Array<Route & { pattern: RegExp }> = [
  ...accountRoutes,
  ...balanceRoutes,
  ...checkoutRoutes,
  ...paymentRoutes,
  ...payoutRoutes,
  ...refundRoutes,
].map((each) => ({ ...each, pattern: new RegExp(`^${each.path.replace(/:\w+/g, "([^/]+)")}$`) }));

/** Replaces ids by their objects along the paths asked for, in a copy. */
function expandPaths(state: State, answer: unknown, paths: string[]): unknown {
  if (paths.length === 0) return answer;
  const copy = structuredClone(answer);
  const follow = (holder: unknown, path: string[], whole: string): void => {
    const [key, ...rest] = path as [string, ...string[]];
    if (Array.isArray(holder)) {
      for (const item of holder) follow(item, path, whole);
      return;
    }
    if (holder === null) return;
    const target = holder as Record<string, unknown>;
    if (typeof holder !== "object" || !(key in target))
      throw invalid(`This property cannot be expanded (${whole}).`, { param: "expand" });
    if (typeof target[key] === "string") {
      const found = state.find(target[key] as string);
      if (!found) throw invalid(`This property cannot be expanded (${whole}).`, { param: "expand" });
      target[key] = structuredClone(found.value);
    }
    if (rest.length > 0) follow(target[key], rest, whole);
  };
  for (const path of paths) {
    if (path.split(".").length > 5)
      throw invalid("You cannot expand more than 4 levels of a property.", { param: "expand" });
    follow(copy, path.split("."), path);
  }
  return copy;
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response.writeHead(status, { "content-type": "application/json", "stripe-version": API_VERSION, ...headers });
  response.end(body);
}

/** Starts a server that speaks Stripe's HTTP API, for development and tests. It refuses to run in production. */
export async function startStripe(options: StripeOptions): Promise<RunningStripe> {
  if (process.env.NODE_ENV === "production") throw new Error("The stand-in for Stripe does not run in production.");
  const state = new State(options.stateFile);
  const sender = new WebhookSender(state, options.webhooks, options.retrySeconds);
  const control = new Control(state, sender, options.publicUrl ?? "");

  function authorised(request: IncomingMessage): boolean {
    const [scheme, given = ""] = (request.headers.authorization ?? "").split(" ");
    if (scheme === "Bearer") return given === options.secretKey;
    if (scheme === "Basic") return Buffer.from(given, "base64").toString("utf8").split(":")[0] === options.secretKey;
    return false;
  }

  async function api(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const requestId = `req_${randomText(14)}`;
    const headers: Record<string, string> = { "request-id": requestId };
    const fail = (error: ApiError): void =>
      send(response, error.status, JSON.stringify(error.body(requestId)), headers);
    try {
      const body = await readBody(request);
      if (!authorised(request)) {
        const given = request.headers.authorization ? "Invalid API Key provided." : "You did not provide an API key.";
        throw invalid(given, {}, 401);
      }
      const fault = await control.faultFor(request.method ?? "GET", url.pathname);
      if (fault === "reset") {
        request.socket.destroy();
        return;
      }
      if (fault === "error") throw new ApiError(500, "api_error", "An unknown error occurred");
      if (fault === "rate_limit") throw invalid("Request rate limit exceeded.", { code: "rate_limit" }, 429);

      const found = ROUTES.find((each) => each.method === request.method && each.pattern.test(url.pathname));
      if (!found)
        throw invalid(
          `Unrecognized request URL (${request.method}: ${url.pathname}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
          {},
          404,
        );
      const account = request.headers["stripe-account"];
      if (Array.isArray(account)) throw invalid("Invalid Stripe-Account header.");
      if (account) {
        connectedAccount({ state }, account);
        headers["stripe-account"] = account;
      }
      const params = parseParams(found.params, parseForm(request.method === "GET" ? url.search.slice(1) : body));
      const key = request.method === "POST" ? (request.headers["idempotency-key"]?.toString() ?? null) : null;
      if (key && key.length > 255) throw invalid("Idempotency keys can be at most 255 characters.");
      const scoped = `${account ?? ""}:${key}`;
      const fingerprint = createHash("sha256").update(`${request.method} ${url.pathname}\n${body}`).digest("hex");
      if (key) {
        headers["idempotency-key"] = key;
        const before = state.answered.get(scoped);
        if (before && before.fingerprint !== fingerprint)
          throw new ApiError(
            400,
            "idempotency_error",
            `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
          );
        if (before) {
          headers["idempotent-replayed"] = "true";
          if (fault === "lost") request.socket.destroy();
          else send(response, before.status, before.body, headers);
          return;
        }
      }
      const call: Call = {
        state,
        account: account ?? null,
        requestId,
        idempotencyKey: key,
        publicUrl: control.publicUrl,
        sender,
      };
      lapseSessions(call);
      lapseAuthorisations(call);
      settlePayouts(call);
      const ids = (found.pattern.exec(url.pathname) ?? []).slice(1).map(decodeURIComponent);
      let answer: { status: number; body: string };
      try {
        const result = found.run(call, params as never, ids);
        const paths = (params as { expand?: string[] }).expand ?? [];
        answer = { status: 200, body: JSON.stringify(expandPaths(state, result, paths), null, 2) };
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        answer = { status: error.status, body: JSON.stringify(error.body(requestId)) };
      }
      if (key) {
        state.answered.set(scoped, { fingerprint, ...answer });
        state.save();
      }
      // "lost": it has been done, and the caller never hears of it.
      if (fault === "lost") request.socket.destroy();
      else send(response, answer.status, answer.body, headers);
    } catch (error) {
      if (error instanceof ApiError) return fail(error);
      process.stderr.write(`stripe stand-in: ${error instanceof Error ? error.stack : String(error)}\n`);
      fail(new ApiError(500, "api_error", "The stand-in failed."));
    }
  }

  const server = createServer((request, response) => {
    void (async () => {
      const url = new URL(request.url ?? "/", "http://stripe.local");
      if (url.pathname.startsWith("/_control")) await controlRequest(control, request, response, url);
      else if (url.pathname.startsWith("/c/") || url.pathname.startsWith("/setup/"))
        await hostedRequest(control.call(), request, response, url);
      else await api(request, response, url);
    })().catch((error: unknown) => {
      process.stderr.write(`stripe stand-in: ${error instanceof Error ? error.stack : String(error)}\n`);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host, resolve);
  });
  const port = (server.address() as AddressInfo).port;
  const url = `http://${options.host}:${port}`;
  control.publicUrl ||= url;
  const sweep = setInterval(() => {
    lapseSessions(control.call());
    lapseAuthorisations(control.call());
    settlePayouts(control.call());
  }, 5_000);
  sweep.unref();

  return {
    url,
    port,
    control,
    async close() {
      clearInterval(sweep);
      sender.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      state.saveNow();
    },
  };
}
