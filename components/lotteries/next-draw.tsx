import { useTranslations } from "next-intl";
import { LocalTime } from "@/components/syndicates/local-time";
import { When } from "@/components/ui/when";
import type { LotteryGame } from "@/server/lotteries/game";
import type { ShownGame } from "@/server/lotteries/show-games";
import { TimeLeft } from "./time-left";

type Draw = ShownGame["next"][number];

/** When a draw is held and when its sales close: in the reader's own zone, which a script finds out, and the lottery's. */
export function NextDraw({ game, draw, now }: { game: LotteryGame; draw: Draw; now: string }) {
  const t = useTranslations("lotteries");
  const zone = game.versions.at(-1)!.schedule.timeZone;
  const closes = draw.closesAt.toISOString();
  return (
    <>
      {draw.drawAt ? (
        <p className="small">
          {t("drawn")} <LocalTime at={draw.drawAt.toISOString()} timeZone={zone} />
        </p>
      ) : (
        <p className="small">{t("drawTimeUnknown")}</p>
      )}
      <p className="small muted">
        {t.rich(draw.drawAt ? "ownClock" : "ownClockCloses", {
          time: () => <When at={(draw.drawAt ?? draw.closesAt).toISOString()} timeZone={zone} as="full" />,
        })}
      </p>
      {draw.postponed ? <p className="small">{t("postponed")}</p> : null}
      <p className="small">
        {t.rich("closesIn", {
          time: () => <LocalTime at={closes} timeZone={zone} />,
          left: () => <TimeLeft until={closes} serverNow={now} />,
        })}
      </p>
    </>
  );
}
