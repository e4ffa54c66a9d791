import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { clientOf } from "@/server/api/client";
import { requestContext } from "@/server/api/context";
import { limitedForm } from "@/server/api/limited-body";
import { ageCookie, seeOther, VISITOR_COOKIE, visitorCookie } from "@/server/api/place-cookie";
import { reportError, requireSameOrigin } from "@/server/api/report-error";
import { wayBack } from "@/server/edge/choose-place";
import { confirmAge } from "@/server/edge/confirm-age";
import { AppError } from "@/server/kernel/errors";
import { limitAttempts } from "@/server/people/limit-attempts";

export const dynamic = "force-dynamic";

/** Keeps that a visitor signed to be of age (J7). The form has `age`, `name`, `agree` and `back`. */
export async function POST(request: Request): Promise<Response> {
  const context = await requestContext(request.headers);
  const form = await limitedForm(request).catch(() => new FormData());
  const back = wayBack(String(form.get("back") ?? ""));
  try {
    requireSameOrigin(request.headers, context.environment.APP_URL);
    if (context.actor) return seeOther("/account");
    if (!context.seenPlace) throw new AppError("placeNeeded", 422);
    const age = Number(form.get("age"));
    await limitAttempts(context, "ageConfirmation", "", clientOf(request.headers).origin);
    if (form.get("agree") !== "yes" || !Number.isInteger(age)) throw new AppError("ageNotConfirmed", 422);
    const t = await getTranslations("place");
    const visitorId = (await cookies()).get(VISITOR_COOKIE)?.value ?? null;
    const signed = await confirmAge(context, {
      place: context.seenPlace,
      visitorId,
      age,
      signedAs: String(form.get("name") ?? ""),
      statement: t("age.statement", { age }),
    });
    return seeOther(back, [await ageCookie(age), visitorCookie(signed.visitorId)]);
  } catch (error) {
    const told = reportError(error, context.correlationId, "place/age");
    return seeOther(`/place?${new URLSearchParams({ fault: told.code, back }).toString()}#age`);
  }
}
