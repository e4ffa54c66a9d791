import { errorResponse } from "@/server/api/report-error";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** What the API does not have is answered as an error of the API, never with a page. */
function nothing(): Response {
  return errorResponse(new AppError("notFound", 404), newId(), "api");
}

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
