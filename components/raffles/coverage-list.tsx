import { useFormatter, useTranslations } from "next-intl";
import { Facts } from "@/components/ui/facts";

/** A permission or exclusion of a raffle, in words' order: where, what holds, under which permit. */
export interface CoverageEntry {
  areaId: string;
  area: string;
  coverage: "wide" | "not-required" | "local" | "excluded";
  permitNumber?: string | null;
  /** ISO time at which the permit ends. */
  validTo?: string | null;
}

const words = { wide: "wide", "not-required": "notRequired", local: "local", excluded: "excluded" } as const;

/** Where a raffle may be entered and under which permits, each area on its line. */
export function CoverageList({ entries, timeZone }: { entries: CoverageEntry[]; timeZone: string }) {
  const t = useTranslations("common.coverage");
  const format = useFormatter();
  return (
    <Facts
      facts={entries.map((entry) => ({
        term: entry.area,
        value: (
          <>
            {t(words[entry.coverage])}
            {entry.permitNumber ? (
              <>
                {". "}
                {t.rich("permitNumber", {
                  number: entry.permitNumber,
                  mono: (chunks) => <span className="mono">{chunks}</span>,
                })}
              </>
            ) : null}
            {entry.validTo
              ? `, ${t("until", { date: format.dateTime(new Date(entry.validTo), { dateStyle: "long", timeZone }) })}`
              : null}
          </>
        ),
      }))}
    />
  );
}
