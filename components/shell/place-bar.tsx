"use client";

import { useTranslations } from "next-intl";
import { SignGlyph } from "@/components/ui/sign";
import { useSession } from "./session";

const sources = ["chosen", "zip", "residence", "connection"] as const;

/**
 * Where the reader is located, by which source, and the way to change it. Cached pages are shared between places, so
 * the place comes from the session; until then, and without scripts, the way to the place page stands there.
 */
export function PlaceBar() {
  const t = useTranslations("common.place");
  const session = useSession();
  const place = session?.place;
  const source = sources.find((known) => known === place?.source);

  return (
    <section className="place" aria-label={t("label")}>
      <div className="wrap">
        <p className={`sign sign--${place?.decided ? "open" : "undecided"}`}>
          <SignGlyph />
          <span className="sign__word">
            {place
              ? t.rich(place.elsewhere ? "home" : "here", {
                  place: place.label,
                  strong: (chunks) => <strong>{chunks}</strong>,
                })
              : session === undefined
                ? t("asking")
                : t("unknown")}{" "}
            · <PlaceLink>{place ? t("change") : t("choose")}</PlaceLink>
          </span>
        </p>
        {place?.elsewhere ? (
          <p>{t("elsewhere", { place: place.elsewhere })}</p>
        ) : source ? (
          <p className="place__src">{t(`source.${source}`)}</p>
        ) : null}
      </div>
    </section>
  );
}

/** A plain link: a new place changes every page, so nothing prefetched may be kept. */
function PlaceLink({ children }: { children: string }) {
  return (
    <a href="/place" onClick={keepWayBack}>
      {children}
    </a>
  );
}

/** Takes along where one was, from the address bar: cached pages are rendered under another address. */
function keepWayBack(event: React.MouseEvent<HTMLAnchorElement>): void {
  const back = `${location.pathname}${location.search}`;
  if (!back.startsWith("/place")) event.currentTarget.href = `/place?back=${encodeURIComponent(back)}`;
}
