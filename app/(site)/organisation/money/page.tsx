import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { PrintButton } from "@/components/checkout/print-button";
import { Page } from "@/components/people/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Field, SelectField } from "@/components/ui/field";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { refusalText } from "@/server/api/page";
import { BREAKDOWNS, MONEY_COLUMNS, type MoneyRow } from "@/server/games/money/money-report";
import { type MoneyReport, readMoneyReport } from "@/server/games/money/read-money-report";
import { ownRaffles } from "@/server/games/raffles/suspend-raffle";
import { listAccounts } from "@/server/payments/keep-accounts";
import { Accounts } from "./accounts";
import { moneyScope } from "./scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("money"))("title") };
}

interface Asked {
  of?: string;
  from?: string;
  to?: string;
  by?: string;
  raffle?: string;
  invited?: string;
}

/** An organisation's money (M2, M10): what came and went for any period, as the ledger has it, and where it goes. */
export default async function MoneyPage({ searchParams }: { searchParams: Promise<Asked> }) {
  const asked = await searchParams;
  const t = await getTranslations("money");
  const format = await getFormatter();
  const { by, context, raffles, payments } = await moneyScope(asked.of);
  const wish = { from: asked.from, to: asked.to, breakdown: asked.by, raffleId: asked.raffle };
  let report: MoneyReport | null = null;
  let refusal = "";
  try {
    report = await readMoneyReport(context, by, wish);
  } catch (error) {
    refusal = await refusalText(error, "money-report");
  }
  const [own, accounts] = await Promise.all([ownRaffles(raffles, by), listAccounts(payments, by)]);
  const { offered, all } = payments.gateways;
  const gateways = all.map((one) => ({
    name: one.name,
    title: one.title,
    dashboardUrl: one.dashboardUrl,
    isOffered: offered.includes(one),
  }));
  const invitedBy = gateways.find((one) => one.name === asked.invited && one.dashboardUrl !== null);
  const breakdown = BREAKDOWNS.find((one) => one === asked.by) ?? "day";
  const query = new URLSearchParams({ of: by.organisationId, by: breakdown });
  if (report) {
    query.set("from", report.from);
    query.set("to", report.to);
  }
  if (asked.raffle) query.set("raffle", asked.raffle);
  const name = (row: MoneyRow) => {
    if (breakdown === "day") return format.dateTime(new Date(`${row.label}T12:00:00Z`), { dateStyle: "medium" });
    if (breakdown === "method") return t(`method.${row.label}`);
    if (breakdown === "brand") return row.label ? row.label.toUpperCase() : t(`method.${row.key}`);
    return row.label || t("noRaffle");
  };
  const cells = (row: MoneyRow) => [
    ...MONEY_COLUMNS.map((column) => (
      <Money key={column} minor={Number(row.columns[column])} currency={row.currency} />
    )),
    <strong key="net">
      <Money minor={Number(row.netMinor)} currency={row.currency} />
    </strong>,
  ];
  return (
    <Page
      wide
      title={t("title")}
      lead={t("lead")}
      trail={[{ href: `/organisation?of=${by.organisationId}`, text: t("organisation") }, { text: t("title") }]}
    >
      <form method="get" className="grid-2 mb-4 noprint">
        <input type="hidden" name="of" value={by.organisationId} />
        <Field type="date" name="from" label={t("from")} defaultValue={asked.from ?? report?.from} width="medium" />
        <Field type="date" name="to" label={t("to")} defaultValue={asked.to ?? report?.to} width="medium" />
        <SelectField name="by" label={t("by")} defaultValue={breakdown}>
          {BREAKDOWNS.map((one) => (
            <option key={one} value={one}>
              {t(`breakdown.${one}`)}
            </option>
          ))}
        </SelectField>
        <SelectField name="raffle" label={t("raffle")} defaultValue={asked.raffle ?? ""}>
          <option value="">{t("allRaffles")}</option>
          {own.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </SelectField>
        <p className="row">
          <Button type="submit">{t("show")}</Button>
        </p>
      </form>
      {refusal ? (
        <Note kind="bad" title={t("cannot")}>
          <p>{refusal}</p>
        </Note>
      ) : null}
      {report && report.rows.length === 0 ? <Empty title={t("none")}>{t("noneText")}</Empty> : null}
      {report && report.rows.length > 0 ? (
        <section aria-labelledby="figures" className="mb-5">
          <h2 id="figures" className="mb-3">
            {t("period", {
              from: format.dateTime(new Date(`${report.from}T12:00:00Z`), { dateStyle: "long" }),
              to: format.dateTime(new Date(`${report.to}T12:00:00Z`), { dateStyle: "long" }),
            })}
          </h2>
          <Table
            label={t("title")}
            caption={t("caption", { zone: report.timeZone })}
            keys={[...report.rows, ...report.totals].map(({ key, currency }) => `${currency} ${key}`)}
            columns={[
              { heading: t(`breakdown.${breakdown}`) },
              ...MONEY_COLUMNS.map((column) => ({ heading: t(`column.${column}`), numeric: true })),
              { heading: t("net"), numeric: true },
            ]}
            rows={[
              ...report.rows.map((row) => [name(row), ...cells(row)]),
              ...report.totals.map((row) => [
                <strong key="total">{t("total", { currency: row.currency })}</strong>,
                ...cells(row),
              ]),
            ]}
          />
          <p className="row mt-3 noprint">
            <ButtonLink kind="line" small href={`/organisation/money/report.csv?${query}`}>
              {t("csv")}
            </ButtonLink>
            <PrintButton>{t("print")}</PrintButton>
          </p>
          <p className="caption muted measure mt-2">{t("ties")}</p>
        </section>
      ) : null}
      <p className="mt-5 noprint">
        <Link href={`/organisation/money/disputes?of=${by.organisationId}`}>{t("disputes")}</Link>
      </p>
      <Accounts
        accounts={accounts}
        organisationId={by.organisationId}
        gateways={gateways}
        invited={invitedBy ? { gateway: invitedBy, email: by.actor.email } : null}
      />
    </Page>
  );
}
