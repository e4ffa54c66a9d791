import fc from "fast-check";
import { expect, test } from "vitest";
import { gateRoute } from "@/server/edge/route";

test("J13 only strict patterns lead behind the gate", () => {
  expect(gateRoute("/")).toEqual({ kind: "home" });
  expect(gateRoute("/raffles")).toEqual({ kind: "list" });
  expect(gateRoute("/raffles/harbour-star-quilt-2")).toEqual({ kind: "raffle", slug: "harbour-star-quilt-2" });
  expect(gateRoute("/raffles/harbour-star-quilt-2/counties")).toEqual({
    kind: "raffle",
    slug: "harbour-star-quilt-2",
    part: "counties",
  });
  for (const path of [
    "/raffles/counties/",
    "/raffles//counties",
    "/raffles/a/counties/",
    "/raffles/a/Counties",
    "/raffles/a%2fcounties",
    "/raffles/A/counties",
    "/raffles/a/counties/counties",
    "/v",
    "/v/en/0123456789abcdef",
    "/V/en/x",
    "//v/en/x",
    "/%76/en/x",
    "/%2576/en/x",
    "/v%2fen",
    "/\\v/en",
    "/ｖ/en",
    "/raffles/",
    "/raffles/%673",
    "/raffles/A",
    "/raffles/a/b",
    "/raffles/a--b",
    "/raffles/a.rsc",
    "/raffles.rsc",
    "/RAFFLES",
    "//raffles/a",
    "/%72affles/a",
    "/raffles/..%2fv",
    `/raffles/${"a".repeat(200)}`,
    "/%",
    "/%E0%A4%A",
  ]) {
    expect(gateRoute(path), path).toEqual({ kind: "nothing" });
  }
});

test("J13 other pages and the API pass as what they are", () => {
  expect(gateRoute("/place")).toEqual({ kind: "page" });
  expect(gateRoute("/verify")).toEqual({ kind: "page" });
  expect(gateRoute("/api/live")).toEqual({ kind: "api" });
  expect(gateRoute("/api/internal/class")).toEqual({ kind: "internal" });
  expect(gateRoute("/draws/0190")).toEqual({ kind: "page" });
});

test("J13 whatever is typed, no spelling of a gated address passes as an ordinary page", () => {
  const encode = (text: string, bits: boolean[]) =>
    [...text]
      .map((sign, at) => (bits[at % bits.length] ? `%${sign.charCodeAt(0).toString(16).padStart(2, "0")}` : sign))
      .join("");
  fc.assert(
    fc.property(
      fc.constantFrom("v", "raffles", "V", "Raffles"),
      fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
      fc.constantFrom("", "/", "//"),
      fc.constantFrom("", "/x", "/en/0123456789abcdef/raffles"),
      (name, bits, extra, rest) => {
        const path = `/${extra}${encode(name, bits)}${rest}`;
        expect(gateRoute(path).kind).not.toBe("page");
        expect(gateRoute(path).kind).not.toBe("api");
      },
    ),
  );
});
