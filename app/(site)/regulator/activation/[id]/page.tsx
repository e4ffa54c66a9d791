import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { withAuthority } from "@/server/api/page";
import { raffleServices } from "@/server/api/raffle-services";
import { readOutcome, reviewActivation } from "@/server/games/raffles/requests/decide-activation";
import { decideAsRegulator } from "../../../admin/activation/actions";
import { OutcomeView, ReviewView } from "../../../admin/activation/review";
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
  const outcome = await readOutcome(raffles, by, id);
  const review = outcome ? null : await withAuthority(path, () => reviewActivation(raffles, by, id));
  const title = outcome?.title ?? review?.raffle.draft.title ?? "";
  const named = (area: string) => deps.tree.displayName(area);
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
      {review ? (
        <ReviewView
          review={review}
          areaName={named}
          action={decideAsRegulator}
          hidden={{ raffleId: id, area: by.areaId }}
        />
      ) : (
        <OutcomeView
          requests={outcome?.requests ?? []}
          areaName={named}
          waiting={`/regulator/activation?area=${by.areaId}`}
        />
      )}
    </Page>
  );
}
