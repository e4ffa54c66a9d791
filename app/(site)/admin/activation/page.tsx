import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { WaitingList } from "@/components/organisation/running/waiting-list";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { waitingRequests } from "@/server/games/raffles/requests/decide-activation";
import { adminScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.activation") };
}

export default async function AdminActivationPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const t = await getTranslations("admin");
  const { by, context } = await adminScope("/admin/activation");
  return (
    <Page
      wide
      title={t("part.activation")}
      lead={t("about.activation")}
      trail={[{ href: "/admin", text: t("title") }, { text: t("part.activation") }]}
    >
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={t("decided")} />
        </div>
      ) : null}
      <WaitingList
        requests={await waitingRequests(context, by)}
        linkOf={({ raffleId }) => `/admin/activation/${raffleId}`}
      />
    </Page>
  );
}
