/** Who asks, for counting attempts and naming sessions. */
export interface Client {
  /** The network address by which attempts are counted; empty where it is not known. */
  origin: string;
  userAgent: string;
}

/** The client of a request. The nearest proxy writes itself last; what stands before it anyone may have made up. */
export function clientOf(headers: { get(name: string): string | null }): Client {
  const origin = headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? "";
  return { origin: origin.slice(0, 100), userAgent: headers.get("user-agent") ?? "" };
}
