import { requestContext } from "@/server/api/context";
import { limitedRequest } from "@/server/api/limited-body";
import { paperServices } from "@/server/api/paper-services";
import { errorResponse, reportError, requireSameOrigin } from "@/server/api/report-error";
import { findOwner } from "@/server/games/raffles/find-owner";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";
import { MOST_BYTES } from "@/server/tickets/paper/csv-file";
import { importEntries } from "@/server/tickets/paper/import-entries";

export const dynamic = "force-dynamic";

const FORM_ROOM = 64 * 1024; // for what multipart writes around the file

/** Takes a file of sales off line from a plain form and goes back to the page: with the file's progress, or with what was wrong. */
export async function POST(request: Request): Promise<Response> {
  const context = await requestContext(request.headers);
  const raffleId = new URL(request.url).searchParams.get("raffle") ?? "";
  const back = (query: Record<string, string | number>) => {
    const told = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
    const location = `/organisation/raffles/${raffleId}/entry?${told}#file`;
    return new Response(null, { status: 303, headers: { location, "cache-control": "no-store" } });
  };
  try {
    if (!isId(raffleId)) throw new AppError("notFound", 404);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    // Who may not is sent away before a byte of the file is read.
    const by = authoriseOrganiser(context.actor, (await findOwner(context, raffleId)) ?? "none", "sales");
    const limited = await limitedRequest(request, MOST_BYTES + FORM_ROOM).catch((error) => {
      throw new AppError("fileTooLarge", 413, { megabytes: MOST_BYTES / 1024 / 1024 }, { cause: error });
    });
    const sent = await limited.formData().catch(() => new FormData());
    const file = sent.get("file");
    if (!(file instanceof File) || (file.size === 0 && !file.name)) return back({ fault: "fileMissing" });
    const bytes = new Uint8Array(await file.arrayBuffer());
    const answer = await importEntries(await paperServices(context), by, raffleId, { name: file.name, bytes });
    if (answer.ok)
      return back({
        file: answer.importId,
        ...(answer.ignored.length > 0 ? { ignored: answer.ignored.join(", ").slice(0, 200) } : {}),
      });
    if ("same" in answer) return back({ file: answer.same.importId, fault: "fileSame" });
    return back({ fault: answer.fault.code, ...answer.fault.params });
  } catch (error) {
    const told = reportError(error, context.correlationId, "import-entries");
    if (told.status === 404 || told.status === 401 || told.status === 403)
      return errorResponse(error, context.correlationId, "import-entries");
    return back({ fault: told.code, ...told.params });
  }
}
