import { expect, test } from "vitest";
import { AreaTree } from "@/server/areas/tree";
import {
  choosePlace,
  choosePostalCode,
  countiesOf,
  OUTSIDE,
  placeChoices,
  UNSURE,
  wayBack,
} from "@/server/edge/choose-place";

const tree = AreaTree.fromRows([
  { id: "US", tier: "country", parents: [], name: "United States" },
  { id: "US-NY", tier: "subdivision", parents: ["US"], name: "New York" },
  { id: "US-UT", tier: "subdivision", parents: ["US"], name: "Utah" },
  { id: "US-36029", tier: "county", parents: ["US-NY"], name: "Erie County" },
  { id: "US-36009", tier: "county", parents: ["US-NY"], name: "Cattaraugus County" },
  { id: "US-49035", tier: "county", parents: ["US-UT"], name: "Salt Lake County" },
  { id: "US-3655266", tier: "municipality", parents: ["US-36029"], name: "Orchard Park village" },
]);
const area = (id: string, permille: number | null = null) => ({
  id,
  tier: tree.tierName(id),
  name: tree.nameOf(id),
  permille,
});
const across = { code: "14070", name: "Gowanda", areas: [area("US-36029", 400), area("US-36009", 600)] };

test("J8 a place is chosen tier by tier and keeps its source", () => {
  const place = choosePlace(tree, { stateId: "US-NY", countyId: "US-36029", municipality: "" });
  expect(place).toMatchObject({ source: "chosen", label: "Erie County, New York", ageAtLeast: null });
  expect(place.alternatives).toEqual([[["US"], ["US-NY"], ["US-36029"], null]]);
  const state = choosePlace(tree, { stateId: "US-NY", countyId: "", municipality: "" });
  expect(state.alternatives).toEqual([[["US"], ["US-NY"], null, null]]);
});

test("J1a outside every municipality is known to be none, not unknown", () => {
  const place = choosePlace(tree, { stateId: "US-NY", countyId: "US-36029", municipality: OUTSIDE });
  expect(place.alternatives[0]?.[3]).toEqual([]);
});

test("J8 what does not exist or does not lie where it is said to is refused", () => {
  const wrong = [
    { stateId: "", countyId: "", municipality: "" },
    { stateId: "US-XX", countyId: "", municipality: "" },
    { stateId: "US-36029", countyId: "", municipality: "" },
    { stateId: "US-UT", countyId: "US-36029", municipality: "" },
    { stateId: "US-NY", countyId: "US-36009", municipality: "US-3655266" },
    { stateId: "US-NY", countyId: "", municipality: "US-3655266" },
  ];
  for (const choice of wrong) expect(() => choosePlace(tree, choice), JSON.stringify(choice)).toThrow("placeUnknown");
});

test("J1a a ZIP across counties is asked about; the largest share is never taken silently", () => {
  expect(choosePostalCode(tree, across, "")).toBeNull();
  expect(choosePostalCode(tree, across, "US-49035")).toBeNull();
  const chosen = choosePostalCode(tree, across, "US-36029");
  expect(chosen?.source).toBe("zip");
  expect(chosen?.alternatives.every((one) => one[2]?.includes("US-36029"))).toBe(true);
  const unsure = choosePostalCode(tree, across, UNSURE);
  expect(new Set(unsure?.alternatives.map((one) => one[2]?.[0]))).toEqual(new Set(["US-36029", "US-36009"]));
});

test("J1a counties of one ZIP say their states where it crosses a border, and only there", () => {
  expect(countiesOf(tree, across).map(({ name }) => name)).toEqual(["Cattaraugus County", "Erie County"]);
  const border = { code: "86515", name: "Border", areas: [area("US-49035", 500), area("US-36029", 500)] };
  expect(countiesOf(tree, border).map(({ name }) => name)).toEqual(["Erie County, New York", "Salt Lake County, Utah"]);
});

test("J8 a ZIP that does not exist is refused in words", () => {
  expect(() => choosePostalCode(tree, null, "")).toThrow("postalCodeUnknown");
});

test("J8 the chooser offers counties of the chosen state alone", () => {
  expect(placeChoices(tree, { stateId: "US-UT", countyId: "US-36029" })).toEqual({
    states: [
      { id: "US-NY", name: "New York" },
      { id: "US-UT", name: "Utah" },
    ],
    counties: [{ id: "US-49035", name: "Salt Lake County" }],
    municipalities: [],
  });
});

test("P25 the way back never leaves the application", () => {
  expect(wayBack("/raffles?q=boat")).toBe("/raffles?q=boat");
  for (const text of [
    "",
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "/api/place",
    "/place",
    "/v/en/x",
    "/a\nb",
  ]) {
    expect(wayBack(text), text).toBe("/");
  }
});
