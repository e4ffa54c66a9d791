// @ts-check
// Next loads this file itself, in Node and inside the Edge bundle alike: plain JavaScript, Web Crypto, no Node modules.

import { hashedPolicy } from "./content-policy.mjs";

/** Cached pages kept in memory; the least recently used go first. A page takes some 60 KB. */
const MOST_ENTRIES = 1500;

/** @typedef {{ kind: string, html?: unknown, headers?: Record<string, unknown> }} Cached */
/** @type {Map<string, { value: Cached | null, lastModified: number }>} */
// biome-ignore lint/suspicious/noAssignInExpressions: Next makes one handler a request; the entries outlive them all.
const entries = /** @type {any} */ ((globalThis.__drawbridgePages ??= new Map()));

/**
 * Next's cache for pages that are rendered once: in memory, bounded, and with a Content-Security-Policy that is made
 * where the HTML is stored. Next waits for `set` before the first answer and sends the same object, so that the first
 * visitor gets the header too.
 */
export default class PageCache {
  /** @param {string} key */
  async get(key) {
    const entry = entries.get(key);
    if (!entry) return null;
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  /**
   * @param {string} key
   * @param {Cached | null} value
   */
  async set(key, value) {
    if (value?.kind === "APP_PAGE" && typeof value.html === "string") {
      value.headers = { ...value.headers, "content-security-policy": await hashedPolicy(value.html) };
    }
    entries.set(key, { value, lastModified: Date.now() });
    while (entries.size > MOST_ENTRIES) {
      const oldest = entries.keys().next().value;
      if (oldest === undefined) break;
      entries.delete(oldest);
    }
  }

  async revalidateTag() {}

  resetRequestCache() {}
}
