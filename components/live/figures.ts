"use client";

import { useEffect, useSyncExternalStore } from "react";

/** What `GET /api/live` says of a raffle that is open to the reader. */
export interface Figures {
  id: string;
  sold: number;
  remaining: number | null;
  closesAt: string;
  selling: boolean;
  open: boolean;
  drawingId: string | null;
  potMinor: number | null;
}

const POLL_MS = 15_000;
const known = new Map<string, Figures>();
const watched = new Map<string, number>();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setTimeout> | undefined;

async function ask(): Promise<void> {
  timer = undefined;
  const ids = [...watched.keys()];
  if (ids.length === 0) return;
  if (document.visibilityState === "visible") {
    try {
      const response = await fetch(`/api/live?ids=${ids.join(",")}`, { cache: "no-store" });
      if (response.ok) {
        const { raffles } = (await response.json()) as { raffles: Figures[] };
        for (const figures of raffles) known.set(figures.id, figures);
        for (const listener of listeners) listener();
      }
    } catch {
      // The page stays right without the counters; they are asked for again.
    }
  }
  timer ??= setTimeout(ask, POLL_MS);
}

function watch(id: string): () => void {
  watched.set(id, (watched.get(id) ?? 0) + 1);
  // Everything on the page asks in one call: wait until all of it has said what it wants.
  if (!known.has(id)) {
    clearTimeout(timer);
    timer = setTimeout(ask, 0);
  }
  return () => {
    const left = (watched.get(id) ?? 1) - 1;
    if (left > 0) watched.set(id, left);
    else watched.delete(id);
  };
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The counters of a raffle, kept up to date while the page is looked at; undefined until they are known. */
export function useFigures(id: string): Figures | undefined {
  useEffect(() => watch(id), [id]);
  return useSyncExternalStore(
    subscribe,
    () => known.get(id),
    () => undefined,
  );
}
