import { useFormatter, useTranslations } from "next-intl";
import { Progress } from "@/components/ui/progress";

/** The share sold as a fine line with its figures; a dotted line where there is no cap. Works on both sides. */
export function SoldShare({ sold, cap }: { sold: number; cap: number | null }) {
  const t = useTranslations("common.raffle");
  const format = useFormatter();
  if (cap === null) {
    return (
      <>
        <hr className="soldless" />
        <p>
          <span>{t("noCap")}</span>
          <span>{t("sold", { sold: format.number(sold) })}</span>
        </p>
      </>
    );
  }
  return (
    <>
      <Progress value={sold} max={cap} label={t("soldLabel")} />
      <p>
        <span>{t("soldShare", { share: format.number(sold / Math.max(cap, 1), { style: "percent" }) })}</span>
        <span>{t("soldOf", { sold: format.number(sold), cap: format.number(cap) })}</span>
      </p>
    </>
  );
}
