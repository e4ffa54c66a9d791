import type { VenueAddresses } from "../../dev/venue";

/** Where the venue that the end-to-end tests use is reached, and who can log in. */
export function venueUnderTest(): VenueAddresses {
  const text = process.env.E2E_VENUE;
  if (!text) throw new Error("Run the end-to-end tests with: npx tsx dev/end-to-end.ts");
  return JSON.parse(text) as VenueAddresses;
}
