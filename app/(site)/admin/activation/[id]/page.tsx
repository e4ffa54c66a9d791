import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { withAuthority } from "@/server/api/page";
import { raffleServices } from "@/server/api/raffle-services";
import { reviewActivation } from "@/server/games/raffles/requests/decide-activation";
import { adminScope } from "../../scope";
import { decideAsAdministrator } from "../actions";
import { ReviewView } from "../review";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.review"))("title") };
}

export default async function AdminReviewPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("admin");
  const { id } = await params;
  const path = `/admin/activation/${id}`;
  const { by, context, deps } = await adminScope(path);
  const raffles = await raffleServices(context);
  const review = await withAuthority(path, () => reviewActivation(raffles, by, id));
  const { title } = review.raffle.draft;
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
      <ReviewView
        review={review}
        areaName={(areaId) => deps.tree.displayName(areaId)}
        action={decideAsAdministrator}
        hidden={{ raffleId: id }}
      />
    </Page>
  );
}
