import type { SnapshotSource } from "./snapshot-holder";

/** Keys under which the compiled rules are published. The version lapses unless its publisher keeps confirming it. */
export const VERSION_KEY = "drawbridge:rules:version";
export const VERSION_SECONDS = 12;
export const BODY_SECONDS = 3600;

/** The key of one version's compiled rules. */
export function bodyKey(version: string): string {
  return `drawbridge:rules:${version}`;
}

/** Reads what is published through the key-value store's REST protocol, which works where its SDK is too heavy. */
export function publishedRules(url: string, token: string): SnapshotSource {
  async function get(key: string): Promise<string | null> {
    const response = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(["GET", key]),
      cache: "no-store",
      signal: AbortSignal.timeout(1000),
    });
    if (!response.ok) return null;
    const { result } = (await response.json()) as { result?: unknown };
    return typeof result === "string" ? result : null;
  }
  return { version: () => get(VERSION_KEY), body: (version) => get(bodyKey(version)) };
}
