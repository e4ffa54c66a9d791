"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import type { RealtimeSettings } from "@/components/draws/use-draw-channel";

const POLL_MS = 5_000;

/**
 * Keeps an open page true: when its channel says that something moved, and every few seconds in any case, it asks whether what it
 * shows is still so, and has itself made again where it is not. What is typed stays. A change of shares is said aloud.
 */
export function LiveSyndicate({
  slug,
  invitation,
  version,
  channel,
  realtime,
}: {
  slug: string;
  invitation: string | null;
  version: string;
  channel: string;
  realtime: RealtimeSettings;
}) {
  const router = useRouter();
  const t = useTranslations("syndicates.page");
  const [said, setSaid] = useState("");
  const known = useRef(version);
  known.current = version;
  const { key, cluster, host, port, useTLS } = realtime;
  useEffect(() => {
    let ended = false;
    let close = () => {};
    let asking = false;
    const address = `/api/syndicates/${slug}${invitation ? `?invitation=${encodeURIComponent(invitation)}` : ""}`;
    const ask = async () => {
      if (ended || asking || document.visibilityState !== "visible") return;
      asking = true;
      try {
        const response = await fetch(address, { cache: "no-store" });
        if (response.ok) {
          const figures = (await response.json()) as { version: string; taken: number; count: number };
          if (!ended && figures.version !== known.current) {
            setSaid(t("sharesTaken", { taken: figures.taken, count: figures.count }));
            router.refresh();
          }
        } else if (response.status === 404 || response.status === 451) {
          router.refresh();
        }
      } catch {
        // The page stays as it is and asks again.
      } finally {
        asking = false;
      }
    };
    const timer = setInterval(ask, POLL_MS);
    document.addEventListener("visibilitychange", ask);
    import("pusher-js")
      .then(({ default: Pusher }) => {
        if (ended) return;
        const pusher = new Pusher(key, {
          cluster,
          forceTLS: useTLS,
          enabledTransports: ["ws", "wss"],
          ...(host ? { wsHost: host, wsPort: port, wssPort: port } : {}),
        });
        pusher.subscribe(channel).bind("moved", ask);
        close = () => pusher.disconnect();
      })
      .catch(() => {}); // without the channel the page still asks by itself
    return () => {
      ended = true;
      clearInterval(timer);
      document.removeEventListener("visibilitychange", ask);
      close();
    };
  }, [slug, invitation, channel, key, cluster, host, port, useTLS, router, t]);
  return (
    <p className="vh" role="status">
      {said}
    </p>
  );
}
