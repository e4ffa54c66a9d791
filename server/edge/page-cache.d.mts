export interface Cached {
  kind: string;
  html?: unknown;
  rscData?: unknown;
  status?: number;
  headers?: Record<string, unknown>;
}
export function withoutAddress(value: Cached): Cached | null;
export function keptPage(address: string): Cached | null;
export default class PageCache {
  get(key: string): Promise<{ value: Cached | null; lastModified: number } | null>;
  set(key: string, value: Cached | null): Promise<void>;
}
