import { expect, test } from "vitest";
import { ticketRequirements } from "@/dev/demo-data/paper";
import { requirementsSchema } from "@/server/jurisdiction/requirements";

test("T6 a jurisdiction's demands on tickets become elements to print and sentences that stand as they are", () => {
  const found = ticketRequirements({
    jurisdiction: "US-NY",
    ticket: [
      "organisation name",
      "identification number if required",
      "draw location, date and time",
      "ticket price",
      "list of prizes",
      "exact sentence: Ticket holders need not be present to win.",
    ],
    stub: ["name, address, telephone of purchaser"],
  });
  expect(found).toEqual({
    ticketElements: [
      "organisation",
      "organisation-registration",
      "draw-place",
      "draw-time",
      "price",
      "prizes",
      "holder-address",
    ],
    ticketText: "Ticket holders need not be present to win.",
  });
  expect(requirementsSchema.parse(found)).toEqual(found);
  const several = ticketRequirements({
    jurisdiction: "US-NJ",
    ticket: [
      "licence number",
      "prize dates and retail values",
      "purpose of net proceeds",
      "exact: No substitution of the offered prize may be made.",
      "exact: Dial 1-800-GAMBLER.",
    ],
  });
  expect(several.ticketText).toBe("No substitution of the offered prize may be made. Dial 1-800-GAMBLER.");
  expect(several.ticketElements).toEqual(["permit-number", "draw-time", "prizes", "prize-values", "purpose"]);
  expect(ticketRequirements({ jurisdiction: "GB" })).toEqual({});
});
