import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Money } from "@/components/ui/money";
import { Pagination } from "@/components/ui/pagination";
import { Table } from "@/components/ui/table";
import type { History } from "@/server/games/account-history/read-history";

const ON_PAGE = 50;

/** Every posting, the newest first, with the way to its receipt. */
export async function Lines({ history, page: asked }: { history: History; page: string | undefined }) {
  const [t, format] = await Promise.all([getTranslations("account.history"), getFormatter()]);
  const { lines, timeZone, from, to } = history;
  const pageCount = Math.max(1, Math.ceil(lines.length / ON_PAGE));
  const page = Math.min(pageCount, Math.max(1, Number.parseInt(String(asked ?? "1"), 10) || 1));
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short", timeZone });
  const rows = lines.slice((page - 1) * ON_PAGE, page * ON_PAGE).map((line) => [
    moment(line.at),
    line.title || t("unnamed"),
    t(`columns.${line.column}`),
    t(`methods.${line.method}`),
    <Money key="amount" minor={Number(line.amountMinor)} currency={line.currency} />,
    line.orderId ? (
      <Link
        key="receipt"
        href={`/orders/${line.orderId}`}
        prefetch={false}
        aria-label={t("receiptOf", { title: line.title, date: moment(line.at) })}
      >
        {t("receipt")}
      </Link>
    ) : (
      ""
    ),
  ]);
  return (
    <section aria-labelledby="lines" className="mt-6">
      <h2 id="lines" className="mb-3">
        {t("lines")}
      </h2>
      <div className="keepwidth">
        <Table
          label={t("lines")}
          columns={[
            { heading: t("when") },
            { heading: t("game") },
            { heading: t("what") },
            { heading: t("how") },
            { heading: t("amount"), numeric: true },
            { heading: t("receipt") },
          ]}
          rows={rows}
        />
      </div>
      <Pagination
        page={page}
        pageCount={pageCount}
        hrefOf={(other) => `/account/history?${new URLSearchParams({ from, to, page: String(other) })}#lines`}
      />
    </section>
  );
}
