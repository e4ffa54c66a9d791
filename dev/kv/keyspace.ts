/** What a command answers: Redis' integers, strings, null and lists, and `OK` as a status of its own. */
export type Reply = number | string | null | Status | Reply[];

/** A simple status such as OK, which is not a string to the base64 encoding of the REST protocol. */
export class Status {
  constructor(readonly text: string) {}
}

export const OK = new Status("OK");

/** An error that the client gets to read, in Redis' words. */
export class KvError extends Error {}

export const WRONG_TYPE = "WRONGTYPE Operation against a key holding the wrong kind of value";
export const SYNTAX = "ERR syntax error";
export const NOT_INTEGER = "ERR value is not an integer or out of range";
export const NOT_FLOAT = "ERR value is not a valid float";

export type SortedSet = Map<string, number>;
type Content = string | Map<string, string> | Set<string> | string[] | { scores: SortedSet };

interface Entry {
  content: Content;
  expiresAt: number | null;
}

/** All keys, with their ends. Commands run to their end one after another, so each is atomic. */
export class Keyspace {
  private entries = new Map<string, Entry>();

  constructor(readonly now: () => number = Date.now) {}

  entry(key: string): Entry | undefined {
    const found = this.entries.get(key);
    if (found && found.expiresAt !== null && found.expiresAt <= this.now()) {
      this.entries.delete(key);
      return undefined;
    }
    return found;
  }

  put(key: string, content: Content, expiresAt: number | null): void {
    this.entries.set(key, { content, expiresAt });
  }

  delete(key: string): boolean {
    return this.entry(key) !== undefined && this.entries.delete(key);
  }

  keys(): string[] {
    return [...this.entries.keys()].filter((key) => this.entry(key) !== undefined);
  }

  clear(): void {
    this.entries.clear();
  }

  string(key: string): string | null {
    const found = this.entry(key);
    if (!found) return null;
    if (typeof found.content !== "string") throw new KvError(WRONG_TYPE);
    return found.content;
  }

  private collection<Kind extends Content>(
    key: string,
    is: (content: Content) => content is Kind,
    make: () => Kind,
  ): Kind {
    const found = this.entry(key);
    if (!found) return make();
    if (!is(found.content)) throw new KvError(WRONG_TYPE);
    return found.content;
  }

  hash(key: string): Map<string, string> {
    return this.collection(
      key,
      (content): content is Map<string, string> => content instanceof Map,
      () => new Map(),
    );
  }

  set(key: string): Set<string> {
    return this.collection(
      key,
      (content): content is Set<string> => content instanceof Set,
      () => new Set(),
    );
  }

  list(key: string): string[] {
    return this.collection(
      key,
      (content): content is string[] => Array.isArray(content),
      () => [],
    );
  }

  sorted(key: string): SortedSet {
    const isSorted = (content: Content): content is { scores: SortedSet } =>
      typeof content === "object" && "scores" in content;
    return this.collection(key, isSorted, () => ({ scores: new Map() })).scores;
  }

  /** Writes a collection back: an empty one is no key. Its end stays as it was. */
  keep(key: string, content: Map<string, string> | Set<string> | string[] | { scores: SortedSet }): void {
    const size = Array.isArray(content) ? content.length : "scores" in content ? content.scores.size : content.size;
    if (size === 0) this.entries.delete(key);
    else this.put(key, content, this.entry(key)?.expiresAt ?? null);
  }

  type(key: string): string {
    const content = this.entry(key)?.content;
    if (content === undefined) return "none";
    if (typeof content === "string") return "string";
    if (content instanceof Map) return "hash";
    if (content instanceof Set) return "set";
    return Array.isArray(content) ? "list" : "zset";
  }
}

export function integer(text: string | undefined): number {
  if (text === undefined || !/^-?\d+$/.test(text)) throw new KvError(NOT_INTEGER);
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new KvError(NOT_INTEGER);
  return value;
}

export function float(text: string | undefined): number {
  const lower = text?.toLowerCase();
  if (lower === "+inf" || lower === "inf") return Number.POSITIVE_INFINITY;
  if (lower === "-inf") return Number.NEGATIVE_INFINITY;
  const value = Number(text);
  if (text === undefined || text === "" || Number.isNaN(value)) throw new KvError(NOT_FLOAT);
  return value;
}

/** Redis' glob: `*`, `?`, `[a-z]`, `[^a]` and the backslash. */
export function glob(pattern: string): RegExp {
  const source = pattern.replaceAll(
    /\\(.)|\[(\^?)((?:\\.|[^\]])*)\]|[*?]|[.+^${}()|[\]\\/]/gs,
    (found, escaped, not, inside) => {
      if (escaped !== undefined) return escaped.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&");
      if (inside !== undefined) return `[${not}${inside.replaceAll("[", "\\[")}]`;
      return found === "*" ? ".*" : found === "?" ? "." : `\\${found}`;
    },
  );
  return new RegExp(`^${source}$`, "s");
}
