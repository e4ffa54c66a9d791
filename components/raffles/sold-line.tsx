import { useFormatter, useTranslations } from "next-intl";

/** Sales on a line from nothing to all, with a mark at today's count. For the raffle's own page. */
export function SoldLine({ sold, cap }: { sold: number; cap: number }) {
  const t = useTranslations("common.raffle");
  const format = useFormatter();
  const share = Math.min(100, (sold / Math.max(cap, 1)) * 100);
  const soldText = format.number(sold);
  const capText = format.number(cap);
  return (
    <svg className="soldline num" role="img" aria-label={t("soldLine", { sold: soldText, cap: capText })}>
      <rect className="soldline__all" x="0" y="30" width="100%" height="4" />
      <rect className="soldline__sold" x="0" y="30" width={`${share}%`} height="4" />
      <text
        className="soldline__now"
        x={`${share}%`}
        y="18"
        textAnchor={share < 15 ? "start" : share > 85 ? "end" : "middle"}
      >
        {t("sold", { sold: soldText })}
      </text>
      <rect className="soldline__tick" x="100%" y="24" width="1" height="16" transform="translate(-1)" />
      <text className="soldline__end" x="100%" y="58" textAnchor="end">
        {t("all", { cap: capText })}
      </text>
    </svg>
  );
}
