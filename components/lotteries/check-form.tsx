import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { Field, TextField } from "@/components/ui/field";
import type { GameRules, LotteryGame } from "@/server/lotteries/game";

export interface TypedLines {
  date: string;
  lines: string;
  systems: boolean;
  addOns: readonly string[];
}

/** Asks for lines and a date. A GET form: it works without scripts, and what was typed stands in its fields again. */
export function CheckForm({
  game,
  rules,
  typed,
  faults,
}: {
  game: LotteryGame;
  rules: GameRules;
  typed: TypedLines;
  faults: { date?: string; lines?: string };
}) {
  const t = useTranslations("lotteries.check");
  const own = rules.bonus.kind === "own-drum";
  const example = [
    Array.from({ length: rules.main.pick }, (_, at) => rules.main.lowest + at * 6 + 3).join(" "),
    ...(rules.bonus.kind === "own-drum" ? [Array.from({ length: rules.bonus.pick }, (_, at) => at + 4).join(" ")] : []),
  ].join(" + ");
  return (
    <form method="get" action={`/lotteries/${game.id}#check`} className="measure" noValidate>
      <Field
        type="date"
        name="date"
        label={t("date")}
        hint={t("dateHint")}
        error={faults.date}
        width="medium"
        defaultValue={typed.date}
        min={game.versions[0]!.validFrom}
      />
      <TextField
        name="lines"
        label={t("lines")}
        hint={`${t(own ? "linesHint" : "linesHintNoBonus", { pick: rules.main.pick, example })}${rules.lineMultiplier ? ` ${t("multiplierHint")}` : ""}`}
        error={faults.lines}
        rows={4}
        defaultValue={typed.lines}
        spellCheck={false}
        autoComplete="off"
        maxLength={8000}
      />
      <div className="field">
        <Check name="systems" defaultChecked={typed.systems}>
          {t("systems", { pick: rules.main.pick })}
        </Check>
        {rules.addOns
          .filter(({ effect }) => effect.kind === "drawn-multiplier")
          .map(({ id, name }) => (
            <Check key={id} id={`add-${id}`} name="add" value={id} defaultChecked={typed.addOns.includes(id)}>
              {t("with", { name })}
            </Check>
          ))}
      </div>
      <Button type="submit">{t("do")}</Button>
    </form>
  );
}
