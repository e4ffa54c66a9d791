import { requestContext } from "@/server/api/context";
import { identityServices } from "@/server/api/identity-services";
import { limitedRequest } from "@/server/api/limited-body";
import { errorResponse, reportError, requireSameOrigin } from "@/server/api/report-error";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { requireActor } from "@/server/people/authority";
import { MOST_PICTURE_BYTES } from "@/server/people/identity/identity";
import { requestCheck } from "@/server/people/identity/request-check";

export const dynamic = "force-dynamic";

const FORM_ROOM = 64 * 1024; // for what multipart writes around the files

/** Takes a member's documents in from a plain form and goes back to the page: with what was wrong, where something was. */
export async function POST(request: Request): Promise<Response> {
  const goTo = (search: Record<string, string>) =>
    new Response(null, {
      status: 303,
      headers: { location: `/account/identity?${new URLSearchParams(search)}`, "cache-control": "no-store" },
    });
  let kind = "";
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    // Who is nobody is sent away before a byte of a file is read.
    const actor = requireActor(context.actor);
    const limited = await limitedRequest(request, 2 * MOST_PICTURE_BYTES + FORM_ROOM).catch((error) => {
      const most = MOST_PICTURE_BYTES / 1024 / 1024;
      throw new AppError("documentTooLarge", 413, { side: "front", most }, { cause: error });
    });
    const sent = await limited.formData().catch(() => new FormData());
    kind = String(sent.get("kind") ?? "").slice(0, 40);
    const bytesOf = async (name: string) => {
      const file = sent.get(name);
      return file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
    };
    const files = { front: await bytesOf("front"), back: await bytesOf("back") };
    await requestCheck(await identityServices(context), actor, { kind, files });
    return goTo({ sent: "1" });
  } catch (error) {
    const told = reportError(error, newId(), "request-identity-check");
    if (["foreignOrigin", "loginNeeded", "notFound"].includes(told.code))
      return errorResponse(error, newId(), "request-identity-check");
    return goTo({ fault: told.code, side: String(told.params.side ?? ""), kind });
  }
}
