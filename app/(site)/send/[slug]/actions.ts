"use server";

import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { newsServices } from "@/server/api/news-services";
import { pageActor, refusalText } from "@/server/api/page";
import { tellFriends } from "@/server/games/raffles/news/tell-friends";

export async function sendToFriends(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const slug = textOf(values, "slug");
  const t = await getTranslations("running.send");
  const { context, actor } = await pageActor(`/send/${slug}`);
  try {
    const { count } = await tellFriends(
      newsServices(context),
      {
        actor,
        emailVerified: context.member?.emailVerifiedAt != null,
        locale: context.member?.locale ?? "en",
        origin: context.client.origin,
        place: context.seenPlace,
      },
      slug,
      textOf(values, "addresses"),
    );
    const note = { kind: "good" as const, title: t("done", { count }), text: t("doneText") };
    return { attempt: state.attempt + 1, values: { slug, addresses: "" }, faults: [], note };
  } catch (error) {
    const text = await refusalText(error, "tell-friends");
    return { attempt: state.attempt + 1, values, faults: [{ field: "addresses", text }] };
  }
}
