import Link from "next/link";
import { useTranslations } from "next-intl";
import type { NextStep } from "@/server/games/raffles/dashboard/next-steps";

const PLACES: Record<NextStep["step"], (raffleId: string) => string> = {
  "connect-payments": () => "/organisation",
  "read-refusal": () => "#requests",
  "mend-faults": (id) => `/organisation/raffles/${id}/edit`,
  activate: () => "#activate",
  "hand-in": () => "#activate",
  "wait-for-word": () => "#requests",
  "ask-again": () => "#activate",
  resume: () => "#manage",
  "regulator-stop": () => "#stops",
  share: () => "#share",
  "tell-participants": (id) => `/organisation/letters/new?raffle=${id}`,
  "enter-sales": (id) => `/organisation/raffles/${id}/entry`,
  "close-books": (id) => `/organisation/raffles/${id}/books`,
  "draw-by-hand": (id) => `/organisation/raffles/${id}/winners`,
  "missed-drawing": (id) => `/organisation/raffles/${id}/winners`,
  "await-draw": (id) => `/organisation/raffles/${id}/winners`,
  "follow-claims": (id) => `/organisation/raffles/${id}/winners`,
  archive: () => "#manage",
};

/** What to do now, the most pressing first, each with the way to it. */
export function NextSteps({
  steps,
  raffleId,
  organisationId,
}: {
  steps: readonly NextStep[];
  raffleId: string;
  organisationId: string;
}) {
  const t = useTranslations("running.steps");
  if (steps.length === 0) return <p className="muted">{t("nothing")}</p>;
  return (
    <ul className="steps-now">
      {steps.map((one) => {
        const count = "count" in one ? one.count : 0;
        const place = PLACES[one.step](raffleId);
        const query = place.startsWith("/organisation/letters") ? `&of=${organisationId}` : "";
        return (
          <li key={one.step}>
            <div>
              <h3 className="h4">{t(`${one.step}.title`, { count })}</h3>
              <p className="muted">{t(`${one.step}.text`, { count })}</p>
            </div>
            <Link className="btn btn--line btn--small" href={`${place}${query}`}>
              {t(`${one.step}.go`)}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}
