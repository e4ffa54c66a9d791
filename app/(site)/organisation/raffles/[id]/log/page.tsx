import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { type LogWords, logText, plainName } from "@/components/organisation/running/log-text";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Table } from "@/components/ui/table";
import { areaTree } from "@/server/api/areas";
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
  const { by, context, raffles } = await raffleScope(base, id);
  const editsOnly = all !== "1";
  const { raffle, lines, nextId } = await readLog(raffles, by, id, { editsOnly, beforeId: before });
  const tree = await areaTree(context);
  const fieldName = (field: string) => {
    const name = field.split(".").at(-1) ?? "";
    for (const texts of [t, own] as const) if (texts.has(`field.${name}`)) return texts(`field.${name}`);
    return t.has(`part.${name}`) ? t(`part.${name}`) : plainName(name);
  };
  const said: LogWords = {
    name: (part) => (t.has(`part.${part}`) ? t(`part.${part}`) : fieldName(part)),
    value: (part, value) => {
      if (typeof value === "boolean") return t(value ? "yes" : "no");
      if (typeof value === "number") {
        if (part.endsWith("Minor")) return formatMoney(value, raffle.draft.currency, locale);
        if (part.endsWith("BasisPoints")) {
          return format.number(value / 10_000, { style: "percent", maximumFractionDigits: 2 });
        }
        return format.number(value);
      }
      if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) {
        return format.dateTime(new Date(value), {
          dateStyle: "medium",
          timeStyle: "short",
          timeZone: raffle.draft.timeZone,
        });
      }
      if (/^(areaId|exclusions|governingAreaId)$/.test(part)) return tree.displayName(value);
      if (t.has(`value.${part}.${value}`)) return t(`value.${part}.${value}`);
      return value;
    },
  };
  const valueText = (field: string, value: unknown) => logText(field, value, said) || "–";
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
