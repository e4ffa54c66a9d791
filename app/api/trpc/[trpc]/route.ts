import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { requestContext } from "@/server/api/context";
import { limitedRequest } from "@/server/api/limited-body";
import { errorResponse } from "@/server/api/report-error";
import { appRouter } from "@/server/api/root";
import { newId } from "@/server/kernel/ids";

/** As many calls as a page makes at once, and no more. */
const MOST_CALLS = 10;

/** The API that the application's own pages use. */
async function handle(request: Request): Promise<Response> {
  let small: Request;
  try {
    small = await limitedRequest(request);
  } catch (error) {
    return errorResponse(error, newId(), "trpc");
  }
  const answer = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: small,
    maxBatchSize: MOST_CALLS,
    router: appRouter,
    createContext: () => requestContext(request.headers),
    responseMeta: ({ errors }) => {
      const status = (errors[0]?.cause as { status?: number } | undefined)?.status;
      return { headers: new Headers({ "cache-control": "no-store" }), ...(status ? { status } : {}) };
    },
  });
  return answer;
}

export const GET = handle;
export const POST = handle;
