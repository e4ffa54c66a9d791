import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { LocalTime } from "@/components/syndicates/local-time";
import { Fold } from "@/components/ui/fold";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { formatMoney } from "@/server/kernel/money";

/** What happened, the newest first, from the audit log; nobody is named in it. */
export async function History({ view, zone }: { view: SyndicateView; zone: string }) {
  const t = await getTranslations("syndicates.history");
  const [format, locale] = [await getFormatter(), await getLocale()];
  const { history, syndicate: one } = view;
  if (history.length === 0) return null;
  return (
    <section className="mt-6 measure" aria-label={t("title")}>
      <Fold title={t("title")}>
        <ol className="events">
          {history.map(({ id, at, what, fill }) => {
            const { minor, date, ...rest } = fill;
            const words = {
              ...rest,
              amount: typeof minor === "number" ? formatMoney(minor, one.currency, locale) : "",
              date:
                typeof date === "string" && date
                  ? format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" })
                  : "",
            };
            return (
              <li key={id}>
                <span>{t(what, words)}</span>
                <span className="small muted">
                  <LocalTime at={at.toISOString()} timeZone={zone} />
                </span>
              </li>
            );
          })}
        </ol>
      </Fold>
    </section>
  );
}
