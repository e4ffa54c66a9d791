import { useFormatter, useTranslations } from "next-intl";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import type { Division, GameRules, LotteryGame } from "@/server/lotteries/game";
import { anyPrize, type Chance, oddsOf, oneIn } from "@/server/lotteries/odds";
import { matchWords, publishedParts, readableOneIn } from "./words";

/** Every division: what is matched, what it pays, the chance computed from the rules, and the one that is published. */
export function DivisionTable({ game, rules }: { game: LotteryGame; rules: GameRules }) {
  const t = useTranslations("lotteries");
  const format = useFormatter();
  const odds = oddsOf(rules);
  const figure = (value: number, digits: number) =>
    format.number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  // As many decimals as the lottery prints, so that the two can be compared.
  const computed = (chance: Chance, printed: Division["published"]) => {
    const { text, digits } = readableOneIn(chance);
    if (!printed || !("oneIn" in printed)) return t("oneIn", { figure: figure(Number(text), digits) });
    const parts = publishedParts(printed);
    return t("oneIn", { figure: figure(Number(oneIn(chance, parts.digits)), parts.digits) });
  };
  const published = ({ published: printed }: Division) => {
    if (!printed) return <span className="muted">{t("notPublished")}</span>;
    const { figure: value, digits, lines, isAgainst } = publishedParts(printed);
    const text = figure(value, digits);
    return isAgainst
      ? t("against", { figure: text })
      : lines > 1
        ? t("oneInOf", { figure: text, lines })
        : t("oneIn", { figure: text });
  };
  const rows = rules.divisions.map((row) => [
    t("divisionNumber", { number: row.division, label: row.label }),
    row.match.map((match) => matchWords(match, t)).join(t("or")),
    <Prize key="prize" row={row} rules={rules} currency={game.currency} />,
    computed(odds.get(row.division)!, row.published),
    published(row),
  ]);
  rows.push([t("anyPrize"), t("anyPrizeText"), "", computed(anyPrize(rules), null), ""]);
  const numeric = true;
  return (
    <Table
      label={t("divisions")}
      columns={[
        { heading: t("division") },
        { heading: t("matched") },
        { heading: t("prize") },
        { heading: t("computed"), numeric },
        { heading: t("published"), numeric },
      ]}
      rows={rows}
    />
  );
}

function Prize({ row, rules, currency }: { row: Division; rules: GameRules; currency: string }) {
  const t = useTranslations("lotteries");
  const { prize, division } = row;
  const percent = rules.poolPercent?.[division];
  switch (prize.kind) {
    case "jackpot":
      return t("prizeIs.jackpot");
    case "pooled":
      return percent === undefined ? t("prizeIs.pooled") : t("prizeIs.pooledPercent", { percent });
    case "fixed":
      return <Money minor={prize.amountMinor} currency={currency} />;
    case "shared":
      return t.rich("prizeIs.shared", { amount: () => <Money minor={prize.amountMinor} currency={currency} /> });
    case "in-kind":
      return <span lang="en">{prize.what}</span>;
  }
}
