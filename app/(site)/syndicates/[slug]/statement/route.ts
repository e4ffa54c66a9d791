import { requestContext } from "@/server/api/context";
import { syndicateServices } from "@/server/api/syndicate-services";
import { readStatement } from "@/server/games/syndicates/show-syndicates";
import { statementKey } from "@/server/games/syndicates/statement";
import { isAppError } from "@/server/kernel/errors";

/** A member's own statement: the signed text as it was signed, the signature, and the key to check it with. */
export async function GET(request: Request, { params }: { params: Promise<{ slug: string }> }): Promise<Response> {
  const context = await requestContext(request.headers);
  const { slug } = await params;
  const deps = syndicateServices(context);
  if (!context.actor || !deps)
    return Response.redirect(new URL(`/login?next=/syndicates/${slug}`, context.environment.APP_URL));
  try {
    const { body, signature } = await readStatement(deps, context.actor, slug);
    const publicKey = statementKey(deps.venueSecret);
    return new Response(
      `${JSON.stringify({ statement: body, signature, algorithm: "Ed25519", publicKey }, null, 2)}\n`,
      {
        headers: {
          "content-type": "application/json; charset=utf-8",
          "content-disposition": `attachment; filename="statement-${slug.replace(/[^a-z0-9-]/g, "")}.json"`,
          "cache-control": "private, no-store",
        },
      },
    );
  } catch (error) {
    if (isAppError(error) && error.status === 404) return new Response(null, { status: 404 });
    throw error;
  }
}
