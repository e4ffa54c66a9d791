import { type RequestContext, requestContext } from "@/server/api/context";
import { drawServices } from "@/server/api/draw-services";
import { readBody } from "@/server/api/limited-body";
import { requireSameOrigin } from "@/server/api/report-error";
import { addFile, ownerOfDrawing } from "@/server/draws/add-media";
import { isAppError } from "@/server/kernel/errors";
import { authoriseOrganiser } from "@/server/people/authority";
import { claimRefusal } from "../../../../(site)/draws/claim-refusal";

export const dynamic = "force-dynamic";

/** A whole form is held in memory, so it may carry less than a stream. */
const MOST_FORM_BYTES = 25 * 1024 * 1024;

type Props = { params: Promise<{ id: string }> };

async function keep(
  context: RequestContext,
  drawingId: string,
  file: { name: string; bytes: AsyncIterable<Uint8Array> },
): Promise<{ sha256: string; raffleId: string }> {
  const deps = drawServices(context);
  const owner = await ownerOfDrawing(deps, drawingId);
  const by = authoriseOrganiser(context.actor, owner?.organisationId ?? "", "draws");
  const { sha256 } = await addFile(deps, by, drawingId, file);
  return { sha256, raffleId: owner!.raffleId };
}

async function refused(error: unknown): Promise<Response> {
  const text = await claimRefusal(error, "add-media");
  const status = isAppError(error) ? error.status : 500;
  return Response.json({ text }, { status, headers: { "cache-control": "no-store" } });
}

async function* chunksOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  const reader = body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** Takes a file as it comes, part by part. */
export async function PUT(request: Request, { params }: Props): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    const name = new URL(request.url).searchParams.get("name") ?? "";
    const { sha256 } = await keep(context, (await params).id, { name, bytes: chunksOf(request.body) });
    return Response.json({ sha256 }, { status: 201, headers: { "cache-control": "no-store" } });
  } catch (error) {
    return refused(error);
  }
}

/** The same from a form, for browsers without scripts; goes back to the page of the drawing. */
export async function POST(request: Request, { params }: Props): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    const { id } = await params;
    const body = await readBody(request, MOST_FORM_BYTES);
    const type = request.headers.get("content-type") ?? "";
    const form = await new Response(body, { headers: { "content-type": type } }).formData();
    const file = form.get("file");
    const sent = file instanceof File ? file : new File([], "");
    const { raffleId } = await keep(context, id, { name: sent.name, bytes: chunksOf(sent.stream()) });
    return new Response(null, { status: 303, headers: { location: `/organisation/raffles/${raffleId}/draw/${id}` } });
  } catch (error) {
    return refused(error);
  }
}
