import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import { readFullCertificate } from "@/server/draws/watch-drawing";
import { isAppError } from "@/server/kernel/errors";

export const dynamic = "force-dynamic";

/** The certificate of a drawing, once its last winner has been shown. Needs nothing else to be checked. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  try {
    const found = await readFullCertificate(drawServices(services()), id);
    if (!found) return Response.json({ error: { code: "certificate_not_yet" } }, { status: 404 });
    return new Response(`${JSON.stringify(found)}\n`, {
      headers: {
        "content-type": "application/json",
        "cache-control": "public, max-age=300",
        "content-disposition": `attachment; filename="certificate-${found.raffle.number}-${found.drawing.kind}.json"`,
      },
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ error: { code: error.code } }, { status: error.status });
  }
}
