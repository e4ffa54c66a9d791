import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import { findFile, readFile } from "@/server/draws/add-media";
import { byteRange } from "@/server/draws/byte-range";
import { isId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/**
 * A picture or film of a drawing, as it was kept, or a part of it: whoever watches a film may go to its end at once. A
 * public record, whose hash stands beside it and is its tag.
 */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ id: string; medium: string }> },
): Promise<Response> {
  const { id, medium: mediumId } = await params;
  const deps = drawServices(services());
  const medium = isId(id) && isId(mediumId) ? await findFile(deps, id, mediumId) : null;
  if (!medium) return new Response(null, { status: 404 });
  const sizeBytes = medium.sizeBytes ?? 0;
  const tag = `"${medium.sha256 ?? medium.id}"`;
  const headers: Record<string, string> = {
    "accept-ranges": "bytes",
    etag: tag,
    "content-type": medium.contentType ?? "application/octet-stream",
    "content-disposition": `inline; filename*=UTF-8''${encodeURIComponent(medium.name)}`,
    "content-security-policy": "default-src 'none'; media-src 'self'; img-src 'self'; sandbox",
    "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=86400, immutable",
  };
  const asked = request.headers;
  if (asked.get("if-none-match") === tag) return new Response(null, { status: 304, headers });
  // A part of what somebody has of another file is no part of this one.
  const isSame = (asked.get("if-range") ?? tag) === tag;
  const range = isSame ? byteRange(asked.get("range"), sizeBytes) : null;
  if (range === "beyond") {
    return new Response(null, { status: 416, headers: { ...headers, "content-range": `bytes */${sizeBytes}` } });
  }
  const parts = readFile(deps, mediumId, range);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
  if (!range) return new Response(body, { headers: { ...headers, "content-length": String(sizeBytes) } });
  return new Response(body, {
    status: 206,
    headers: {
      ...headers,
      "content-length": String(range.last - range.first + 1),
      "content-range": `bytes ${range.first}-${range.last}/${sizeBytes}`,
    },
  });
}
