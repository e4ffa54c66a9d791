import type { Metadata } from "next";
import { after } from "next/server";
import { getFormatter, getTranslations } from "next-intl/server";
import { OrderWatch } from "@/components/checkout/order-watch";
import { JobTable } from "@/components/organisation/paper/job-table";
import { RaffleNav, raffleParts } from "@/components/organisation/running/raffle-nav";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { printServices } from "@/server/api/paper-services";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { log } from "@/server/kernel/log";
import { readPrinting } from "@/server/tickets/paper/ask-print";
import { LABEL_SHEETS } from "@/server/tickets/paper/label-sheet";
import { runPrintJobs } from "@/server/tickets/paper/print-tickets";
import { changeJob, print } from "../paper-actions";
import { paperScope } from "../paper-scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("paper"))("print.title") };
}

/** A job that no worker took after this long is printed by the process that shows the page. */
const LEFT_ALONE_MS = 6_000;

export default async function PrintPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("paper");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const { id } = await params;
  const { by, raffles, context } = await paperScope(`/organisation/raffles/${id}/print`, id);
  const raffle = await ownRaffle(raffles, by, id);
  const { raffle: sold, jobs } = await readPrinting(context, by, id);
  const now = context.clock.now().getTime();
  const active = jobs.filter(({ state }) => state === "waiting" || state === "running");
  if (jobs.some(({ state, createdAt }) => state === "waiting" && now - createdAt.getTime() > LEFT_ALONE_MS)) {
    const services = await printServices(context);
    after(() => runPrintJobs(services, 1).catch((error) => log.error("print_failed", { error })));
  }
  const letter = sold.organisationCountry === "US" || sold.organisationCountry === "CA";
  return (
    <Page
      wide
      title={t("print.title")}
      lead={t("print.lead")}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/raffles/${id}`, text: raffle.draft.title },
        { text: t("print.title") },
      ]}
    >
      <RaffleNav raffleId={id} parts={raffleParts(raffle)} here="print" />
      <OrderWatch settled={active.length === 0} />
      {sold.lastNumber === 0 ? (
        <Empty title={t("print.nothing")}>{t("print.nothingText")}</Empty>
      ) : (
        <section className="measure" aria-labelledby="new">
          <h2 id="new" className="mb-3">
            {t("print.new")}
          </h2>
          <p className="muted mb-4">{t("print.sold", { last: format.number(sold.lastNumber) })}</p>
          <FieldForm
            action={print}
            start={formStart({
              raffleId: id,
              kind: "tickets",
              paper: letter ? "letter" : "a4",
              sponsors: "on",
              sheet: letter ? "5160" : "L7160",
              first: "1",
            })}
            submit={t("print.submit")}
            fields={[
              { kind: "hidden", name: "raffleId" },
              {
                kind: "choices",
                name: "kind",
                legend: t("print.kind"),
                options: ["tickets", "receipts", "labels"].map((value) => ({
                  value,
                  text: t(`print.kindOf.${value}`),
                })),
              },
              { kind: "text", name: "numbers", label: t("print.numbers"), hint: t("print.numbersHint"), mono: true },
              {
                kind: "text",
                type: "date",
                name: "from",
                label: t("print.from"),
                hint: t("print.dateHint"),
                width: "medium",
              },
              { kind: "text", type: "date", name: "until", label: t("print.until"), width: "medium" },
              { kind: "check", name: "unprinted", label: t("print.unprinted") },
              {
                kind: "select",
                name: "paper",
                label: t("print.paper"),
                width: "medium",
                options: ["letter", "a4"].map((value) => ({ value, text: t(`print.paperOf.${value}`) })),
              },
              { kind: "check", name: "sponsors", label: t("print.sponsors") },
              { kind: "heading", text: t("print.labelTitle"), intro: t("print.labelText") },
              {
                kind: "text",
                name: "participants",
                label: t("print.participants"),
                hint: t("print.participantsHint"),
                mono: true,
              },
              {
                kind: "select",
                name: "sheet",
                label: t("print.sheet"),
                width: "medium",
                options: LABEL_SHEETS.map((sheet) => ({
                  value: sheet.id,
                  text: t("print.sheetOf", {
                    id: sheet.id,
                    count: sheet.columns * sheet.rows,
                    paper: t(`print.paperOf.${sheet.paper}`),
                  }),
                })),
              },
              {
                kind: "text",
                name: "first",
                label: t("print.first"),
                hint: t("print.firstHint"),
                inputMode: "numeric",
                width: "small",
              },
            ]}
          />
        </section>
      )}
      {jobs.length > 0 ? (
        <section className="mt-6" id="jobs">
          <h2 className="mb-3">{t("print.jobs")}</h2>
          <JobTable
            raffleId={id}
            change={changeJob}
            jobs={jobs.map((job) => ({
              ...job,
              numbers: String((job.options as { numbers?: string }).numbers ?? ""),
              sizeBytes: job.sizeBytes === null ? null : Number(job.sizeBytes),
            }))}
          />
          <p className="muted small mt-3 measure">{t("print.kept")}</p>
        </section>
      ) : null}
    </Page>
  );
}
