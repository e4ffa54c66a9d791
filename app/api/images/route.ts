import { requestContext } from "@/server/api/context";
import { imageServices } from "@/server/api/image-services";
import { limitedRequest } from "@/server/api/limited-body";
import { raffleServices } from "@/server/api/raffle-services";
import { errorResponse, reportError, requireSameOrigin } from "@/server/api/report-error";
import { findOwner } from "@/server/games/raffles/find-owner";
import { isFormField } from "@/server/games/raffles/form/raffle-form";
import { openForm, saveForm } from "@/server/games/raffles/form/save-form";
import { MOST_IMAGE_BYTES } from "@/server/games/raffles/images/image";
import { uploadImage } from "@/server/games/raffles/images/upload-image";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";

export const dynamic = "force-dynamic";

const FORM_ROOM = 64 * 1024; // for what multipart writes around the file

/**
 * Takes a picture in for a field of a raffle's form, from a plain form with a file, and goes back to the page that
 * crops it: with what was wrong, where something was.
 */
export async function POST(request: Request): Promise<Response> {
  const address = new URL(request.url);
  const raffleId = address.searchParams.get("raffle") ?? "";
  const field = address.searchParams.get("of") ?? "";
  if (!isId(raffleId) || !isFormField(field) || !/(^|\.)imageId$/.test(field)) {
    return errorResponse(new AppError("notFound", 404), newId(), "upload-image");
  }
  const back = `/organisation/raffles/${raffleId}/edit/picture?of=${field}`;
  const goTo = (to: string) =>
    new Response(null, { status: 303, headers: { location: to, "cache-control": "no-store" } });
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    const deps = await raffleServices(context);
    // Who may not is sent away before a byte of the file is read.
    const by = authoriseOrganiser(context.actor, (await findOwner(deps, raffleId)) ?? "", "raffles");
    const limited = await limitedRequest(request, MOST_IMAGE_BYTES + FORM_ROOM).catch((error) => {
      throw new AppError("imageTooLarge", 413, { most: MOST_IMAGE_BYTES / 1024 / 1024 }, { cause: error });
    });
    const sent = await limited.formData().catch(() => new FormData());
    const file = sent.get("file");
    const bytes = file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
    const open = await openForm(deps, by, raffleId);
    if (open.raffle.lockedAt) throw new AppError("raffleLocked", 409);
    const image = await uploadImage(imageServices(context), by, bytes);
    const patch = { field, before: open.form[field] ?? "", after: image.id };
    await saveForm(deps, by, raffleId, { revision: open.revision, patches: [patch] });
    return goTo(`${back}&added=1`);
  } catch (error) {
    const told = reportError(error, newId(), "upload-image");
    if (told.status === 404 || told.code === "foreignOrigin") return errorResponse(error, newId(), "upload-image");
    return goTo(`${back}&fault=${encodeURIComponent(told.code)}`);
  }
}
