import Pusher from "pusher";
import PusherClient from "pusher-js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type PusherStandIn, startPusher } from "@/dev/pusher/server";
import { pusherRealtime } from "@/server/kernel/adapters/pusher";
import type { Realtime } from "@/server/kernel/realtime";

const app = { id: "drawbridge", key: "local-key", secret: "local-secret" };
let running: PusherStandIn;
let server: Pusher;
let realtime: Realtime;
const opened: PusherClient[] = [];

beforeAll(async () => {
  running = await startPusher({ ...app, port: 0 });
  server = new Pusher({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    host: "127.0.0.1",
    port: String(running.port),
    useTLS: false,
  });
  realtime = pusherRealtime({
    appId: app.id,
    key: app.key,
    secret: app.secret,
    cluster: "local",
    host: "127.0.0.1",
    port: running.port,
    useTLS: false,
  });
});
afterAll(async () => {
  for (const client of opened) client.disconnect();
  await running.close();
});

function browser(userId: string, key = app.key): PusherClient {
  const client = new PusherClient(key, {
    cluster: "local",
    wsHost: "127.0.0.1",
    wsPort: running.port,
    forceTLS: false,
    enabledTransports: ["ws"],
    channelAuthorization: {
      transport: "ajax",
      endpoint: "",
      customHandler: ({ socketId, channelName }, callback) => {
        if (userId === "forger") callback(null, { auth: `${app.key}:${"0".repeat(64)}` });
        else callback(null, realtime.authorise(socketId, channelName, { id: userId, info: { name: userId } }));
      },
    },
  });
  opened.push(client);
  return client;
}

const next = <Data>(
  target: { bind(event: string, call: (data: Data) => void): unknown },
  event: string,
): Promise<Data> => new Promise((resolve) => target.bind(event, resolve));

test("P2 what the server's SDK sends reaches the browser's SDK, without the socket that is left out", async () => {
  const one = browser("one").subscribe("draw-1");
  const client = browser("two");
  const two = client.subscribe("draw-1");
  await Promise.all([next(one, "pusher:subscription_succeeded"), next(two, "pusher:subscription_succeeded")]);
  const heard: unknown[] = [];
  two.bind("digit", (data: unknown) => heard.push(data));
  const first = next(one, "digit");
  await realtime.publish("draw-1", "digit", { place: 3, digit: "7 é" }, { exceptSocket: client.connection.socket_id });
  expect(await first).toEqual({ place: 3, digit: "7 é" });
  const both = next(two, "digit");
  await realtime.publish(["draw-1", "draw-2"], "digit", 8);
  expect(await both).toBe(8);
  expect(heard).toEqual([8]);
  await server.triggerBatch([{ channel: "draw-1", name: "digit", data: 9 }]);
  const info = await server.get({ path: "/channels/draw-1", params: { info: "subscription_count" } });
  expect(await info.json()).toEqual({ occupied: true, subscription_count: 2 });
  expect(await (await server.get({ path: "/channels" })).json()).toEqual({ channels: { "draw-1": {} } });
});

test("P2 a private channel needs the signature; client events go to the others", async () => {
  const forged = browser("forger").subscribe("private-board");
  expect(await next(forged, "pusher:subscription_error")).toMatchObject({ status: 401 });
  const one = browser("one").subscribe("private-board");
  const two = browser("two").subscribe("private-board");
  await Promise.all([next(one, "pusher:subscription_succeeded"), next(two, "pusher:subscription_succeeded")]);
  const heard = next(two, "client-typing");
  one.trigger("client-typing", { at: 1 });
  expect(await heard).toEqual({ at: 1 });
});

test("P2 a presence channel tells who is there, who comes and who goes", async () => {
  const one = browser("one").subscribe("presence-hall");
  const members = await next<{ count: number }>(one, "pusher:subscription_succeeded");
  expect(members.count).toBe(1);
  const added = next<{ id: string }>(one, "pusher:member_added");
  const visitor = browser("two");
  visitor.subscribe("presence-hall");
  expect((await added).id).toBe("two");
  expect(await (await server.get({ path: "/channels/presence-hall/users" })).json()).toEqual({
    users: [{ id: "one" }, { id: "two" }],
  });
  const removed = next<{ id: string }>(one, "pusher:member_removed");
  visitor.disconnect();
  expect((await removed).id).toBe("two");
});

test("P2 a forged request, an unknown route and an unknown app are refused", async () => {
  const forger = new Pusher({
    appId: app.id,
    key: app.key,
    secret: "guess",
    host: "127.0.0.1",
    port: String(running.port),
    useTLS: false,
  });
  await expect(forger.trigger("draw-1", "digit", 1)).rejects.toMatchObject({ status: 401 });
  await expect(server.get({ path: "/no-such-thing" })).rejects.toMatchObject({ status: 404 });
  const stranger = browser("one", "another-key");
  expect(await next<{ error: { data: { code: number } } }>(stranger.connection, "error")).toMatchObject({
    error: { data: { code: 4001 } },
  });
});
