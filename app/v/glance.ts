import type { RaffleGlance } from "@/components/raffles/raffle-card";
import type { RaffleSummary } from "@/server/games/raffles/listing";

/** A raffle as cards and rows show it; its counters come live. */
export function glanceOf(raffle: RaffleSummary): RaffleGlance {
  return {
    id: raffle.id,
    href: `/raffles/${raffle.slug}`,
    title: raffle.title,
    organisation: raffle.organisation,
    cover: raffle.cover,
    picture: raffle.picture,
    priceMinor: raffle.priceMinor,
    currency: raffle.currency,
    endsAt: raffle.closesAt,
    timeZone: raffle.timeZone,
    sold: 0,
    cap: raffle.ticketCap,
    format: raffle.format,
  };
}
