import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import { readList } from "@/server/draws/watch-drawing";
import { isAppError } from "@/server/kernel/errors";

export const dynamic = "force-dynamic";

/** The frozen list with its terms, published before the named round. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  try {
    const found = await readList(drawServices(services()), id);
    if (!found) return Response.json({ error: { code: "list_not_yet" } }, { status: 404 });
    return new Response(`${JSON.stringify(found)}\n`, {
      headers: {
        "content-type": "application/json",
        "cache-control": "public, max-age=300",
        "content-disposition": `attachment; filename="list-${found.raffle.number}-${found.drawing.kind}.json"`,
      },
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ error: { code: error.code } }, { status: error.status });
  }
}
