import { requestContext } from "@/server/api/context";
import { identityServices } from "@/server/api/identity-services";
import { limitedRequest } from "@/server/api/limited-body";
import { errorResponse, reportError, requireSameOrigin } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { addClaimDocument } from "@/server/games/syndicates/claims/keep-claim";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { requireActor } from "@/server/people/authority";
import { MOST_PICTURE_BYTES } from "@/server/people/identity/identity";

export const dynamic = "force-dynamic";

const FORM_ROOM = 64 * 1024; // for what multipart writes around the file

/** Takes a document of a claim in from a plain form and goes back to the page: with what was wrong, where something was. */
export async function POST(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const { slug } = await params;
  const goTo = (search: Record<string, string>) =>
    new Response(null, {
      status: 303,
      headers: {
        location: `/syndicates/${slug.replace(/[^a-z0-9-]/g, "")}/claim?${new URLSearchParams(search)}`,
        "cache-control": "no-store",
      },
    });
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    // Who is nobody is sent away before a byte of a file is read.
    const actor = requireActor(context.actor);
    const deps = syndicateServices(context);
    if (!deps) throw new AppError("notFound", 404);
    const limited = await limitedRequest(request, MOST_PICTURE_BYTES + FORM_ROOM).catch((error) => {
      throw new AppError("documentTooLarge", 413, { most: MOST_PICTURE_BYTES / 1024 / 1024 }, { cause: error });
    });
    const sent = await limited.formData().catch(() => new FormData());
    const file = sent.get("file");
    const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
    const { cleanPicture } = await identityServices(context);
    const wish = { claimId: String(sent.get("claim") ?? ""), kind: String(sent.get("kind") ?? ""), bytes };
    await addClaimDocument({ ...deps, cleanPicture }, actor, wish);
    return goTo({ sent: "1" });
  } catch (error) {
    const told = reportError(error, newId(), "add-claim-document");
    if (["foreignOrigin", "loginNeeded", "notFound"].includes(told.code))
      return errorResponse(error, newId(), "add-claim-document");
    return goTo({ fault: told.code });
  }
}
