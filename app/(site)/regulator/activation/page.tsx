import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { WaitingList } from "@/components/organisation/running/waiting-list";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { waitingRequests } from "@/server/games/raffles/requests/decide-activation";
import { regulatorScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.activation") };
}

export default async function RegulatorActivationPage({
  searchParams,
}: {
  searchParams: Promise<{ area?: string; done?: string }>;
}) {
  const t = await getTranslations("admin");
  const query = await searchParams;
  const { by, context, deps, areaName } = await regulatorScope("/regulator/activation", query.area);
  return (
    <Page
      wide
      title={t("part.activation")}
      lead={t("about.activation")}
      trail={[{ href: `/regulator?area=${by.areaId}`, text: areaName }, { text: t("part.activation") }]}
    >
      {query.done ? (
        <div className="mb-4">
          <Note live title={t("decided")} />
        </div>
      ) : null}
      <WaitingList
        requests={await waitingRequests(context, by)}
        linkOf={({ raffleId, areaId }) => `/regulator/activation/${raffleId}?area=${areaId}`}
        areaName={(areaId) => deps.tree.displayName(areaId)}
      />
    </Page>
  );
}
