import { wordsOf } from "@/i18n/words";
import { requestContext } from "@/server/api/context";
import { paperServices } from "@/server/api/paper-services";
import { errorResponse } from "@/server/api/report-error";
import { fileResponse } from "@/server/api/stream-body";
import { authoriseOrganiser } from "@/server/people/authority";
import { ownerOfImport, readImport, refusedRowsFile } from "@/server/tickets/paper/import-entries";

export const dynamic = "force-dynamic";

/** The refused rows of a file, with line and reason, to be mended and sent again. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const context = await requestContext(request.headers);
  try {
    const { id } = await params;
    const deps = { ...(await paperServices(context)), words: wordsOf };
    const by = authoriseOrganiser(context.actor, (await ownerOfImport(deps, id)) ?? "none", "sales");
    const { fileName } = await readImport(deps, by, id);
    const name = `${fileName.replace(/\.\w+$/, "")}-refused.csv`;
    return fileResponse(
      { name, contentType: "text/csv; charset=utf-8" },
      refusedRowsFile(deps, by, id, context.member?.locale ?? "en"),
    );
  } catch (error) {
    return errorResponse(error, context.correlationId, "refused-rows");
  }
}
