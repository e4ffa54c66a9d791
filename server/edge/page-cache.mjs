// @ts-check
// Next loads this file itself, in Node and inside the Edge bundle alike: plain JavaScript, Web Crypto, no Node modules.

import { hashedPolicy } from "./content-policy.mjs";

/** Cached pages kept in memory; the least recently used go first. A page takes some 150 KB with its packed forms. */
const MOST_ENTRIES = 1500;

/** @typedef {{ kind: string, html?: unknown, rscData?: unknown, status?: number, headers?: Record<string, unknown> }} Cached */
/** @type {Map<string, { value: Cached | null, lastModified: number }>} */
// biome-ignore lint/suspicious/noAssignInExpressions: Next makes one handler a request; the entries outlive them all.
const entries = /** @type {any} */ ((globalThis.__drawbridgePages ??= new Map()));

/** The address of a render as Next writes it into the page: in an inline script, and in the plain payload. */
const ADDRESS_IN_HTML = /(\\"c\\":)\[(?:\\"(?:[^"\\]|\\\\.)*?\\",?)*\](?=,\\"q\\":)/g;
const ADDRESS_IN_PAYLOAD = /("c":)\[(?:"(?:[^"\\]|\\.)*",?)*\](?=,"q":)/g;

/**
 * Takes out of a page the address for which it happened to be rendered first: everybody of the class gets this page,
 * and an address may hold the name of a raffle that is closed to them. Browsers go by their own address bar. Answers
 * null where the address is not found as expected: such a page must not be kept.
 * @param {Cached} value
 * @returns {Cached | null}
 */
export function withoutAddress(value) {
  if (typeof value.html !== "string" || value.html.match(ADDRESS_IN_HTML)?.length !== 1) return null;
  value.html = value.html.replace(ADDRESS_IN_HTML, '$1[\\"\\",\\"\\"]');
  const { rscData } = value;
  if (rscData === undefined || rscData === null) return value;
  if (!(rscData instanceof Uint8Array)) return null;
  const text = new TextDecoder().decode(rscData);
  if (text.match(ADDRESS_IN_PAYLOAD)?.length !== 1) return null;
  const { Buffer } = globalThis;
  const plain = text.replace(ADDRESS_IN_PAYLOAD, '$1["",""]');
  value.rscData = Buffer ? Buffer.from(plain) : new TextEncoder().encode(plain);
  return value;
}

/** Next's key of each kept page by its address. @type {Map<string, string>} */
// biome-ignore lint/suspicious/noAssignInExpressions: as above.
const keys = /** @type {any} */ ((globalThis.__drawbridgePageKeys ??= new Map()));

/**
 * The address of a page in Next's key for it, which begins with a hash of the page's source.
 * @param {string} key
 */
function addressIn(key) {
  return /^\/route-cache\/APP_PAGE\/[0-9a-f]{64}\/\$(\/.*)$/.exec(key)?.[1] ?? key;
}

/**
 * The page kept under an address, or null. Counts as used.
 * @param {string} address
 * @returns {Cached | null}
 */
export function keptPage(address) {
  const key = keys.get(address);
  const entry = key === undefined ? undefined : entries.get(key);
  if (key === undefined || !entry) return null;
  entries.delete(key);
  entries.set(key, entry);
  return entry.value;
}

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
      // Next answers with this very object, so it has its policy in any case.
      const plain = withoutAddress(value);
      value.headers = { ...value.headers, "content-security-policy": await hashedPolicy(value.html) };
      if (!plain) {
        // The page stays right and is rendered for each reader: slow, so that somebody should know.
        console.error(JSON.stringify({ level: "warn", event: "page_not_kept", key }));
        return;
      }
    }
    entries.set(key, { value, lastModified: Date.now() });
    keys.set(addressIn(key), key);
    while (entries.size > MOST_ENTRIES) {
      const oldest = entries.keys().next().value;
      if (oldest === undefined) break;
      entries.delete(oldest);
      keys.delete(addressIn(oldest));
    }
  }

  async revalidateTag() {}

  resetRequestCache() {}
}
