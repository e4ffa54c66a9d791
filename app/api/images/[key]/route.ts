import { requestContext } from "@/server/api/context";
import { imageServices } from "@/server/api/image-services";
import { errorResponse } from "@/server/api/report-error";
import { showImage } from "@/server/games/raffles/images/show-image";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/**
 * One file of a picture, to those who may see what shows it (J13). The address names the revision, so the reader's own
 * browser may keep it for good; nobody between may, since it is not for everybody.
 */
export async function GET(request: Request, { params }: { params: Promise<{ key: string }> }): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    const reader = { place: context.seenPlace, actor: context.actor };
    const file = await showImage(imageServices(context), reader, (await params).key);
    if (!file) return new Response(null, { status: 404, headers: { "cache-control": "private, no-store" } });
    return new Response(file.bytes, {
      headers: {
        "content-type": file.contentType,
        "content-length": String(file.bytes.byteLength),
        "content-disposition": "inline",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "private, max-age=31536000, immutable",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "image");
  }
}
