import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { showClaimDocument } from "@/server/games/syndicates/claims/approve-claim";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { authoriseAdministrator } from "@/server/people/authority";

export const dynamic = "force-dynamic";

/** One document of a claim, to an administrator, who is written down with it. Nobody may keep it. */
export async function GET(request: Request, { params }: { params: Promise<{ document: string }> }): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    const by = authoriseAdministrator(context.actor);
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    const document = await showClaimDocument(deps, by, (await params).document);
    // A PDF is never shown inside the venue's own origin.
    const way = document.contentType === "application/pdf" ? "attachment" : "inline";
    return new Response(document.bytes, {
      headers: {
        "content-type": document.contentType,
        "content-length": String(document.bytes.byteLength),
        "content-disposition": `${way}; filename="${document.name}"`,
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "cross-origin-resource-policy": "same-origin",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cache-control": "private, no-store",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "claim-document");
  }
}
