import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { PrintButton } from "@/components/checkout/print-button";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { Empty } from "@/components/ui/empty";
import { Fold } from "@/components/ui/fold";
import { Note } from "@/components/ui/note";
import { Pagination } from "@/components/ui/pagination";
import { Table } from "@/components/ui/table";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import {
  COLUMNS,
  MOST_FILTERS,
  REPORTS,
  type ReportCell,
  type ReportColumn,
  readReportQuery,
  reportAddress,
} from "@/server/games/raffles/reports/report";
import { runReport } from "@/server/games/raffles/reports/run-report";
import { formatMoney } from "@/server/kernel/money";
import type { AuthorizedOrganiser } from "@/server/people/authority";

type Sent = Record<string, string | string[] | undefined>;

/** The report builder: which report, its fields, what is asked of them, its order, and the result with its files. */
export async function ReportView({
  deps,
  by,
  raffleId,
  base,
  sent,
}: {
  deps: RaffleDeps;
  by: AuthorizedOrganiser;
  raffleId: string | null;
  base: string;
  sent: Sent;
}) {
  const t = await getTranslations("running.report");
  const print = await getTranslations("running");
  const format = await getFormatter();
  const locale = await getLocale();
  const everyRaffle = raffleId === null;
  const { query, unread } = readReportQuery(sent, everyRaffle);
  const of = everyRaffle ? `&of=${by.organisationId}` : "";
  const report = await runReport(deps, by, raffleId, query, Number(sent.page) || 1);
  const { about, columns, rows, rowCount, sums } = report;
  const available = COLUMNS[query.kind].filter(({ key }) => everyRaffle || key !== "raffle");
  const numeric = ({ type }: ReportColumn) => type === "count" || type === "money";
  const cell = (column: ReportColumn, value: ReportCell) => {
    if (value === null || value === "") return "–";
    if (value instanceof Date) {
      return format.dateTime(value, { dateStyle: "medium", timeStyle: "short", timeZone: about.timeZone });
    }
    if (column.type === "money") return formatMoney(Number(value), about.currency, locale);
    if (column.type === "count") return format.number(Number(value));
    if (column.type === "word") return t.has(`word.${value}`) ? t(`word.${value}`) : value;
    if (column.type === "code") return <span className="mono">{value}</span>;
    return <span className="log">{value}</span>;
  };
  const address = reportAddress(query);
  const sumRow = columns.map((column, at) => {
    if (at === 0) return t("total", { count: rowCount });
    return column.type === "money" || column.key === "tickets" ? cell(column, sums[column.key] ?? 0) : "";
  });
  return (
    <>
      <nav className="row mb-4 noprint" aria-label={t("kinds")}>
        {REPORTS.map((kind) => (
          <a key={kind} href={`${base}?kind=${kind}${of}`} aria-current={kind === query.kind ? "page" : undefined}>
            {t(`kind.${kind}`)}
          </a>
        ))}
      </nav>
      <p className="muted measure mb-4">{t(`about.${query.kind}`)}</p>
      <form action={base} method="get" className="mb-5 noprint">
        <input type="hidden" name="kind" value={query.kind} />
        {everyRaffle ? <input type="hidden" name="of" value={by.organisationId} /> : null}
        <Fold title={t("choose")} open={Boolean(sent.f)}>
          <fieldset>
            <legend className="small muted mb-2">{t("fields")}</legend>
            <div className="picks">
              {available.map(({ key }) => (
                <Check key={key} id={`f-${key}`} name="f" value={key} defaultChecked={query.fields.includes(key)}>
                  {t(`column.${key}`)}
                </Check>
              ))}
            </div>
          </fieldset>
          <fieldset className="mt-4">
            <legend className="small muted mb-2">{t("filters")}</legend>
            {Array.from({ length: MOST_FILTERS }, (_, at) => {
              const filter = query.filters[at];
              return (
                <div key={at} className="ask mb-2">
                  <select
                    name={`w${at}`}
                    aria-label={t("filterField", { n: at + 1 })}
                    defaultValue={filter?.field ?? available[0]?.key}
                  >
                    {available.map(({ key }) => (
                      <option key={key} value={key}>
                        {t(`column.${key}`)}
                      </option>
                    ))}
                  </select>
                  <select
                    name={`o${at}`}
                    aria-label={t("filterHow", { n: at + 1 })}
                    defaultValue={filter?.operation ?? "contains"}
                  >
                    {(["contains", "is", "from", "to"] as const).map((operation) => (
                      <option key={operation} value={operation}>
                        {t(`operation.${operation}`)}
                      </option>
                    ))}
                  </select>
                  <input
                    name={`v${at}`}
                    aria-label={t("filterValue", { n: at + 1 })}
                    defaultValue={
                      filter?.value ?? (typeof sent[`v${at}`] === "string" ? (sent[`v${at}`] as string) : "")
                    }
                    aria-invalid={unread.includes(at) || undefined}
                    maxLength={200}
                  />
                </div>
              );
            })}
            <p className="small muted">{t("filterHint")}</p>
          </fieldset>
          <div className="ask mt-4">
            <label>
              <span className="small muted">{t("sort")}</span>
              <select name="sort" defaultValue={query.sort}>
                {available.map(({ key }) => (
                  <option key={key} value={key}>
                    {t(`column.${key}`)}
                  </option>
                ))}
              </select>
            </label>
            <label>
              <span className="small muted">{t("direction")}</span>
              <select name="dir" defaultValue={query.descending ? "desc" : "asc"}>
                <option value="asc">{t("ascending")}</option>
                <option value="desc">{t("descending")}</option>
              </select>
            </label>
          </div>
          <div className="mt-4">
            <Button small>{t("show")}</Button>
          </div>
        </Fold>
      </form>
      {unread.length > 0 ? (
        <div className="mb-4">
          <Note kind="bad" title={t("unread", { count: unread.length })}>
            {t("unreadText")}
          </Note>
        </div>
      ) : null}
      {rowCount === 0 ? (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      ) : (
        <>
          <p className="row mb-3 noprint">
            <span className="muted">{t("rows", { count: rowCount })}</span>
            <a href={`${base}/file?as=csv&${address}${of}`} download>
              {t("csv")}
            </a>
            <a href={`${base}/file?as=pdf&${address}${of}`} download>
              {t("pdf")}
            </a>
            <PrintButton>{print("print")}</PrintButton>
          </p>
          <Table
            label={t(`kind.${query.kind}`)}
            columns={columns.map((column) => ({
              heading: t(`column.${column.key}`),
              numeric: numeric(column),
              sorted: column.key === query.sort ? (query.descending ? "descending" : "ascending") : undefined,
            }))}
            rows={[...rows.map((row) => row.map((value, at) => cell(columns[at]!, value))), sumRow]}
          />
          <Pagination
            page={report.page}
            pageCount={report.pageCount}
            hrefOf={(page) => `${base}?${address}${of}&page=${page}`}
          />
        </>
      )}
    </>
  );
}
