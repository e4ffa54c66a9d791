import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Table } from "@/components/ui/table";
import { ownCampaigns } from "@/server/games/raffles/news/write-campaign";
import { organiserScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.letters"))("title") };
}

export default async function LettersPage({ searchParams }: { searchParams: Promise<{ of?: string }> }) {
  const t = await getTranslations("running.letters");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const { by, context } = await organiserScope("/organisation/letters", (await searchParams).of);
  const letters = await ownCampaigns(context, by);
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: `/organisation?of=${by.organisationId}`, text: own("title") }, { text: t("title") }]}
    >
      <p className="mb-4">
        <ButtonLink href={`/organisation/letters/new?of=${by.organisationId}`}>{t("new")}</ButtonLink>
      </p>
      {letters.length === 0 ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <Table
          label={t("title")}
          keys={letters.map(({ id }) => id)}
          columns={[
            { heading: t("subject") },
            { heading: t("kind") },
            { heading: t("about") },
            { heading: t("state") },
            { heading: t("sent"), numeric: true },
            { heading: t("begun") },
          ]}
          rows={letters.map((letter) => [
            <Link key="subject" href={`/organisation/letters/${letter.id}?of=${by.organisationId}`}>
              {letter.subject || t("newsOf", { title: letter.raffles[0]?.title ?? "" })}
            </Link>,
            t(`kinds.${letter.kind}`),
            letter.everyRaffle ? t("allRaffles") : letter.raffles.map(({ title }) => title).join(", "),
            t(`states.${letter.state}`),
            format.number(letter.progress.sent),
            format.dateTime(letter.startedAt ?? letter.createdAt, { dateStyle: "medium", timeStyle: "short" }),
          ])}
        />
      )}
    </Page>
  );
}
