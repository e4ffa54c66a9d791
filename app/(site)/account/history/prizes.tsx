import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { Table } from "@/components/ui/table";
import type { WonPrize } from "@/server/games/account-history/history-store";
import { formatMoney } from "@/server/kernel/money";

const STATES = ["unclaimed", "claimed", "checked", "delivered", "forfeited"] as const;

/** What tickets won; a prize that waits leads to its claim. */
export async function Prizes({ prizes, timeZone }: { prizes: readonly WonPrize[]; timeZone: string }) {
  const [t, format, locale] = await Promise.all([getTranslations("account.history"), getFormatter(), getLocale()]);
  const day = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeZone });
  const stateOf = (prize: WonPrize) => {
    const words = t(`states.${STATES.find((one) => one === prize.state) ?? "claimed"}`);
    return prize.state === "unclaimed" ? <Link href={`/draws/${prize.drawingId}/claim`}>{words}</Link> : words;
  };
  const rows = prizes.map((prize) => [
    prize.amountMinor === null
      ? prize.prize
      : t("pot", { amount: formatMoney(prize.amountMinor, prize.currency, locale) }),
    prize.title,
    <span key="number" className="mono">
      {prize.number}
    </span>,
    day(prize.drawnAt),
    stateOf(prize),
  ]);
  return (
    <section aria-labelledby="prizes" className="mt-6">
      <h2 id="prizes" className="mb-2">
        {t("prizes")}
      </h2>
      <p className="muted mb-3">{t("prizesText")}</p>
      <div className="keepwidth">
        <Table
          label={t("prizes")}
          columns={[
            { heading: t("prize") },
            { heading: t("game") },
            { heading: t("ticket") },
            { heading: t("drawn") },
            { heading: t("state") },
          ]}
          rows={rows}
        />
      </div>
    </section>
  );
}
