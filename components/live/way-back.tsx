"use client";

import { type ReactNode, useEffect, useSyncExternalStore } from "react";

const KEY = "drawbridge:list";

/** Remembers which list, page and search somebody looks at, for the way back to it. */
export function RememberList() {
  useEffect(() => {
    try {
      sessionStorage.setItem(KEY, `${location.pathname}${location.search}`);
    } catch {
      // Without storage the way back leads to the whole list.
    }
  }, []);
  return null;
}

function remembered(): string {
  try {
    const address = sessionStorage.getItem(KEY) ?? "";
    return /^\/raffles(\?|$)/.test(address) ? address : "/raffles";
  } catch {
    return "/raffles";
  }
}

const never = () => () => {};

/** The way back to the list as it was left: same search, same page. */
export function BackToList({ children }: { children: ReactNode }) {
  const address = useSyncExternalStore(never, remembered, () => "/raffles");
  return <a href={address}>{children}</a>;
}
