import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Sign, type SignState } from "@/components/ui/sign";
import { formatMoney } from "@/server/kernel/money";

/** The panel beside a raffle: is it open to me, what does it cost, do it. Its form comes as children. */
export function BuyPanel({
  sign,
  priceMinor,
  currency,
  children,
}: {
  sign: { state: SignState; text: string };
  priceMinor: number;
  currency: string;
  children: ReactNode;
}) {
  const t = useTranslations("common.buy");
  const raffle = useTranslations("common.raffle");
  const locale = useLocale();
  return (
    <div className="panel buy">
      <Sign state={sign.state}>{sign.text}</Sign>
      <div className="buy__price">
        {priceMinor === 0 ? (
          <span>{raffle.rich("free", { b: (chunks) => <b>{chunks}</b> })}</span>
        ) : (
          <>
            <b>{formatMoney(priceMinor, currency, locale)}</b>
            <span className="muted">{t("perTicket")}</span>
          </>
        )}
      </div>
      {children}
    </div>
  );
}
