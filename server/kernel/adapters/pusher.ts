import Pusher from "pusher";
import { AppError } from "../errors";
import type { Realtime } from "../realtime";

export interface PusherOptions {
  appId: string;
  key: string;
  secret: string;
  cluster: string;
  /** Empty means Pusher's own hosts, found by the cluster. */
  host?: string;
  port?: number;
  useTLS?: boolean;
}

function clientOf(options: PusherOptions): Pusher {
  const { appId, key, secret } = options;
  const where = options.host
    ? { host: options.host, port: String(options.port ?? 443), useTLS: options.useTLS ?? true }
    : { cluster: options.cluster, useTLS: true };
  return new Pusher({ appId, key, secret, timeout: 5000, ...where });
}

/** Realtime through Pusher Channels or a server that speaks its protocol. */
export function pusherRealtime(options: PusherOptions): Realtime {
  const client = clientOf(options);
  return {
    publish: async (channel, event, data, { exceptSocket } = {}) => {
      try {
        await client.trigger(channel, event, data, exceptSocket ? { socket_id: exceptSocket } : undefined);
      } catch (cause) {
        throw new AppError("realtime_unavailable", 503, {}, { cause });
      }
    },
    authorise: (socketId, channel, member) =>
      client.authorizeChannel(
        socketId,
        channel,
        member && channel.startsWith("presence-") ? { user_id: member.id, user_info: member.info ?? {} } : undefined,
      ),
  };
}

/** Asks the server for its channels: fails with words where it is not reached or the keys are not right. */
export async function reachPusher(options: PusherOptions): Promise<void> {
  const answer = await clientOf(options).get({ path: "/channels" });
  await answer.text();
}
