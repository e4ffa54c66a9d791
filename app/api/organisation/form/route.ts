import { z } from "zod";
import { requestContext } from "@/server/api/context";
import { limitedRequest } from "@/server/api/limited-body";
import { raffleServices } from "@/server/api/raffle-services";
import { errorResponse, requireSameOrigin } from "@/server/api/report-error";
import { findOwner } from "@/server/games/raffles/find-owner";
import { saveForm, shortly } from "@/server/games/raffles/form/save-form";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";

export const dynamic = "force-dynamic";

const MOST_BYTES = 1024 * 1024;
const text = z.string().max(30_000);
const saved = z.object({
  revision: z.number().int().min(0),
  patches: z.array(z.object({ field: z.string().max(120), before: text, after: text })).max(2000),
});

/** Saves what was typed into the form of a raffle, as it is typed, and tells what others changed meanwhile. */
export async function POST(request: Request): Promise<Response> {
  try {
    const context = await requestContext(request.headers);
    requireSameOrigin(request.headers, context.environment.APP_URL);
    const deps = await raffleServices(context);
    const raffleId = new URL(request.url).searchParams.get("raffle") ?? "";
    const owner = isId(raffleId) ? await findOwner(deps, raffleId) : null;
    const by = authoriseOrganiser(context.actor, owner ?? "", "raffles");
    const parsed = saved.safeParse(await (await limitedRequest(request, MOST_BYTES)).json().catch(() => null));
    if (!parsed.success) throw new AppError("invalidInput", 400);
    // No text of anybody's has this character, and the database takes none that does.
    const patches = parsed.data.patches.map((one) => ({ ...one, after: one.after.replaceAll("\0", "") }));
    const { form, revision, told, conflicts, rules } = await saveForm(deps, by, raffleId, {
      revision: parsed.data.revision,
      patches,
    });
    return Response.json(
      {
        revision,
        form,
        conflicts,
        areas: [...rules.areas],
        told: told.map(({ by: _, before, after, ...one }) => ({
          ...one,
          before: shortly(before),
          after: shortly(after),
        })),
      },
      { headers: { "cache-control": "private, no-store" } },
    );
  } catch (error) {
    return errorResponse(error, newId(), "save-form");
  }
}
