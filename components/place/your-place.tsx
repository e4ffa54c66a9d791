"use client";

import { useTranslations } from "next-intl";
import { useFigures } from "@/components/live/figures";
import { useSession } from "@/components/shell/session";
import { Sign } from "@/components/ui/sign";

/**
 * "Open to you in Erie County": the place comes from the session, since the page is shared between places.
 * Where the venue shows pages of closed raffles too, it says so.
 */
export function YourPlace({ raffleId }: { raffleId: string }) {
  const t = useTranslations("raffles.live");
  const place = useSession()?.place;
  const figures = useFigures(raffleId);
  if (figures && !figures.open) {
    return (
      <Sign state="closed" size="big">
        {t("notOpenToYou")}
      </Sign>
    );
  }
  return (
    <Sign state="open" size="big">
      {place?.label ? t("openToYouIn", { place: place.label }) : t("openToYou")}
    </Sign>
  );
}
