import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import { watchDrawing } from "@/server/draws/watch-drawing";
import { isAppError } from "@/server/kernel/errors";

export const dynamic = "force-dynamic";

/** What everybody sees of a drawing now. A public record: the same for every reader. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  try {
    const view = await watchDrawing(drawServices(services()), (await params).id);
    return Response.json(view, { headers: { "cache-control": "no-store" } });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ error: { code: error.code } }, { status: error.status });
  }
}
