import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { fileResponse } from "@/server/api/stream-body";
import { authoriseOrganiser } from "@/server/people/authority";
import { openFile, ownerOfFile } from "@/server/tickets/paper/stored-file";

export const dynamic = "force-dynamic";

/** A printed file of an organisation, for its own people, streamed from its parts. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const context = await requestContext(request.headers);
  try {
    const { id } = await params;
    const by = authoriseOrganiser(context.actor, (await ownerOfFile(context.db, id)) ?? "none", "sales");
    const { file, parts } = await openFile(context.db, by, id);
    return fileResponse(file, parts);
  } catch (error) {
    return errorResponse(error, context.correlationId, "paper-file");
  }
}
