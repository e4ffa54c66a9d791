import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { withAuthority } from "@/server/api/page";
import { raffleServices } from "@/server/api/raffle-services";
import { reviewActivation } from "@/server/games/raffles/requests/decide-activation";
import { decideAsRegulator } from "../../../admin/activation/actions";
import { ReviewView } from "../../../admin/activation/review";
import { regulatorScope } from "../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.review"))("title") };
}

export default async function RegulatorReviewPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ area?: string }>;
}) {
  const t = await getTranslations("admin");
  const { id } = await params;
  const path = `/regulator/activation/${id}`;
  const { by, context, deps, areaName } = await regulatorScope(path, (await searchParams).area);
  const raffles = await raffleServices(context);
  const review = await withAuthority(path, () => reviewActivation(raffles, by, id));
  const { title } = review.raffle.draft;
  return (
    <Page
      wide
      title={title}
      lead={areaName}
      trail={[
        { href: `/regulator?area=${by.areaId}`, text: areaName },
        { href: `/regulator/activation?area=${by.areaId}`, text: t("part.activation") },
        { text: title },
      ]}
    >
      <ReviewView
        review={review}
        areaName={(areaId) => deps.tree.displayName(areaId)}
        action={decideAsRegulator}
        hidden={{ raffleId: id, area: by.areaId }}
      />
    </Page>
  );
}
