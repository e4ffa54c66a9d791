"use client";

import { useSyncExternalStore } from "react";

/** What `GET /api/session` says about whoever looks at the page. */
export interface SessionView {
  /**
   * The place in use; null while none is known. `decided` is false where a tier is still missing; `elsewhere` names
   * the state of a member's connection where they live in another.
   */
  place: { label: string; source: string; decided: boolean; elsewhere?: string | null } | null;
  member: { name: string; roles: string[] } | null;
  /** Whether the venue holds members' money, and so has syndicates to show. */
  memberMoney?: boolean;
  locale?: string;
}

/** undefined: not answered yet; null: the answer could not be had. */
export type SessionAnswer = SessionView | null | undefined;

let answer: SessionAnswer;
let asking: Promise<void> | undefined;
const listeners = new Set<() => void>();

/** Event to send on `window` after the place or the account changed without a page load. */
export const sessionChanged = "drawbridge:session";

/** The session of this browser, asked once a page load and shared by everything in the shell. */
export function useSession(): SessionAnswer {
  return useSyncExternalStore(subscribe, () => answer, serverAnswer);
}

function serverAnswer(): SessionAnswer {
  return undefined;
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    window.addEventListener(sessionChanged, ask);
    window.addEventListener("pageshow", askWhenRestored);
  }
  listeners.add(listener);
  if (answer === undefined) void ask();
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      window.removeEventListener(sessionChanged, ask);
      window.removeEventListener("pageshow", askWhenRestored);
    }
  };
}

/** A page that comes back from the browser's memory may show an old place. */
function askWhenRestored(event: PageTransitionEvent): void {
  if (event.persisted) void ask();
}

function ask(): Promise<void> {
  asking ??= fetch("/api/session", { headers: { accept: "application/json" }, cache: "no-store" })
    .then(async (response) => {
      answer = response.ok ? ((await response.json()) as SessionView) : null;
    })
    .catch(() => {
      answer = null;
    })
    .finally(() => {
      asking = undefined;
      for (const listener of listeners) listener();
    });
  return asking;
}
