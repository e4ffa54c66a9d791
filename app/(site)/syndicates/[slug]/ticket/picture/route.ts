import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { readClock } from "@/server/games/syndicates/read-clock";
import { readHandPicture } from "@/server/games/syndicates/show-syndicates";
import { newId } from "@/server/kernel/ids";
import { requireActor } from "@/server/people/authority";

export const dynamic = "force-dynamic";

/** The picture of a ticket bought by hand, to whoever has a share of it. */
export async function GET(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  try {
    const { db, actor } = await requestContext(request.headers);
    const file = await readHandPicture({ db, moment: readClock }, requireActor(actor), (await params).slug);
    return new Response(file.picture, {
      headers: {
        "content-type": file.contentType,
        "content-length": String(file.picture.byteLength),
        "content-disposition": "inline",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "ticket-picture");
  }
}
