import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RoundRequests } from "@/components/draws/round-requests";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { drawServices } from "@/server/api/draw-services";
import { openRenewals } from "@/server/draws/renew-round";
import { regulatorScope } from "../scope";
import { sayOnRound } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claims"))("rounds.title") };
}

/** Drawings of this jurisdiction that missed their round and ask for another. */
export default async function RoundsPage({
  searchParams,
}: {
  searchParams: Promise<{ area?: string; done?: string }>;
}) {
  const t = await getTranslations("claims.rounds");
  const tRegulator = await getTranslations("regulator");
  const query = await searchParams;
  const { by, context, deps, areaName } = await regulatorScope("/regulator/rounds", query.area);
  const requests = await openRenewals(drawServices(context), by, deps.tree);
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      trail={[
        { href: `/regulator?area=${by.areaId}`, text: tRegulator("today", { area: areaName }) },
        { text: t("title") },
      ]}
    >
      {query.done ? (
        <div className="mb-4">
          <Note live title={t("done")} />
        </div>
      ) : null}
      <RoundRequests
        requests={requests.map((one) => ({ ...one, area: deps.tree.displayName(one.areaId) }))}
        action={sayOnRound}
        mayBegin
      />
    </Page>
  );
}
