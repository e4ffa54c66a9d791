import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { requestContext } from "@/server/api/context";
import { appRouter } from "@/server/api/root";

const MOST_BYTES = 64 * 1024;

/** The API that the application's own pages use. */
async function handle(request: Request): Promise<Response> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) return new Response(null, { status: 413 });
  const answer = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
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
