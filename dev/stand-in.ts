import http from "node:http";
import type { AddressInfo } from "node:net";

export interface StandIn {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** A stand-in answers like the vendor but keeps nothing safe: it must never be what a production process talks to. */
export function refuseInProduction(name: string): void {
  if (process.env.NODE_ENV === "production") {
    throw new Error(`The stand-in for ${name} is for development and refuses to start with NODE_ENV=production.`);
  }
}

export interface Asked {
  method: string;
  url: URL;
  headers: http.IncomingHttpHeaders;
  body: string;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string | Buffer;
}

export const json = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

export const html = (status: number, body: string): Answer => ({
  status,
  headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  body,
});

const LIMIT_BYTES = 10_000_000;

/** An HTTP server on 127.0.0.1 with whole bodies. Port 0 takes any free one. The answer null breaks the connection. */
export async function serve(
  options: { port: number; host?: string },
  answer: (asked: Asked) => Promise<Answer | null> | Answer | null,
): Promise<StandIn & { server: http.Server }> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > LIMIT_BYTES) request.destroy();
      else chunks.push(chunk);
    });
    request.on("end", async () => {
      let given: Answer | null;
      try {
        given = await answer({
          method: request.method ?? "GET",
          url: new URL(request.url ?? "/", "http://localhost"),
          headers: request.headers,
          body: Buffer.concat(chunks).toString("utf8"),
        });
      } catch (error) {
        given = json(500, { error: String((error as Error)?.message ?? error) });
      }
      if (!given) {
        request.socket.destroy();
        return;
      }
      response.writeHead(given.status, given.headers);
      response.end(given.body);
    });
  });
  server.keepAliveTimeout = 30_000;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, options.host ?? "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text made safe inside HTML and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}
