import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { pageActor, withAuthority } from "@/server/api/page";
import { MOST_FRIENDS } from "@/server/games/raffles/news/friend-letter";
import { sendableRaffle } from "@/server/games/raffles/news/tell-friends";
import { sendToFriends } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.send"))("title"), robots: { index: false } };
}

export default async function SendToFriendsPage({ params }: { params: Promise<{ slug: string }> }) {
  const t = await getTranslations("running.send");
  const { slug } = await params;
  const path = `/send/${slug}`;
  const { context } = await pageActor(path);
  const raffle = await withAuthority(path, () => sendableRaffle(context, slug, context.seenPlace));
  return (
    <Page
      title={t("title")}
      lead={t("lead", { title: raffle.title })}
      trail={[{ href: `/raffles/${raffle.slug}`, text: raffle.title }, { text: t("title") }]}
    >
      <p className="muted mb-4">
        {t("what", { name: context.actor?.givenName ?? "", organisation: raffle.organisationName })}
      </p>
      <FieldForm
        action={sendToFriends}
        submit={t("submit")}
        start={formStart({ slug: raffle.slug, addresses: "" })}
        fields={[
          { kind: "hidden", name: "slug" },
          { kind: "lines", name: "addresses", label: t("addresses"), hint: t("hint", { most: MOST_FRIENDS }), rows: 4 },
        ]}
      />
    </Page>
  );
}
