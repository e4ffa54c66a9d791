import { getLocale, getTranslations } from "next-intl/server";
import { errorResponse } from "@/server/api/report-error";
import { reportPaper } from "@/server/games/raffles/reports/adapters/report-pdf";
import { type ReportColumn, readReportQuery } from "@/server/games/raffles/reports/report";
import { type ReportWriting, reportAbout, reportCsv, reportPdf } from "@/server/games/raffles/reports/run-report";
import { isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { formatMoney } from "@/server/kernel/money";
import type { OrganiserScope } from "../scope";

type Send<Part> = (part: Part) => Promise<void>;

/** A body that is written as it is read. What fails before its first part is an answer of its own. */
async function streamed<Part>(
  headers: Record<string, string>,
  encode: (part: Part) => Uint8Array,
  work: (send: Send<Part>) => Promise<void>,
): Promise<Response> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  const writer = writable.getWriter();
  let begun: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const running = work(async (part) => {
    begun();
    await writer.write(encode(part));
  }).then(
    () => writer.close(),
    async (error) => {
      await writer.abort(error).catch(() => {});
      throw error;
    },
  );
  await Promise.race([first, running]);
  running.catch((error) => log.warn("report_not_sent", { error }));
  return new Response(readable, { headers });
}

/** R12: a report as a file, `as=csv` or `as=pdf`, with the fields, filters and order of the address. */
export async function sendReport(
  { raffles, by, context }: OrganiserScope,
  raffleId: string | null,
  params: URLSearchParams,
): Promise<Response> {
  const t = await getTranslations("running.report");
  const locale = await getLocale();
  const sent = Object.fromEntries([...params.keys()].map((key) => [key, params.getAll(key)]));
  const { query } = readReportQuery(sent, raffleId === null);
  try {
    const about = await reportAbout(raffles, by, raffleId);
    const moments = new Intl.DateTimeFormat(locale, {
      dateStyle: "medium",
      timeStyle: "short",
      timeZone: about.timeZone,
    });
    // Spreadsheets sort and compute with moments written like this.
    const plain = new Intl.DateTimeFormat("sv-SE", {
      dateStyle: "short",
      timeStyle: "medium",
      timeZone: about.timeZone,
    });
    const heading = (column: ReportColumn, currency: string) =>
      column.type === "money" && currency ? `${t(`column.${column.key}`)} (${currency})` : t(`column.${column.key}`);
    const writing: ReportWriting = {
      heading,
      word: (_, value) => (t.has(`word.${value}`) ? t(`word.${value}`) : value),
      moment: (at) => plain.format(at),
    };
    const name = `${query.kind}-${about.title || by.organisationId.slice(0, 8)}`
      .normalize("NFKD")
      .replace(/[^a-zA-Z0-9]+/g, "-")
      .slice(0, 80);
    const headers = (type: string, end: string) => ({
      "content-type": type,
      "content-disposition": `attachment; filename="${name}.${end}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    });
    if (params.get("as") !== "pdf") {
      const encoder = new TextEncoder();
      return await streamed<string>(
        headers("text/csv; charset=utf-8", "csv"),
        (part) => encoder.encode(part),
        (send) => reportCsv(raffles, by, raffleId, query, writing, send),
      );
    }
    return await streamed<Uint8Array>(
      headers("application/pdf", "pdf"),
      (part) => part,
      (send) =>
        reportPdf(
          raffles,
          by,
          raffleId,
          query,
          {
            heading,
            word: writing.word,
            moment: (at) => moments.format(at),
            amount: (minor, currency) => formatMoney(minor, currency, locale),
            count: (value) => new Intl.NumberFormat(locale).format(value),
          },
          (paper, columns, headings) =>
            reportPaper(
              {
                title: [t(`kind.${query.kind}`), paper.title].filter(Boolean).join(": "),
                subtitle: t("asOf", { at: moments.format(context.clock.now()) }),
                author: "Drawbridge",
                locale,
                pageText: (page) => t("pageText", { page }),
              },
              columns,
              headings,
            ),
          send,
        ),
    );
  } catch (error) {
    if (isAppError(error) && error.code === "tooManyRows") {
      return new Response((await getTranslations("people.refusals"))("tooManyRows", error.params), {
        status: 422,
        headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
      });
    }
    return errorResponse(error, context.correlationId, "send-report");
  }
}
