import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Sign, type SignState } from "@/components/ui/sign";
import { When } from "@/components/ui/when";
import { formatMoney } from "@/server/kernel/money";
import { type Picture, RafflePicture } from "./picture";
import { SoldShare } from "./sold-share";

/** What a card or a row of a list shows of a raffle. Times are ISO, amounts minor units. */
export interface RaffleGlance {
  id: string;
  href: string;
  title: string;
  organisation: string;
  /** The cover's motif, see components/covers/motifs.ts. */
  cover: string;
  picture?: Picture | null;
  priceMinor: number;
  currency: string;
  endsAt: string;
  timeZone: string;
  sold: number;
  /** Tickets for sale; null without a cap. */
  cap: number | null;
  /** fifty-fifty, tricky-tray or number-board where it is no raffle of prizes in the plain way. */
  format?: string;
}

/**
 * A raffle in a grid of `.cards`: picture, organisation, title, price and end, share sold, sign. `sold` replaces the
 * figures of the page's making, e.g. by live ones.
 */
export function RaffleCard({
  raffle,
  sign,
  sold,
  heading: Heading = "h3",
}: {
  raffle: RaffleGlance;
  sign: { state: SignState; text: string };
  sold?: ReactNode;
  /** One level below the heading that the card stands under. */
  heading?: "h2" | "h3";
}) {
  const t = useTranslations("common.raffle");
  return (
    <article className="card">
      <RafflePicture picture={raffle.picture} motif={raffle.cover} seed={raffle.id} sizes="22rem" />
      <p className="card__org">
        <Runs raffle={raffle} />
      </p>
      <Heading className="h3">
        <Link href={raffle.href}>{raffle.title}</Link>
      </Heading>
      <p className="card__facts">
        <Price raffle={raffle} />
        <span>
          {t("ends")} <When at={raffle.endsAt} timeZone={raffle.timeZone} as="day" />
        </span>
      </p>
      <div className="card__sold">{sold ?? <SoldShare sold={raffle.sold} cap={raffle.cap} />}</div>
      <Sign state={sign.state}>{sign.text}</Sign>
    </article>
  );
}

/** A raffle in a list of `.rows`: the same facts on one line, on the phone in two. */
export function RaffleRow({
  raffle,
  sign,
  sold,
  heading: Heading = "h3",
}: {
  raffle: RaffleGlance;
  sign: { state: SignState; text: string };
  sold?: ReactNode;
  /** One level below the heading that the card stands under. */
  heading?: "h2" | "h3";
}) {
  const t = useTranslations("common.raffle");
  return (
    <article className="rrow">
      <RafflePicture picture={raffle.picture} motif={raffle.cover} seed={raffle.id} sizes="9rem" />
      <div className="rrow__what">
        <Heading className="h4">
          <Link href={raffle.href}>{raffle.title}</Link>
        </Heading>
        <p className="small muted">
          <Runs raffle={raffle} />
        </p>
        <Sign state={sign.state}>{sign.text}</Sign>
      </div>
      <p className="rrow__facts">
        <Price raffle={raffle} />
        <span className="muted">
          {t("ends")} <When at={raffle.endsAt} timeZone={raffle.timeZone} as="day" />
        </span>
      </p>
      <div className="card__sold rrow__sold">{sold ?? <SoldShare sold={raffle.sold} cap={raffle.cap} />}</div>
    </article>
  );
}

function Price({ raffle }: { raffle: RaffleGlance }) {
  const t = useTranslations("common.raffle");
  const price = formatMoney(raffle.priceMinor, raffle.currency, useLocale());
  const b = (chunks: ReactNode) => <b>{chunks}</b>;
  return <span>{raffle.priceMinor === 0 ? t.rich("free", { b }) : t.rich("priceATicket", { price, b })}</span>;
}

/** Who runs it, and what it is where that is not a raffle of prizes in the plain way. */
function Runs({ raffle }: { raffle: RaffleGlance }) {
  const t = useTranslations("structures.format");
  const format = raffle.format ?? "standard";
  if (format === "standard" || !t.has(format)) return raffle.organisation;
  return (
    <>
      {raffle.organisation} <span aria-hidden="true">·</span> {t(format)}
    </>
  );
}
