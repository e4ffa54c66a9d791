import { wordsOf } from "@/i18n/words";
import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { checkableStatement, printStatement } from "@/server/games/syndicates/print-statement";
import { readStatement } from "@/server/games/syndicates/show-syndicates";
import { newId } from "@/server/kernel/ids";

/** A member's own statement, as a PDF; with `?as=json` the signed text, its signature and the key. */
export async function GET(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const context = await requestContext(request.headers);
  const { slug } = await params;
  const { actor, member, environment } = context;
  const deps = syndicateServices(context);
  if (!actor || !member || !deps) {
    return Response.redirect(new URL(`/login?next=${encodeURIComponent(`/syndicates/${slug}`)}`, environment.APP_URL));
  }
  try {
    const signed = await readStatement(deps, actor, slug);
    const isJson = new URL(request.url).searchParams.get("as") === "json";
    const owner = { name: `${member.givenName} ${member.familyName}`, locale: member.locale };
    const body = isJson
      ? checkableStatement(signed, deps.venueSecret)
      : new Uint8Array(await printStatement(signed, owner, deps.venueSecret, await wordsOf(member.locale)));
    const name = `statement-${slug.replace(/[^a-z0-9-]/g, "")}.${isJson ? "json" : "pdf"}`;
    return new Response(body, {
      headers: {
        "content-type": isJson ? "application/json; charset=utf-8" : "application/pdf",
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "statement");
  }
}
