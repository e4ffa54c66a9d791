import { createHash, randomInt } from "node:crypto";
import { WebSocketServer } from "ws";
import { type Answer, type Asked, json, refuseInProduction, type StandIn, serve } from "../stand-in";
import { type App, CHANNEL_NAME, Channels, type Connection, isPresence, same, signature, tell } from "./channels";

export interface PusherStandIn extends StandIn {
  channels: Channels;
}

const text = (status: number, body: string): Answer => ({ status, headers: { "content-type": "text/plain" }, body });

/** Whether the request carries the app's signature, made within ten minutes of now (Pusher's REST authentication). */
function fault(app: App, { method, url, body }: Asked): string | null {
  const query = url.searchParams;
  if (query.get("auth_key") !== app.key) return "Unknown auth_key";
  if (Math.abs(Date.now() / 1000 - Number(query.get("auth_timestamp"))) > 600) return "Timestamp expired";
  if (body && query.get("body_md5") !== createHash("md5").update(body).digest("hex")) return "Invalid body_md5";
  const signed = [...query]
    .filter(([name]) => name !== "auth_signature")
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .sort(([one], [two]) => (one < two ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const wanted = signature(app.secret, `${method}\n${url.pathname}\n${signed}`);
  return same(query.get("auth_signature") ?? "", wanted) ? null : "Invalid signature";
}

interface Event {
  name?: unknown;
  data?: unknown;
  channel?: unknown;
  channels?: unknown;
  socket_id?: unknown;
}

/** What is wrong with an event, in words, or null. */
function eventFault(event: Event): string | null {
  const names = event.channels ?? [event.channel];
  if (typeof event.name !== "string" || event.name.length === 0 || event.name.length > 200) return "Invalid event name";
  if (!Array.isArray(names) || names.length === 0 || names.length > 100) return "Between 1 and 100 channels are needed";
  if (names.some((name) => typeof name !== "string" || !CHANNEL_NAME.test(name))) return "Invalid channel name";
  if (typeof event.data !== "string") return "The data must be a string";
  return null;
}

/** The local realtime server: the REST API and the WebSocket protocol (version 7) of Pusher Channels, for one app. */
export async function startPusher(options: App & { port: number; host?: string }): Promise<PusherStandIn> {
  refuseInProduction("realtime");
  const channels = new Channels(options);

  function trigger(event: Event): void {
    const names = (event.channels ?? [event.channel]) as string[];
    channels.send(names, event.name as string, event.data as string, event.socket_id as string | undefined);
  }

  function channelInfo(name: string, wanted: string[]): Record<string, unknown> {
    const channel = channels.channels.get(name);
    return {
      ...(wanted.includes("subscription_count") ? { subscription_count: channel?.connections.size ?? 0 } : {}),
      ...(wanted.includes("user_count") && isPresence(name) ? { user_count: channels.usersOf(name).length } : {}),
    };
  }

  function answer(asked: Asked): Answer {
    const { method, url, body } = asked;
    const path = /^\/apps\/([^/]+)\/(.+?)\/?$/.exec(url.pathname);
    if (!path) return text(404, "Not found");
    if (path[1] !== options.id) return text(404, "App not found");
    const unsigned = fault(options, asked);
    if (unsigned) return text(401, `${unsigned}\n`);
    const route = `${method} ${path[2]}`;
    const wanted = (url.searchParams.get("info") ?? "").split(",");
    if (method === "POST") {
      let given: Event & { batch?: unknown };
      try {
        given = JSON.parse(body || "{}");
      } catch {
        return text(400, "The body is not JSON\n");
      }
      if (route === "POST events") {
        const wrong = eventFault(given);
        if (wrong) return text(400, `${wrong}\n`);
        trigger(given);
        return json(200, {});
      }
      if (route === "POST batch_events") {
        const batch = given.batch;
        if (!Array.isArray(batch) || batch.length > 10) return text(400, "A batch has at most 10 events\n");
        const wrong = batch.map(eventFault).find(Boolean);
        if (wrong) return text(400, `${wrong}\n`);
        for (const event of batch) trigger(event);
        return json(200, { batch: batch.map(() => ({})) });
      }
      const user = /^users\/([^/]+)\/terminate_connections$/.exec(path[2]!);
      if (user) {
        for (const connection of [...channels.connections.values()]) {
          if (connection.userId === decodeURIComponent(user[1]!))
            connection.socket.close(4009, "Connection terminated");
        }
        return json(200, {});
      }
    }
    if (route === "GET channels") {
      const prefix = url.searchParams.get("filter_by_prefix") ?? "";
      const names = [...channels.channels.keys()].filter((name) => name.startsWith(prefix));
      return json(200, { channels: Object.fromEntries(names.map((name) => [name, channelInfo(name, wanted)])) });
    }
    const users = /^channels\/([^/]+)\/users$/.exec(path[2]!);
    if (method === "GET" && users) {
      if (!isPresence(users[1]!)) return text(400, "Users can only be retrieved for presence channels\n");
      return json(200, { users: channels.usersOf(users[1]!).map((id) => ({ id })) });
    }
    const channel = /^channels\/([^/]+)$/.exec(path[2]!);
    if (method === "GET" && channel) {
      return json(200, { occupied: channels.channels.has(channel[1]!), ...channelInfo(channel[1]!, wanted) });
    }
    return text(404, "Unknown request\n");
  }

  const running = await serve(options, answer);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 100_000 });
  running.server.on("upgrade", (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (opened) => {
      const key = /^\/app\/([^/?]+)/.exec(request.url ?? "")?.[1];
      const connection: Connection = {
        id: `${randomInt(1, 1_000_000)}.${randomInt(1, 1_000_000_000)}`,
        socket: opened,
        channels: new Set(),
        userId: null,
      };
      if (key !== options.key) {
        const message = `App key ${key} not in this cluster. Did you forget to specify the cluster?`;
        tell(connection, "pusher:error", { code: 4001, message });
        opened.close(4001, "Unknown app key");
        return;
      }
      channels.connections.set(connection.id, connection);
      tell(connection, "pusher:connection_established", { socket_id: connection.id, activity_timeout: 120 });
      opened.on("close", () => channels.leave(connection));
      opened.on("error", () => opened.terminate());
      opened.on("message", (raw) => receive(connection, String(raw)));
    });
  });

  function receive(connection: Connection, raw: string): void {
    let message: { event?: unknown; channel?: unknown; data?: unknown };
    try {
      message = JSON.parse(raw);
    } catch {
      tell(connection, "pusher:error", { code: 4200, message: "The message is not JSON." });
      return;
    }
    const event = String(message.event ?? "");
    const data = (message.data ?? {}) as Record<string, unknown>;
    if (event === "pusher:ping") tell(connection, "pusher:pong", {});
    else if (event === "pusher:subscribe") channels.subscribe(connection, data);
    else if (event === "pusher:unsubscribe") channels.unsubscribe(connection, String(data.channel ?? ""));
    else if (event === "pusher:signin") channels.signIn(connection, data);
    else if (event.startsWith("client-"))
      channels.clientEvent(connection, event, String(message.channel ?? ""), message.data);
    else if (event !== "pusher:pong")
      tell(connection, "pusher:error", { code: 4200, message: `Unknown event ${event}` });
  }

  return {
    ...running,
    channels,
    close: async () => {
      for (const opened of sockets.clients) opened.terminate();
      sockets.close();
      await running.close();
    },
  };
}
