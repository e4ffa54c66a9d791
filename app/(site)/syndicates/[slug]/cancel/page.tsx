import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { onlookerOf } from "../../onlooker";
import { answer } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicates.desk"))("cancelSure"), robots: { index: false } };
}

/** The question before a syndicate is cancelled, for whoever has no scripts. */
export default async function CancelPage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params;
  const [t, words] = [await getTranslations("syndicates.desk"), await getTranslations("syndicates")];
  const { context, actor } = await pageActor(`/syndicates/${slug}/cancel`);
  const deps = syndicateServices(context);
  if (!deps) notFound();
  const reader = { actor, onlooker: onlookerOf(context), invitation: null };
  const view = await showSyndicate(deps, slug, reader).catch(() => notFound());
  if (!view.isManager) notFound();
  const { gameId, name, state, answer: answered, decideBy } = view.syndicate;
  // What can no longer be cancelled is not asked about; the syndicate's page says how it stands.
  if ((state !== "open" && state !== "deciding") || answered !== null || view.now >= decideBy) {
    redirect(`/syndicates/${slug}`);
  }
  const hidden: FieldSpec[] = ["slug", "syndicate", "answer"].map((one) => ({ kind: "hidden", name: one }));
  return (
    <Page
      title={t("cancelSure")}
      lead={t("cancelText")}
      trail={[
        { href: "/syndicates", text: words("title") },
        { href: `/syndicates/${slug}`, text: name },
        { text: t("cancel") },
      ]}
    >
      <FieldForm
        action={answer}
        kind="stop"
        submit={t("cancelDo")}
        start={formStart({ slug, syndicate: gameId, answer: "cancel" })}
        fields={hidden}
      />
      <div className="mt-4">
        <ButtonLink kind="line" href={`/syndicates/${slug}`}>
          {t("cancelNot")}
        </ButtonLink>
      </div>
    </Page>
  );
}
