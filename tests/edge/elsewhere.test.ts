import { expect, test } from "vitest";
import { presentElsewhere } from "@/server/edge/elsewhere";
import type { SeenPlace } from "@/server/edge/seen-place";

const place = (source: SeenPlace["source"], ...alternatives: SeenPlace["alternatives"]): SeenPlace => ({
  source,
  alternatives,
  label: "",
  ageAtLeast: null,
  revision: 0,
});
const home = place("residence", [["US"], ["US-NY"], ["US-36029"], []]);

test("J8 a member is told when their connection is in another state than their residence", () => {
  expect(presentElsewhere(home, place("geolocation", [["US"], ["US-UT"], null, null]))).toBe("US-UT");
  expect(presentElsewhere(home, place("geolocation", [["DE"], null]))).toBe("DE");
});

test("J8 nothing is said within the state, without a trusted presence, or where it is not certain", () => {
  expect(presentElsewhere(home, place("geolocation", [["US"], ["US-NY"], ["US-36055"], null]))).toBeNull();
  expect(presentElsewhere(home, null)).toBeNull();
  expect(presentElsewhere(place("chosen", [["US"], ["US-NY"]]), place("geolocation", [["US"], ["US-UT"]]))).toBeNull();
  const border = place("geolocation", [["US"], ["US-UT"]], [["US"], ["US-AZ"]]);
  expect(presentElsewhere(home, border)).toBeNull();
});
