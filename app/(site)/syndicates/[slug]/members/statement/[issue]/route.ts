import { wordsOf } from "@/i18n/words";
import { requestContext } from "@/server/api/context";
import { errorResponse } from "@/server/api/report-error";
import { syndicateServices } from "@/server/api/syndicate-services";
import { printStatement } from "@/server/games/syndicates/print-statement";
import { readIssuedStatement } from "@/server/games/syndicates/show-membership";
import { newId } from "@/server/kernel/ids";

/** One of a member's own statements as a PDF: the newest, or one that was issued for earlier draws. */
export async function GET(
  request: Request,
  { params }: { params: Promise<{ slug: string; issue: string }> },
): Promise<Response> {
  const context = await requestContext(request.headers);
  const { slug, issue } = await params;
  const { actor, member, environment } = context;
  const deps = syndicateServices(context);
  if (!actor || !member || !deps) {
    const next = encodeURIComponent(`/syndicates/${slug}/members`);
    return Response.redirect(new URL(`/login?next=${next}`, environment.APP_URL));
  }
  try {
    const number = /^[1-9]\d{0,3}$/.test(issue) ? Number(issue) : 0;
    const signed = await readIssuedStatement(deps, actor, slug, number);
    const owner = { name: `${member.givenName} ${member.familyName}`, locale: member.locale };
    const pdf = await printStatement(signed, owner, deps.venueSecret, await wordsOf(member.locale));
    const name = `statement-${slug.replace(/[^a-z0-9-]/g, "")}-${number}.pdf`;
    return new Response(new Uint8Array(pdf), {
      headers: {
        "content-type": "application/pdf",
        "content-disposition": `attachment; filename="${name}"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return errorResponse(error, newId(), "issued-statement");
  }
}
