import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RoundRequests } from "@/components/draws/round-requests";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { drawServices } from "@/server/api/draw-services";
import { openRenewals } from "@/server/draws/renew-round";
import { adminScope } from "../scope";
import { sayOnRound } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claims"))("rounds.title") };
}

/** Drawings that missed their round and wait for a second person's word. */
export default async function AdminRoundsPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const t = await getTranslations("claims.rounds");
  const tAdmin = await getTranslations("admin");
  const { by, context, deps } = await adminScope("/admin/rounds");
  const requests = await openRenewals(drawServices(context), by, deps.tree);
  const shown = requests.map((one) => ({ ...one, area: deps.tree.displayName(one.areaId) }));
  return (
    <Page title={t("title")} lead={t("lead")} trail={[{ href: "/admin", text: tAdmin("title") }, { text: t("title") }]}>
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={t("done")} />
        </div>
      ) : null}
      <RoundRequests requests={shown} action={sayOnRound} mayBegin={false} />
    </Page>
  );
}
