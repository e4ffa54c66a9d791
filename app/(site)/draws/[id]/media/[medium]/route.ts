import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import { readMedium } from "@/server/draws/add-media";
import { isId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** A picture or film of a drawing, as it was kept. A public record, whose hash stands beside it. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ id: string; medium: string }> },
): Promise<Response> {
  const { id, medium: mediumId } = await params;
  const found = isId(id) && isId(mediumId) ? await readMedium(drawServices(services()), id, mediumId) : null;
  if (!found) return new Response(null, { status: 404 });
  const { medium, parts } = found;
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
  return new Response(body, {
    headers: {
      "content-type": medium.contentType ?? "application/octet-stream",
      "content-length": String(medium.sizeBytes),
      "content-disposition": `inline; filename*=UTF-8''${encodeURIComponent(medium.name)}`,
      "content-security-policy": "default-src 'none'; media-src 'self'; img-src 'self'; sandbox",
      "x-content-type-options": "nosniff",
      "cache-control": "public, max-age=86400, immutable",
    },
  });
}
