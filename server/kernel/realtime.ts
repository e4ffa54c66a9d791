/**
 * Messages to open pages, at most once and in no promised order: a page that missed one asks the server. Channel names
 * are letters, digits and `-_=@,.;`; those that begin with `private-` or `presence-` need {@link Realtime.authorise}.
 */
export interface Realtime {
  /** Sends to everybody on the channels (at most 100), `exceptSocket` left out. Fails with `realtime_unavailable`. */
  publish(channel: string | string[], event: string, data: unknown, options?: { exceptSocket?: string }): Promise<void>;
  /** The signature that lets one socket join a private channel, or a presence channel as `member`. */
  authorise(
    socketId: string,
    channel: string,
    member?: { id: string; info?: Record<string, unknown> },
  ): { auth: string; channel_data?: string };
}
