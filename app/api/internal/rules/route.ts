import { internalBody } from "@/server/api/internal-body";
import { errorResponse } from "@/server/api/report-error";
import { services } from "@/server/api/services";
import { currentRules } from "@/server/edge/current-rules";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** The compiled rules straight from the database, for a gate whose key-value store is away; null when it has them. */
export async function POST(request: Request): Promise<Response> {
  try {
    const { have } = (await internalBody(request)) as { have?: unknown };
    const { version, body } = await currentRules(services());
    return Response.json(have === version ? null : { version, body });
  } catch (error) {
    return errorResponse(error, newId(), "internal/rules");
  }
}
