import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Table } from "@/components/ui/table";
import { readLog } from "@/server/games/raffles/reports/read-log";
import { formatMoney } from "@/server/kernel/money";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.log"))("title") };
}

export default async function RaffleLogPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ before?: string; all?: string }>;
}) {
  const t = await getTranslations("running.log");
  const words = await getTranslations("running.report");
  const structures = await getTranslations("structures");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const locale = await getLocale();
  const { id } = await params;
  const { before, all } = await searchParams;
  const base = `/organisation/raffles/${id}/log`;
  const { by, raffles } = await raffleScope(base, id);
  const editsOnly = all !== "1";
  const { raffle, lines, nextId } = await readLog(raffles, by, id, { editsOnly, beforeId: before });
  const fieldName = (field: string) => {
    const name = field.split(".").at(-1) ?? "";
    if (t.has(`field.${name}`)) return t(`field.${name}`);
    return own.has(`field.${name}`) ? own(`field.${name}`) : field;
  };
  /** A stored value as people write it: amounts, moments, yes and no; anything else as it stands. */
  const valueText = (field: string, value: string) => {
    if (!value) return "–";
    if (value === "true" || value === "false") return t(value === "true" ? "yes" : "no");
    if (/Minor$/.test(field) && /^\d+$/.test(value)) return formatMoney(Number(value), raffle.draft.currency, locale);
    if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) {
      return format.dateTime(new Date(value), {
        dateStyle: "medium",
        timeStyle: "short",
        timeZone: raffle.draft.timeZone,
      });
    }
    return value;
  };
  const word = (text: string) => (words.has(`word.${text}`) ? words(`word.${text}`) : text);
  return (
    <Page
      wide
      title={t("title")}
      lead={raffle.draft.title}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("title") },
      ]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="log" />
      <p className="row mb-4 noprint">
        <Link href={base} aria-current={editsOnly ? "page" : undefined}>
          {t("edits")}
        </Link>
        <Link href={`${base}?all=1`} aria-current={editsOnly ? undefined : "page"}>
          {t("everything")}
        </Link>
        <Link href={`${base}/then`}>{structures("then.link")}</Link>
      </p>
      {lines.length === 0 ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <Table
          label={t("title")}
          keys={lines.map(({ id: line, field }) => `${line}.${field}`)}
          columns={[
            { heading: t("what") },
            { heading: t("before") },
            { heading: t("after") },
            { heading: t("when") },
            { heading: t("who") },
          ]}
          rows={lines.map((line) => [
            line.field ? fieldName(line.field) : word(line.action),
            <span key="before" className="log">
              {valueText(line.field, line.before)}
            </span>,
            <span key="after" className="log">
              {valueText(line.field, line.after)}
            </span>,
            format.dateTime(new Date(line.at), {
              dateStyle: "medium",
              timeStyle: "medium",
              timeZone: raffle.draft.timeZone,
            }),
            line.who || word(line.role),
          ])}
        />
      )}
      {nextId ? (
        <p className="mt-4 noprint">
          <Link href={`${base}?before=${nextId}${editsOnly ? "" : "&all=1"}`}>{t("older")}</Link>
        </p>
      ) : null}
    </Page>
  );
}
