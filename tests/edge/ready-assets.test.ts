import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { packAssets } from "@/dev/pack-assets";
import { ASSET_HEADERS } from "@/server/edge/answer-headers";
import { createReadyAssets } from "@/server/edge/ready-assets";

const dir = mkdtempSync(path.join(tmpdir(), "drawbridge-assets-"));
const script = `console.log(${JSON.stringify("a lantern, ".repeat(500))})`;
mkdirSync(path.join(dir, "static", "chunks"), { recursive: true });
writeFileSync(path.join(dir, "static", "chunks", "one.js"), script);
writeFileSync(path.join(dir, "static", "chunks", "font.woff2"), "packed already");
await packAssets(dir);
const answer = createReadyAssets(dir);
const server = http.createServer((request, response) => {
  if (!answer(request, response)) response.writeHead(599).end();
});
await new Promise<void>((resolve) => server.listen(0, resolve));
afterAll(() => {
  server.close();
  rmSync(dir, { recursive: true, force: true });
});

function ask(address: string, encoding: string, method = "GET") {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const headers = { "accept-encoding": encoding };
    const request = http.request({ port, path: address, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    request.on("error", reject);
    request.end();
  });
}

test("P7 scripts go out with Brotli to browsers that take it, kept for good and with the assets' headers", async () => {
  const { status, headers, body } = await ask("/_next/static/chunks/one.js", "gzip, br");
  expect([status, headers["content-encoding"], headers.vary]).toEqual([200, "br", "Accept-Encoding"]);
  expect(headers["cache-control"]).toContain("immutable");
  expect(headers["content-type"]).toMatch(/^application\/javascript/);
  for (const [name, value] of ASSET_HEADERS) expect(headers[name]).toBe(value);
  expect(brotliDecompressSync(body).toString()).toBe(script);
  const head = await ask("/_next/static/chunks/one.js", "br", "HEAD");
  expect([head.status, head.body.length]).toEqual([200, 0]);
});

test("P7 everybody and everything else is left to the framework", async () => {
  for (const [address, encoding, method] of [
    ["/_next/static/chunks/one.js", "gzip", "GET"],
    ["/_next/static/chunks/one.js", "br", "POST"],
    ["/_next/static/chunks/font.woff2", "br", "GET"],
    ["/_next/static/../static/chunks/one.js", "br", "GET"],
    ["/_next/static/chunks/two.js", "br", "GET"],
  ] as const)
    expect([address, (await ask(address, encoding, method)).status]).toEqual([address, 599]);
});

test("P7 without packed assets everything is left to the framework", () => {
  const none = createReadyAssets(path.join(dir, "nothing"));
  const request = { method: "GET", url: "/_next/static/chunks/one.js", headers: { "accept-encoding": "br" } };
  expect(none(request as unknown as http.IncomingMessage, {} as http.ServerResponse)).toBe(false);
});
