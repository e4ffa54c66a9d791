import { useFormatter, useLocale, useTranslations } from "next-intl";
import { formatMoney } from "@/server/kernel/money";
import type { AddOn, GameRules, LotteryGame, Weekday } from "@/server/lotteries/game";
import { SUNDAY, WEEKDAYS } from "./words";

/** How the game is played, in words, from its rules. */
export function HowToPlay({ game, rules }: { game: LotteryGame; rules: GameRules }) {
  const t = useTranslations("lotteries.how");
  const format = useFormatter();
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, game.currency, locale);
  const { main, bonus, schedule, price } = rules;
  const dayName = (day: Weekday) =>
    format.dateTime(new Date(SUNDAY + WEEKDAYS.indexOf(day) * 86_400_000), { weekday: "long", timeZone: "UTC" });
  const days = schedule.days.map(({ day, drawAt, closesAt }) =>
    drawAt === null
      ? t("dayClosing", { day: dayName(day), closesAt })
      : t("day", { day: dayName(day), drawAt, closesAt }),
  );
  const lines = [
    t("main", { pick: main.pick, lowest: main.lowest, highest: main.highest }),
    bonus.kind === "own-drum"
      ? t("ownDrum", { pick: bonus.pick, lowest: bonus.lowest, highest: bonus.highest })
      : t("sameDrum", { drawn: bonus.drawn }),
    ...(bonus.kind === "own-drum" && bonus.perTicket ? [t("perTicket")] : []),
    price.linesPerPlay > 1
      ? t("pricePlay", { price: money(price.perPlayMinor), lines: price.linesPerPlay })
      : t("priceLine", { price: money(price.perPlayMinor) }),
    ...(price.minimumLines > price.linesPerPlay ? [t("minimum", { lines: price.minimumLines })] : []),
    t("days", { days: format.list(days), zone: schedule.timeZone }),
    ...(schedule.closingTimeZone ? [t("closingZone", { zone: schedule.closingTimeZone })] : []),
    t("highest"),
    t("systems", { pick: main.pick }),
    ...rules.addOns.map((addOn) => addOnWords(addOn, t, money)),
    ...(rules.lineMultiplier
      ? [
          t("lineMultiplier", {
            multipliers: rules.lineMultiplier.multipliers.map((one) => `${one.multiplier}×`).join(", "),
          }),
        ]
      : []),
  ];
  return (
    <ul className="stack stack--2 measure">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

type Say = ReturnType<typeof useTranslations<"lotteries.how">>;

function addOnWords({ name, perLineMinor, effect }: AddOn, t: Say, money: (minor: number) => string): string {
  const price = perLineMinor === null ? t("addOnPriceUnknown") : t("addOnPrice", { price: money(perLineMinor) });
  if (effect.kind === "other-drawing") return t("addOnOther", { name, price });
  const fixed = Object.entries(effect.fixedMinor)
    .map(([division, minor]) => t("addOnFixed", { division: Number(division), amount: money(minor) }))
    .join(" ");
  const multipliers = effect.multipliers.map((one) => `${one.multiplier}×`).join(", ");
  return `${t("addOnMultiplies", { name, price, multipliers })} ${fixed}`.trim();
}
