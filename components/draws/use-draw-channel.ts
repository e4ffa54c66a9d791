"use client";

import { useEffect } from "react";

export interface RealtimeSettings {
  key: string;
  cluster: string;
  /** Empty means the vendor's own hosts. */
  host: string;
  port: number;
  useTLS: boolean;
}

/**
 * Calls `moved` whenever the drawing's channel says that there is something new. Where the service cannot be reached
 * nothing happens: the page looks by itself too.
 */
export function useDrawChannel(
  drawingId: string,
  settings: RealtimeSettings,
  moved: () => void,
  listen: boolean,
): void {
  const { key, cluster, host, port, useTLS } = settings;
  useEffect(() => {
    if (!listen) return;
    let ended = false;
    let close = () => {};
    import("pusher-js")
      .then(({ default: Pusher }) => {
        if (ended) return;
        const pusher = new Pusher(key, {
          cluster,
          forceTLS: useTLS,
          enabledTransports: ["ws", "wss"],
          ...(host ? { wsHost: host, wsPort: port, wssPort: port } : {}),
        });
        const channel = pusher.subscribe(`draw-${drawingId}`);
        channel.bind("moved", moved);
        channel.bind("revealed", moved);
        close = () => pusher.disconnect();
      })
      .catch(() => {}); // without the channel the page still looks by itself
    return () => {
      ended = true;
      close();
    };
  }, [drawingId, key, cluster, host, port, useTLS, moved, listen]);
}
