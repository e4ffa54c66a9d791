import { useLocale, useTranslations } from "next-intl";
import { Balls } from "@/components/syndicates/balls";
import { Note } from "@/components/ui/note";
import { formatMoney } from "@/server/kernel/money";
import type { GameRules, LotteryGame } from "@/server/lotteries/game";
import type { CheckedLine } from "@/server/lotteries/typed-line";

const REASONS = [
  "unreadable",
  "too-many-lines",
  "out-of-range",
  "duplicate-number",
  "wrong-count",
  "bonus-not-chosen",
  "wrong-bonus-count",
  "no-multiplier",
  "bad-multiplier",
] as const;

/** Each line with what of it was drawn and what that wins, or why it cannot be a line of this game. */
export function CheckedLines({
  game,
  rules,
  lines,
}: {
  game: LotteryGame;
  rules: GameRules;
  lines: readonly CheckedLine[];
}) {
  const t = useTranslations("lotteries.check");
  const locale = useLocale();
  const money = (minor: number) => formatMoney(minor, game.currency, locale);
  const settled = lines.flatMap((line) => line.settled ?? []);
  const known = settled.every(({ won }) => won.every(({ eachMinor, inKind }) => eachMinor !== null || inKind !== null));
  const sum = settled.flatMap(({ won }) => won).reduce((total, one) => total + (one.eachMinor ?? 0) * one.lines, 0);
  const winners = settled.filter(({ division }) => division !== null).length;
  return (
    <>
      {settled.length > 0 ? (
        <Note kind="plain" title={t("sum", { lines: settled.length, winners })}>
          {winners > 0 ? (
            <p>{known ? t("sumMoney", { amount: money(sum) }) : t("sumAtLeast", { amount: money(sum) })}</p>
          ) : null}
        </Note>
      ) : null}
      <ol className="lotlines mt-4">
        {lines.map((line, at) => (
          <li key={at} className="rule-top mt-3">
            <div className="mt-3">
              <One {...{ line, rules, money }} />
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function One({ line, rules, money }: { line: CheckedLine; rules: GameRules; money: (minor: number) => string }) {
  const t = useTranslations("lotteries.check");
  const { entry, fault, settled } = line;
  if (fault || !entry) {
    const reason = REASONS.find((one) => one === fault?.reason) ?? "other";
    return (
      <>
        <p className="mono digest">{line.typed}</p>
        <p className="small">
          <strong>{t("impossible")}</strong> {t(`reason.${reason}`, fault?.params ?? {})}
        </p>
      </>
    );
  }
  const ownDrum = rules.bonus.kind === "own-drum";
  return (
    <>
      <Balls
        main={entry.main}
        bonus={entry.bonus}
        hits={settled ? new Set([...settled.matchedMain, ...(ownDrum ? [] : settled.matchedBonus)]) : undefined}
        bonusHits={settled && ownDrum ? new Set(settled.matchedBonus) : undefined}
      />
      {entry.system === null ? null : (
        <p className="small mt-2">{t("isSystem", { size: entry.system, lines: line.lines ?? 0 })}</p>
      )}
      {settled ? (
        <>
          <p className="small mt-2">
            {t(ownDrum ? "matched" : "matchedSame", {
              main: settled.matchedMain.length,
              bonus: settled.matchedBonus.length,
              pick: entry.main.length,
            })}
          </p>
          {settled.won.length === 0 ? <p className="small">{t("nothing")}</p> : null}
          {settled.won.map((one) => (
            <p className="small" key={one.division}>
              {t("won", { division: one.division, label: one.label, lines: one.lines })}{" "}
              <strong>
                {one.eachMinor !== null
                  ? one.lines > 1
                    ? t("times", {
                        each: money(one.eachMinor),
                        lines: one.lines,
                        all: money(one.eachMinor * one.lines),
                      })
                    : money(one.eachMinor)
                  : (one.inKind ?? t("unknown"))}
              </strong>
            </p>
          ))}
        </>
      ) : (
        <p className="small mt-2">{t("possible", { lines: line.lines ?? 1, price: money(line.priceMinor ?? 0) })}</p>
      )}
    </>
  );
}
