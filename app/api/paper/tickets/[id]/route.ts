import { requestContext } from "@/server/api/context";
import { printServices } from "@/server/api/paper-services";
import { errorResponse, requireSameOrigin } from "@/server/api/report-error";
import { fileResponse } from "@/server/api/stream-body";
import { requireActor } from "@/server/people/authority";
import { limitAttempts } from "@/server/people/limit-attempts";
import { printOwnTickets } from "@/server/tickets/paper/print-tickets";

export const dynamic = "force-dynamic";

/** A member's own tickets of a raffle as print-ready pages; every copy after the first is marked as a reprint (P28). */
export async function POST(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const context = await requestContext(request.headers);
  try {
    const actor = requireActor(context.actor);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    await limitAttempts(context, "payment", `print:${actor.memberId}`, "");
    const locale = context.member?.locale ?? "en";
    const paper =
      context.member?.residence.country === "US" || context.member?.residence.country === "CA" ? "letter" : "a4";
    const { name, stream } = await printOwnTickets(await printServices(context), actor, (await params).id, {
      locale,
      paper,
    });
    return fileResponse({ name, contentType: "application/pdf" }, stream);
  } catch (error) {
    return errorResponse(error, context.correlationId, "own-tickets");
  }
}
