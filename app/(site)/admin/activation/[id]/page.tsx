import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { withAuthority } from "@/server/api/page";
import { raffleServices } from "@/server/api/raffle-services";
import { readOutcome, reviewActivation } from "@/server/games/raffles/requests/decide-activation";
import { adminScope } from "../../scope";
import { decideAsAdministrator } from "../actions";
import { OutcomeView, ReviewView } from "../review";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.review"))("title") };
}

export default async function AdminReviewPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("admin");
  const { id } = await params;
  const path = `/admin/activation/${id}`;
  const { by, context, deps } = await adminScope(path);
  const raffles = await raffleServices(context);
  const outcome = await readOutcome(raffles, by, id);
  const review = outcome ? null : await withAuthority(path, () => reviewActivation(raffles, by, id));
  const title = outcome?.title ?? review?.raffle.draft.title ?? "";
  const named = (area: string) => deps.tree.displayName(area);
  return (
    <Page
      wide
      title={title}
      trail={[
        { href: "/admin", text: t("title") },
        { href: "/admin/activation", text: t("part.activation") },
        { text: title },
      ]}
    >
      {review ? (
        <ReviewView review={review} areaName={named} action={decideAsAdministrator} hidden={{ raffleId: id }} />
      ) : (
        <OutcomeView requests={outcome?.requests ?? []} areaName={named} waiting="/admin/activation" />
      )}
    </Page>
  );
}
