import { createHmac, timingSafeEqual } from "node:crypto";
import type { WebSocket } from "ws";

export interface Connection {
  id: string;
  socket: WebSocket;
  channels: Set<string>;
  /** Who signed in on it (Pusher's user authentication). */
  userId: string | null;
}

interface Member {
  user_id: string;
  user_info?: unknown;
}

export interface Channel {
  name: string;
  connections: Map<string, Connection>;
  /** Of a presence channel: who each connection is. */
  members: Map<string, Member>;
}

export interface App {
  id: string;
  key: string;
  secret: string;
}

export const CHANNEL_NAME = /^[A-Za-z0-9_\-=@,.;#:]{1,200}$/;

export const isPrivate = (name: string) => name.startsWith("private-") || name.startsWith("presence-");
export const isPresence = (name: string) => name.startsWith("presence-");

export function signature(secret: string, text: string): string {
  return createHmac("sha256", secret).update(text).digest("hex");
}

export function same(one: string, two: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(two)];
  return a.length === b.length && timingSafeEqual(a, b);
}

export function tell(connection: Connection, event: string, data: unknown, channel?: string): void {
  if (connection.socket.readyState !== connection.socket.OPEN) return;
  const text = typeof data === "string" ? data : JSON.stringify(data);
  connection.socket.send(JSON.stringify({ event, ...(channel ? { channel } : {}), data: text }));
}

/** Who listens to what. All names and rules are those of the Pusher Channels protocol, version 7. */
export class Channels {
  readonly connections = new Map<string, Connection>();
  readonly channels = new Map<string, Channel>();

  constructor(private readonly app: App) {}

  send(names: string[], event: string, data: string, exceptSocket?: string): void {
    for (const name of names) {
      if (name.startsWith("#server-to-user-")) {
        const userId = name.slice("#server-to-user-".length);
        for (const connection of this.connections.values()) {
          if (connection.userId === userId) tell(connection, event, data, name);
        }
      }
      for (const connection of this.channels.get(name)?.connections.values() ?? []) {
        if (connection.id !== exceptSocket) tell(connection, event, data, name);
      }
    }
  }

  /** Lets a connection listen; answers with the protocol's own success or error. */
  subscribe(connection: Connection, asked: { channel?: unknown; auth?: unknown; channel_data?: unknown }): void {
    const name = String(asked.channel ?? "");
    const refuse = (error: string, status: number) =>
      tell(connection, "pusher:subscription_error", { type: "AuthError", error, status }, name);
    if (!CHANNEL_NAME.test(name)) {
      tell(connection, "pusher:error", { code: 4009, message: `Invalid channel name: ${name}` });
      return;
    }
    let member: Member | null = null;
    if (isPrivate(name)) {
      const data = typeof asked.channel_data === "string" ? asked.channel_data : null;
      const signed = [connection.id, name, ...(isPresence(name) && data ? [data] : [])].join(":");
      const wanted = `${this.app.key}:${signature(this.app.secret, signed)}`;
      if (!same(String(asked.auth ?? ""), wanted)) {
        refuse("The signature of the subscription is not valid.", 401);
        return;
      }
      if (isPresence(name)) {
        try {
          member = JSON.parse(data ?? "") as Member;
        } catch {
          member = null;
        }
        if (!member?.user_id) {
          refuse("A presence channel needs channel_data with a user_id.", 400);
          return;
        }
        member = { ...member, user_id: String(member.user_id) };
      }
    }
    const channel = this.channels.get(name) ?? { name, connections: new Map(), members: new Map() };
    this.channels.set(name, channel);
    const newcomer = member && ![...channel.members.values()].some(({ user_id }) => user_id === member.user_id);
    channel.connections.set(connection.id, connection);
    connection.channels.add(name);
    if (member) channel.members.set(connection.id, member);
    tell(connection, "pusher_internal:subscription_succeeded", member ? { presence: presence(channel) } : {}, name);
    if (!newcomer) return;
    for (const other of channel.connections.values()) {
      if (other !== connection) tell(other, "pusher_internal:member_added", member, name);
    }
  }

  unsubscribe(connection: Connection, name: string): void {
    const channel = this.channels.get(name);
    if (!channel?.connections.delete(connection.id)) return;
    connection.channels.delete(name);
    const member = channel.members.get(connection.id);
    channel.members.delete(connection.id);
    if (member && ![...channel.members.values()].some(({ user_id }) => user_id === member.user_id)) {
      for (const other of channel.connections.values()) {
        tell(other, "pusher_internal:member_removed", { user_id: member.user_id }, name);
      }
    }
    if (channel.connections.size === 0) this.channels.delete(name);
  }

  leave(connection: Connection): void {
    for (const name of [...connection.channels]) this.unsubscribe(connection, name);
    this.connections.delete(connection.id);
  }

  /** A `client-…` event goes to the others on a private or presence channel that the sender is on. */
  clientEvent(connection: Connection, event: string, name: string, data: unknown): void {
    if (!isPrivate(name) || !connection.channels.has(name)) {
      const message = `Client event rejected - ${isPrivate(name) ? "not subscribed to" : "only supported on private and presence"} channels`;
      tell(connection, "pusher:error", { code: 4301, message });
      return;
    }
    const text = typeof data === "string" ? data : JSON.stringify(data ?? null);
    const userId = this.channels.get(name)?.members.get(connection.id)?.user_id;
    for (const other of this.channels.get(name)?.connections.values() ?? []) {
      if (other === connection || other.socket.readyState !== other.socket.OPEN) continue;
      other.socket.send(JSON.stringify({ event, channel: name, data: text, ...(userId ? { user_id: userId } : {}) }));
    }
  }

  signIn(connection: Connection, asked: { auth?: unknown; user_data?: unknown }): void {
    const data = String(asked.user_data ?? "");
    const wanted = `${this.app.key}:${signature(this.app.secret, `${connection.id}::user::${data}`)}`;
    if (!same(String(asked.auth ?? ""), wanted)) {
      tell(connection, "pusher:error", { code: 4009, message: "The signature of the sign-in is not valid." });
      return;
    }
    connection.userId = String((JSON.parse(data) as { id?: unknown }).id ?? "");
    tell(connection, "pusher:signin_success", { user_data: data });
  }

  usersOf(name: string): string[] {
    return [...new Set([...(this.channels.get(name)?.members.values() ?? [])].map(({ user_id }) => user_id))];
  }
}

function presence(channel: Channel): { count: number; ids: string[]; hash: Record<string, unknown> } {
  const hash = Object.fromEntries(
    [...channel.members.values()].map(({ user_id, user_info }) => [user_id, user_info ?? {}]),
  );
  return { count: Object.keys(hash).length, ids: Object.keys(hash), hash };
}
