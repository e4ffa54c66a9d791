import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Money } from "@/components/ui/money";
import { Search } from "@/components/ui/search";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import { listWinners } from "@/server/games/raffles/reports/list-winners";
import { organiserScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.winners"))("title") };
}

export default async function WinnersPage({
  searchParams,
}: {
  searchParams: Promise<{ of?: string; open?: string; q?: string }>;
}) {
  const t = await getTranslations("running.winners");
  const words = await getTranslations("running.report.word");
  const own = await getTranslations("organisation");
  const query = await searchParams;
  const { by, raffles, context } = await organiserScope("/organisation/winners", query.of);
  const openOnly = query.open === "1";
  const text = typeof query.q === "string" ? query.q : "";
  const winners = await listWinners(raffles, by, { openOnly, text });
  const now = context.clock.now();
  const base = `/organisation/winners?of=${by.organisationId}`;
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: `/organisation?of=${by.organisationId}`, text: own("title") }, { text: t("title") }]}
    >
      <div className="mb-4 noprint">
        <Search
          action="/organisation/winners"
          label={t("search")}
          placeholder={t("searchHint")}
          button={t("find")}
          initial={text}
          hidden={{ of: by.organisationId, ...(openOnly ? { open: "1" } : {}) }}
        />
      </div>
      <p className="row mb-4 noprint">
        <Link href={base} aria-current={openOnly ? undefined : "page"}>
          {t("all")}
        </Link>
        <Link href={`${base}&open=1`} aria-current={openOnly ? "page" : undefined}>
          {t("open")}
        </Link>
      </p>
      {winners.length === 0 ? (
        <Empty title={openOnly ? t("noneOpen") : t("none")}>{t("noneText")}</Empty>
      ) : (
        <Table
          label={t("title")}
          keys={winners.map(({ id }) => id)}
          columns={[
            { heading: t("winner") },
            { heading: t("raffle") },
            { heading: t("prize") },
            { heading: t("ticket") },
            { heading: t("state") },
            { heading: t("claimBy") },
          ]}
          rows={winners.map((one) => [
            <span key="winner">
              {one.holderName}
              <br />
              <span className="muted small">{one.holderEmail}</span>
            </span>,
            <Link key="raffle" href={`/organisation/raffles/${one.raffleId}/winners`}>
              {one.raffleTitle}
            </Link>,
            <span key="prize">
              {one.prize}
              {one.amountMinor === null ? null : (
                <>
                  {" "}
                  <Money minor={one.amountMinor} currency={one.currency} />
                </>
              )}
            </span>,
            <span key="ticket" className="mono">
              {one.number}
            </span>,
            <Badge
              key="state"
              kind={one.state === "delivered" ? "prize" : one.state === "forfeited" ? "closed" : "plain"}
            >
              {words(one.state)}
            </Badge>,
            one.claimBy ? (
              <span key="by">
                <When as="date" at={new Date(one.claimBy).toISOString()} timeZone={one.timeZone} />
                {one.claimBy < now && one.state === "unclaimed" ? ` · ${t("over")}` : null}
              </span>
            ) : (
              "–"
            ),
          ])}
        />
      )}
    </Page>
  );
}
