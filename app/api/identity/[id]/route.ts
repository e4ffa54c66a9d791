import { requestContext } from "@/server/api/context";
import { identityServices } from "@/server/api/identity-services";
import { errorResponse } from "@/server/api/report-error";
import { newId } from "@/server/kernel/ids";
import { authoriseAdministrator } from "@/server/people/authority";
import { showDocument } from "@/server/people/identity/show-document";

export const dynamic = "force-dynamic";

/** One document of an identity check, to an administrator, who is written down with it. Nobody may keep it. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    const by = authoriseAdministrator(context.actor);
    const document = await showDocument(await identityServices(context), by, (await params).id);
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
    return errorResponse(error, newId(), "identity-document");
  }
}
