import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import { proveTicket } from "@/server/draws/watch-drawing";
import { isAppError } from "@/server/kernel/errors";

export const dynamic = "force-dynamic";

/** The proof that a ticket, by its number, stands in the frozen list. The list is public, so the proof is too. */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const ticket = new URL(request.url).searchParams.get("ticket") ?? "";
  try {
    const isNumber = /^[A-Za-z0-9-]{1,100}$/.test(ticket);
    const proof = isNumber ? await proveTicket(drawServices(services()), (await params).id, ticket) : null;
    if (!proof) return Response.json({ error: { code: "ticket_not_in_list" } }, { status: 404 });
    return new Response(`${JSON.stringify(proof, null, 2)}\n`, {
      headers: {
        "content-type": "application/json",
        "cache-control": "public, max-age=3600",
        "content-disposition": `attachment; filename="proof-${ticket.replace(/[^A-Za-z0-9-]/g, "")}.json"`,
      },
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return Response.json({ error: { code: error.code } }, { status: error.status });
  }
}
