import { expect, test } from "vitest";
import { venueNotice } from "@/components/shell/venue-notice";

test("P8 what the venue says about itself stands in the language of the page, and in some language rather than none", () => {
  const both = { VENUE_NOTICE: "A demonstration.", VENUE_NOTICE_ES: "Una demostración." };
  expect(venueNotice("en", both)).toBe("A demonstration.");
  expect(venueNotice("es", both)).toBe("Una demostración.");
  expect(venueNotice("es", { VENUE_NOTICE: "A demonstration.", VENUE_NOTICE_ES: "" })).toBe("A demonstration.");
  expect(venueNotice("en", {})).toBeUndefined();
});
