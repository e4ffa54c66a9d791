import { useFormatter, useLocale, useTranslations } from "next-intl";
import { Table } from "@/components/ui/table";
import { formatMoney } from "@/server/kernel/money";
import type { GameRules, LotteryGame, Weekday } from "@/server/lotteries/game";
import { anyPrize } from "@/server/lotteries/odds";
import { readableOneIn, SUNDAY, WEEKDAYS } from "./words";

/** The rules by date, the newest first: a draw is judged by those of its day. */
export function RuleHistory({ game }: { game: LotteryGame }) {
  const t = useTranslations("lotteries.history");
  const format = useFormatter();
  const locale = useLocale();
  const day = (date: string) =>
    format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "medium", timeZone: "UTC" });
  const weekday = (name: Weekday) =>
    format.dateTime(new Date(SUNDAY + WEEKDAYS.indexOf(name) * 86_400_000), { weekday: "short", timeZone: "UTC" });
  const extras = ({ addOns, lineMultiplier }: GameRules) =>
    [...addOns.map(({ name }) => name), ...(lineMultiplier ? [t("printed")] : [])].join(", ") || "–";
  const rows = game.versions.toReversed().map((rules) => {
    const { main, bonus, price } = rules;
    const { text, digits } = readableOneIn(anyPrize(rules));
    return [
      rules.validTo === null
        ? t("since", { from: day(rules.validFrom) })
        : t("fromTo", { from: day(rules.validFrom), to: day(rules.validTo) }),
      t("pool", { pick: main.pick, lowest: main.lowest, highest: main.highest }),
      bonus.kind === "own-drum"
        ? t("pool", { pick: bonus.pick, lowest: bonus.lowest, highest: bonus.highest })
        : t("sameDrum", { drawn: bonus.drawn }),
      rules.schedule.days.map((one) => weekday(one.day)).join(", "),
      formatMoney(price.perPlayMinor, game.currency, locale),
      rules.divisions.length,
      extras(rules),
      t("oneIn", {
        figure: format.number(Number(text), { minimumFractionDigits: digits, maximumFractionDigits: digits }),
      }),
    ];
  });
  const numeric = true;
  return (
    <Table
      label={t("title")}
      columns={[
        { heading: t("when") },
        { heading: t("main") },
        { heading: t("bonus") },
        { heading: t("days") },
        { heading: t("price"), numeric },
        { heading: t("divisions"), numeric },
        { heading: t("extras") },
        { heading: t("any"), numeric },
      ]}
      rows={rows}
    />
  );
}
