import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { RaffleSheet } from "@/components/organisation/running/raffle-sheet";
import { StatusBadge } from "@/components/organisation/status-badge";
import { Page } from "@/components/people/page";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";
import { Field } from "@/components/ui/field";
import { localTimeText, parseLocalTime } from "@/server/games/raffles/form-values";
import { raffleAt } from "@/server/games/raffles/read-raffle-at";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { AppError } from "@/server/kernel/errors";
import { raffleScope } from "../../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("structures.then"))("title") };
}

/** A raffle as it stood at a past moment, from its log (R8). */
export default async function RaffleThenPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ at?: string | string[] }>;
}) {
  const t = await getTranslations("structures.then");
  const own = await getTranslations("organisation");
  const log = await getTranslations("running.log");
  const format = await getFormatter();
  const { id } = await params;
  const base = `/organisation/raffles/${id}/log`;
  const { by, raffles } = await raffleScope(`${base}/then`, id);
  const raffle = await ownRaffle(raffles, by, id);
  const { timeZone } = raffle.draft;
  const { at } = await searchParams;
  const now = raffles.clock.now();
  const asked = parseLocalTime(typeof at === "string" ? at : "", timeZone);
  const moment = Number.isNaN(asked.getTime()) ? now : asked;
  const then = await raffleAt(raffles, by, id, moment).catch((error) => {
    if (error instanceof AppError && error.code === "raffleNotFound") return null;
    throw error;
  });
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead", { date: format.dateTime(moment, { timeZone, dateStyle: "full", timeStyle: "short" }) })}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { href: base, text: log("title") },
        { text: t("title") },
      ]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="log" />
      <form action={`${base}/then`} method="get" className="mb-5">
        <Field
          name="at"
          type="datetime-local"
          label={t("at")}
          hint={t("hint", { timeZone: timeZone.replaceAll("_", " ") })}
          defaultValue={localTimeText(moment, timeZone)}
          width="medium"
        />
        <p className="mt-3">
          <Button kind="line">{t("show")}</Button>
        </p>
      </form>
      {then ? (
        <>
          <Facts
            facts={[
              { term: t("status"), value: <StatusBadge status={then.status} /> },
              { term: t("issued"), value: <span className="num">{format.number(then.issued)}</span> },
            ]}
          />
          <RaffleSheet draft={then.draft} areas={then.areaNames} permissions={then.draft.permissions} withCosts />
        </>
      ) : (
        <Empty title={t("nothing")}>{t("nothingText")}</Empty>
      )}
    </Page>
  );
}
