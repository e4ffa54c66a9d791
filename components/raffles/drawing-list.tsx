import { useFormatter, useLocale, useTranslations } from "next-intl";
import { LivePot } from "@/components/live/live-pot";
import { prizeGroups } from "@/server/games/raffles/prize-groups";
import { drawingLabel, prizeLabel } from "@/server/games/raffles/prize-labels";
import type { PublicDrawing, PublicPrize, PublicRaffle } from "@/server/games/raffles/public-raffle-store";
import { formatMoney } from "@/server/kernel/money";
import { PrizeTable } from "./prize-table";

const kindOf = (drawing: PublicDrawing) =>
  drawing.kind === "early-bird" || drawing.kind === "pool" ? drawing.kind : ("main" as const);

/**
 * The drawings of a raffle with what falls due when, what was drawn already, and the prizes of each, group by group.
 * The pools of a tray are one list of prizes.
 */
export function DrawingList({ raffle }: { raffle: PublicRaffle }) {
  const t = useTranslations("structures");
  const pools = raffle.drawings.filter(({ kind }) => kind === "pool");
  const drawings = raffle.drawings.filter(
    ({ kind, prizes }) => kind !== "pool" && (pools.length === 0 || prizes.length > 0),
  );
  return (
    <>
      {pools.length > 0 ? (
        <>
          <h3 className="mt-4">{t("page.trayTitle")}</h3>
          <p className="muted measure mb-3">{t("page.tray")}</p>
          <Prizes raffle={raffle} pools={pools} />
        </>
      ) : null}
      {drawings.map((drawing) => (
        <div key={drawing.id}>
          <h3 className="mt-4">{drawingLabel(t, kindOf(drawing), drawing.position)}</h3>
          <p className="muted mb-3 measure">
            <When raffle={raffle} drawing={drawing} />
          </p>
          {raffle.pot && drawing.kind === "main" ? (
            <>
              <Pot raffle={raffle} />
              <LivePot id={raffle.id} currency={raffle.currency} label={t("page.potNow")} />
            </>
          ) : null}
          {raffle.convertedAt && drawing.kind === "main" ? <p className="measure mb-3">{t("page.converted")}</p> : null}
          {raffle.format === "number-board" && raffle.ticketCap !== null && drawing.kind === "main" ? (
            <p className="measure mb-3">{t("page.board", { count: raffle.ticketCap })}</p>
          ) : null}
          <Prizes raffle={raffle} drawing={drawing} />
        </div>
      ))}
      {raffle.drawings.some(({ kind }) => kind === "early-bird") ? (
        <p className="small muted measure mt-3">{t(raffle.earlyBirdsWinAgain ? "page.winAgain" : "page.winOnce")}</p>
      ) : null}
      {raffle.conversionAllowed && !raffle.convertedAt ? (
        <p className="small muted measure mt-2">{t("page.mayConvert")}</p>
      ) : null}
    </>
  );
}

/** When a drawing is held, or what it waits for, or that it was. */
function When({ raffle, drawing }: { raffle: PublicRaffle; drawing: PublicDrawing }) {
  const t = useTranslations("structures.page");
  const format = useFormatter();
  const day = (iso: string) =>
    format.dateTime(new Date(iso), { timeZone: raffle.timeZone, day: "numeric", month: "long", year: "numeric" });
  const moment = (iso: string) =>
    format.dateTime(new Date(iso), { timeZone: raffle.timeZone, dateStyle: "long", timeStyle: "short" });
  if (drawing.state === "cancelled") return t(drawing.endedReason === "lapsed" ? "lapsed" : "notHeld");
  const watch = (chunks: React.ReactNode) => <a href={`/draws/${drawing.id}`}>{chunks}</a>;
  if (drawing.drawnAt) return t.rich("drawn", { date: day(drawing.drawnAt), watch });
  if (drawing.kind !== "early-bird") return t("drawnOn", { date: moment(drawing.drawAt) });
  if (drawing.triggeredAt) return t.rich("triggered", { date: moment(drawing.triggeredAt), watch });
  const { triggerCount: count, triggerAt } = drawing;
  if (count !== null && triggerAt) return t("countOrDate", { count, date: moment(triggerAt) });
  return count !== null ? t("byCount", { count }) : t("byDate", { date: triggerAt ? moment(triggerAt) : "" });
}

/** What a pot holds, as a rule: the amount moves with sales and stands with them. */
function Pot({ raffle }: { raffle: PublicRaffle }) {
  const t = useTranslations("structures.page");
  const format = useFormatter();
  const locale = useLocale();
  if (!raffle.pot) return null;
  const { shareBasisPoints, seedMinor, minimumMinor, capMinor } = raffle.pot;
  const money = (minor: number) => formatMoney(minor, raffle.currency, locale);
  const share = format.number(shareBasisPoints / 10_000, { style: "percent", maximumFractionDigits: 2 });
  return (
    <p className="measure mb-3">
      {[
        t("pot", { share }),
        seedMinor > 0 ? t("potSeed", { amount: money(seedMinor) }) : "",
        minimumMinor > 0 ? t("potMinimum", { amount: money(minimumMinor) }) : "",
        capMinor !== null ? t("potCap", { amount: money(capMinor) }) : "",
      ]
        .filter(Boolean)
        .join(" ")}
    </p>
  );
}

function Prizes(props: { raffle: PublicRaffle; drawing?: PublicDrawing; pools?: PublicDrawing[] }) {
  const t = useTranslations("structures");
  const detail = useTranslations("raffles.detail");
  const locale = useLocale();
  const { raffle } = props;
  const options = (prize: PublicPrize) =>
    prize.options
      .filter(({ kind }) => kind !== "item")
      .map(({ kind, valueMinor }) =>
        t(`page.option.${kind}`, { value: formatMoney(valueMinor, raffle.currency, locale) }),
      )
      .join(" ");
  const groups = props.pools
    ? props.pools.flatMap((pool) =>
        prizeGroups(pool.prizes).map((group) => ({ ...group, drawing: pool, position: pool.position })),
      )
    : prizeGroups(props.drawing?.prizes ?? []).map((group) => ({ ...group, drawing: props.drawing }));
  return (
    <PrizeTable
      currency={raffle.currency}
      groups={groups.map((group) => ({
        heading: prizeLabel(t, group.position),
        choices: group.choices.map((prize) => ({
          id: `${raffle.id}.${group.drawing?.id}.${group.position}.${prize.choice}`,
          cover: prize.cover,
          picture: prize.picture,
          label: group.choices.length > 1 ? t("label.choice", { n: prize.choice }) : null,
          heading: prize.heading,
          description: [
            prize.description,
            options(prize),
            prize.sponsor ? detail("givenBy", { sponsor: prize.sponsor }) : "",
          ]
            .filter(Boolean)
            .join(" "),
          // A share of a pot has no value until sales end.
          valueMinor: raffle.pot && prize.valueMinor === 0 ? null : prize.valueMinor,
          quantity: prize.quantity,
        })),
      }))}
    />
  );
}
