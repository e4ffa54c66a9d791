import { useTranslations } from "next-intl";
import { BackHere } from "@/components/place/back-here";
import { Sign } from "@/components/ui/sign";

const TIERS = ["county", "municipality", "subdivision", "country", "age"] as const;

/** "Confirm your county to see more": what is undecided is counted, never named (J5). Nothing where nothing is. */
export function UndecidedNote({ count, missing }: { count: number; missing: string | null }) {
  const t = useTranslations("raffles.undecided");
  if (count === 0) return null;
  const tier = TIERS.find((known) => known === missing) ?? "other";
  return (
    <div className="note note--plain mt-4">
      <Sign state="undecided">
        <BackHere>{t("link", { tier })}</BackHere>
      </Sign>
      <p className="mt-1">{t("text", { count, tier })}</p>
    </div>
  );
}
