import { isLocale } from "@/i18n/locales";
import { internalBody } from "@/server/api/internal-body";
import { errorResponse } from "@/server/api/report-error";
import { services } from "@/server/api/services";
import { currentRules } from "@/server/edge/current-rules";
import { registerClass } from "@/server/edge/register-class";
import { readSeenPlace } from "@/server/edge/seen-place";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** The gate asks for a class it has not seen: decided again here, from the database, and kept for the pages. */
export async function POST(request: Request): Promise<Response> {
  try {
    const { place, locale } = (await internalBody(request)) as { place?: unknown; locale?: unknown };
    const deps = services();
    const current = await currentRules(deps);
    const classId = await registerClass(
      { ...deps, current },
      { place: place ? readSeenPlace(place) : null, locale: isLocale(locale) ? locale : "en" },
    );
    return Response.json({ classId });
  } catch (error) {
    return errorResponse(error, newId(), "internal/class");
  }
}
