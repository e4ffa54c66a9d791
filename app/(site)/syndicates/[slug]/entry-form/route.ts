import { isLocale, localeCookie } from "@/i18n/locales";
import { wordsOf } from "@/i18n/words";
import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { printEntryForm } from "@/server/games/syndicates/print-entry-form";
import { readClock } from "@/server/games/syndicates/read-clock";
import { showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** The printable entry form, for the syndicate's own people, in the language of their pages. */
export async function GET(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const slug = (await params).slug.replace(/[^a-z0-9-]/g, "");
  try {
    const { db, actor, member, environment, seenPlace: place } = await requestContext(request.headers);
    if (!actor || !member) {
      return Response.redirect(
        new URL(`/login?next=${encodeURIComponent(`/syndicates/${slug}`)}`, environment.APP_URL),
      );
    }
    const onlooker = { place: place && { alternatives: place.alternatives }, age: place?.ageAtLeast ?? null };
    const reader = { actor, onlooker, invitation: null };
    const view = await showSyndicate({ db, moment: readClock }, slug, reader);
    if (!view.isManager && view.ownShares.length === 0) throw new AppError("notFound", 404);
    const chosen = new RegExp(`(?:^|; *)${localeCookie}=([^;]*)`).exec(request.headers.get("cookie") ?? "")?.[1];
    const locale = isLocale(chosen) ? chosen : member.locale;
    const pdf = await printEntryForm(view, { locale, slug, appUrl: environment.APP_URL }, await wordsOf(locale));
    return new Response(new Uint8Array(pdf), {
      headers: {
        "content-type": "application/pdf",
        "content-disposition": `attachment; filename="entry-form-${slug}.pdf"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "entry-form");
  }
}
