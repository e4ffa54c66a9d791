"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";

/**
 * Asks the server again while an order is not settled: every second at first, then less often, for a quarter of an
 * hour; each time the page comes back to the front too.
 */
export function OrderWatch({ settled }: { settled: boolean }) {
  const router = useRouter();
  useEffect(() => {
    if (settled) return;
    let asked = 0;
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => {
      router.refresh();
      asked += 1;
      if (asked < 200) timer = setTimeout(ask, asked < 20 ? 1500 : 5000);
    };
    timer = setTimeout(ask, 1500);
    const look = () => document.visibilityState === "visible" && router.refresh();
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [settled, router]);
  return null;
}
