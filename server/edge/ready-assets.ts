import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { ASSET_HEADERS } from "./answer-headers";
import { accepts } from "./packed-body";

/** Where the build leaves its text assets packed with Brotli, under their own names. */
export const PACKED_ASSETS = "packed-assets";

const TYPES: Readonly<Record<string, string>> = {
  ".js": "application/javascript; charset=UTF-8",
  ".css": "text/css; charset=UTF-8",
};

/** Whether an asset is kept packed. Fonts and pictures are packed by their own formats. */
export function isPackable(file: string): boolean {
  return path.extname(file) in TYPES;
}

/**
 * Answers the build's scripts and styles to browsers that take Brotli, with bytes packed at build time; the framework
 * behind it, which packs with gzip as it goes, answers everybody else. Reads all of them once: some 350 KB.
 */
export function createReadyAssets(buildDir: string): (request: IncomingMessage, response: ServerResponse) => boolean {
  const folder = path.join(buildDir, PACKED_ASSETS);
  const names = existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(isPackable) : [];
  const assets = new Map(
    names.map((name) => {
      const bytes = readFileSync(path.join(folder, name));
      const headers = [
        ...ASSET_HEADERS.flat(),
        ...["cache-control", "public, max-age=31536000, immutable"],
        ...["content-type", TYPES[path.extname(name)]!, "vary", "Accept-Encoding"],
        ...["content-encoding", "br", "content-length", String(bytes.length)],
      ];
      return [`/_next/static/${name.split(path.sep).join("/")}`, { bytes, headers }];
    }),
  );
  return (request, response) => {
    const asset = assets.get(request.url ?? "");
    if (!asset || (request.method !== "GET" && request.method !== "HEAD")) return false;
    if (!accepts(String(request.headers["accept-encoding"] ?? ""), "br")) return false;
    response.writeHead(200, asset.headers);
    response.end(request.method === "HEAD" ? undefined : asset.bytes);
    return true;
  };
}
