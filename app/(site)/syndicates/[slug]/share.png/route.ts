import { isLocale, localeCookie } from "@/i18n/locales";
import { wordsOf } from "@/i18n/words";
import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { drawShareImage } from "@/server/games/syndicates/draw-share-image";
import { readClock } from "@/server/games/syndicates/read-clock";
import { newId } from "@/server/kernel/ids";

export const dynamic = "force-dynamic";

/** The picture of a link that is passed on: of the syndicate where the page itself would be shown, of none anywhere else. */
export async function GET(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  try {
    const { db, actor, seenPlace: place } = await requestContext(request.headers);
    const chosen = new RegExp(`(?:^|; *)${localeCookie}=([^;]*)`).exec(request.headers.get("cookie") ?? "")?.[1];
    const locale = isLocale(chosen) ? chosen : "en";
    const reader = {
      actor,
      onlooker: { place: place && { alternatives: place.alternatives }, age: place?.ageAtLeast ?? null },
      invitation: new URL(request.url).searchParams.get("invitation")?.slice(0, 200) ?? null,
    };
    const say = await wordsOf(locale);
    const picture = await drawShareImage({ db, moment: readClock }, (await params).slug, reader, { locale, say });
    return new Response(new Uint8Array(picture), {
      headers: {
        "content-type": "image/png",
        // What it shows depends on where somebody is: nobody between may keep it.
        "cache-control": "private, max-age=60",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "share-image");
  }
}
