"use client";

import { useTranslations } from "next-intl";
import { BuyForm } from "@/components/raffles/buy-form";
import { ButtonLink } from "@/components/ui/button";
import { useFigures } from "./figures";

/** Tickets one may take at once where the raffle says nothing. */
const MOST_AT_ONCE = 50;

/**
 * The purchase form as long as tickets are sold, else why not and where to go. It starts as if sales were open, so
 * that it is there without scripts; the server decides again whatever the page showed.
 */
export function LiveBuy({
  id,
  action,
  priceMinor,
  currency,
  cap,
  winners,
  perPersonMaximum,
  ways,
}: {
  id: string;
  action: string;
  priceMinor: number;
  currency: string;
  cap: number | null;
  /** How many win the first prize. */
  winners: number;
  perPersonMaximum: number | null;
  /** How it is sold, where that is not one price for each ticket. */
  ways?: {
    format: string;
    participation: string;
    levels: ReadonlyArray<{ count: number; priceMinor: number }>;
  };
}) {
  const t = useTranslations("raffles.live");
  const selling = useTranslations("selling.buy");
  const figures = useFigures(id);
  if (figures && !figures.open) return <p className="buy__line">{t("notOpenToYou")}</p>;
  if (figures && !figures.selling) {
    return (
      <div className="buy__line">
        <p>
          {figures.remaining === 0 ? t("soldOut") : t("salesClosed")}{" "}
          {figures.drawingId ? <a href={`/draws/${figures.drawingId}`}>{t("watch")}</a> : null}
        </p>
      </div>
    );
  }
  if (ways?.participation === "offline") return <p className="buy__line">{selling("offline")}</p>;
  if (ways?.format === "number-board" || ways?.format === "tricky-tray") {
    const board = ways.format === "number-board";
    return (
      <div className="buy__line">
        {board && cap !== null ? <p>{selling("numbersFrom", { size: cap })}</p> : null}
        <ButtonLink href={action}>{selling(board ? "chooseNumbers" : "choosePrizes")}</ButtonLink>
      </div>
    );
  }
  const most = Math.min(perPersonMaximum ?? MOST_AT_ONCE, figures?.remaining ?? MOST_AT_ONCE, MOST_AT_ONCE);
  return (
    <BuyForm
      key={most}
      action={action}
      priceMinor={priceMinor}
      currency={currency}
      max={Math.max(1, most)}
      cap={cap}
      winners={winners}
      levels={ways?.levels}
    />
  );
}

/** How many tickets remain, now. */
export function LiveRemaining({ id, cap }: { id: string; cap: number | null }) {
  const t = useTranslations("raffles.live");
  const figures = useFigures(id);
  if (cap === null) return <>{t("noCap")}</>;
  if (!figures || figures.remaining === null) return <span aria-hidden="true">&nbsp;</span>;
  return <span className="num">{t("remainingOf", { remaining: figures.remaining, cap })}</span>;
}
