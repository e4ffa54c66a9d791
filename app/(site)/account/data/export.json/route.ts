import { requestContext } from "@/server/api/context";
import { exportOwnData } from "@/server/games/account-history/export-own-data";
import { isAppError } from "@/server/kernel/errors";

export const dynamic = "force-dynamic";

/** A member's own data as a file, for nobody else. */
export async function GET(request: Request): Promise<Response> {
  const context = await requestContext(request.headers);
  const { actor, member, environment } = context;
  const to = (path: string) => Response.redirect(new URL(`${path}?next=%2Faccount%2Fdata`, environment.APP_URL));
  if (!actor || !member) return to("/login");
  try {
    const json = await exportOwnData(context, actor, member.totpConfirmedAt !== null);
    return new Response(json, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="drawbridge-my-data.json"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    if (isAppError(error) && error.code === "secondFactorNeeded") return to("/login/second-factor");
    throw error;
  }
}
