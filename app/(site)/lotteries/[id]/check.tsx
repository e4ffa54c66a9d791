import { getFormatter, getTranslations } from "next-intl/server";
import { CheckForm, type TypedLines } from "@/components/lotteries/check-form";
import { CheckedLines } from "@/components/lotteries/checked-lines";
import { SUNDAY, WEEKDAYS } from "@/components/lotteries/words";
import { Balls } from "@/components/syndicates/balls";
import { pageContext } from "@/server/api/page";
import { rulesOn } from "@/server/lotteries/catalogue";
import { checkLines } from "@/server/lotteries/check-lines";
import type { GameRules, LotteryGame, Weekday } from "@/server/lotteries/game";

type Asked = Record<string, string | string[] | undefined>;

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? (value[0] ?? "") : (value ?? ""));

/** What was typed, in the form again, and below it each line explained. */
export async function CheckLines(props: { game: LotteryGame; rules: GameRules; asked: Asked; lastDate: string }) {
  const { game, rules, asked, lastDate } = props;
  const t = await getTranslations("lotteries.check");
  const format = await getFormatter();
  const isAsked = asked.lines !== undefined;
  const typed: TypedLines = {
    date: first(asked.date) || (isAsked ? "" : lastDate),
    lines: first(asked.lines).slice(0, 8000),
    systems: asked.systems !== undefined,
    addOns: [asked.add].flat().filter((one): one is string => typeof one === "string"),
  };
  const checked = isAsked ? await checkLines(await pageContext(), game.id, typed) : null;
  const day = (date: string) => format.dateTime(new Date(`${date}T12:00:00Z`), { dateStyle: "long", timeZone: "UTC" });
  const weekday = (name: Weekday) =>
    format.dateTime(new Date(SUNDAY + WEEKDAYS.indexOf(name) * 86_400_000), { weekday: "long", timeZone: "UTC" });
  const last = game.versions.at(-1)!.validTo;
  const faultText = (fault: NonNullable<NonNullable<typeof checked>["fault"]>) =>
    t(`fault.${fault}`, {
      from: day(game.versions[0]!.validFrom),
      to: last === null ? "none" : day(last),
      days: format.list((checked?.rules ?? rules).schedule.days.map((one) => weekday(one.day))),
    });
  const fault = checked?.fault;
  const draw = checked?.draw;
  return (
    <>
      <p className="muted mb-4">{t("lead")}</p>
      <CheckForm
        game={game}
        rules={rulesOn(game, typed.date) ?? rules}
        typed={typed}
        faults={fault ? { [fault === "no-lines" ? "lines" : "date"]: faultText(fault) } : {}}
      />
      {checked && !fault && draw ? (
        <div className="mt-5 measure" aria-live="polite">
          <h3 className="h4 mb-2">{t("resultOf", { date: day(draw.date) })}</h3>
          {draw.result ? (
            <Balls main={draw.result.main} bonus={draw.result.bonus} />
          ) : (
            <p className="small">{t("noResult")}</p>
          )}
          <div className="mt-4">
            <CheckedLines game={game} rules={checked.rules!} lines={checked.lines} />
          </div>
        </div>
      ) : null}
    </>
  );
}
