import { useTranslations } from "next-intl";
import type { PublicRaffle, PublicSalesPlace } from "@/server/games/raffles/public-raffle-store";

/** Where paper tickets are sold (R7): addresses, whom to ask, and the way there. Nothing where all is online. */
export function WaysToTakePart({ raffle }: { raffle: PublicRaffle }) {
  const t = useTranslations("structures.page");
  if (raffle.participation === "online") return null;
  return (
    <section aria-labelledby="ways">
      <h2 id="ways">{t("ways")}</h2>
      <p className="measure mb-3">{t(raffle.participation === "both" ? "waysBoth" : "waysOffline")}</p>
      {raffle.salesPlaces.length > 0 ? (
        <ul className="plain">
          {raffle.salesPlaces.map((place) => (
            <li className="mb-3" key={`${place.name} ${place.street}`}>
              <Place place={place} />
            </li>
          ))}
        </ul>
      ) : (
        <p className="muted measure">{t("waysAsk", { organisation: raffle.organisation.name })}</p>
      )}
    </section>
  );
}

function Place({ place }: { place: PublicSalesPlace }) {
  const t = useTranslations("structures.page");
  const address = [place.street, [place.city, place.postalCode].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  const search = new URLSearchParams({ query: [place.name, address].join(", ") });
  const map = place.mapUrl ?? (address ? `https://www.openstreetmap.org/search?${search}` : null);
  return (
    <>
      <b>{place.name}</b>
      {address ? (
        <>
          <br />
          {address}
        </>
      ) : null}
      {place.hours ? (
        <>
          <br />
          {place.hours}
        </>
      ) : null}
      {place.contact || place.phone ? (
        <>
          <br />
          {place.contact} {place.phone ? <a href={`tel:${place.phone.replace(/[^+\d]/g, "")}`}>{place.phone}</a> : null}
        </>
      ) : null}
      {map ? (
        <>
          <br />
          <a href={map} rel="noreferrer">
            {t("map", { place: place.name })}
          </a>
          {" · "}
          <a href={`/api/directions/${place.id}`} rel="nofollow">
            {t("wayThere")}
          </a>
        </>
      ) : null}
    </>
  );
}
