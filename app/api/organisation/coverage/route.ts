import { z } from "zod";
import { drawnCoverage } from "@/components/organisation/editor/drawn-coverage";
import { requestContext } from "@/server/api/context";
import { limitedRequest } from "@/server/api/limited-body";
import { raffleServices } from "@/server/api/raffle-services";
import { errorResponse, requireSameOrigin } from "@/server/api/report-error";
import { findOwner } from "@/server/games/raffles/find-owner";
import { draftCoverage } from "@/server/games/raffles/form/draft-coverage";
import { tryForm } from "@/server/games/raffles/form/save-form";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";

export const dynamic = "force-dynamic";

const asked = z.object({ fields: z.record(z.string().max(120), z.string().max(300)) });

/** Where a raffle would be open with what stands in its form at this moment; nothing is saved. */
export async function POST(request: Request): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    const deps = await raffleServices(context);
    const raffleId = new URL(request.url).searchParams.get("raffle") ?? "";
    const owner = isId(raffleId) ? await findOwner(deps, raffleId) : null;
    const by = authoriseOrganiser(context.actor, owner ?? "", "raffles");
    const parsed = asked.safeParse(await (await limitedRequest(request, 256 * 1024)).json().catch(() => null));
    if (!parsed.success) throw new AppError("invalidInput", 400);
    const { raffle, read, rules } = await tryForm(deps, by, raffleId, parsed.data.fields);
    const coverage = await draftCoverage(deps, raffle, read.draft, rules.listsPerGame);
    return Response.json(
      { states: drawnCoverage(coverage), areas: [...rules.areas] },
      { headers: { "cache-control": "private, no-store" } },
    );
  } catch (error) {
    return errorResponse(error, newId(), "coverage");
  }
}
