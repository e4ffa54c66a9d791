interface Cached {
  kind: string;
  html?: unknown;
  rscData?: unknown;
  headers?: Record<string, unknown>;
}
export function withoutAddress(value: Cached): Cached | null;
export default class PageCache {
  get(key: string): Promise<{ value: Cached | null; lastModified: number } | null>;
  set(key: string, value: Cached | null): Promise<void>;
}
