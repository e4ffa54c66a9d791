import { expect, test } from "vitest";
import { defaultAreaSource } from "@/server/areas/default-areas";
import {
  coarsen,
  isLocated,
  MAXIMUM_ALTERNATIVES,
  NOWHERE,
  placeFromAreas,
  placeFromPostalAreas,
  placeFromRegion,
  placeKey,
  placeName,
} from "@/server/areas/places";
import { AreaTree } from "@/server/areas/tree";
import { ERIE, MONROE, NEW_YORK_CITY, ROWS, TOWN, TREE, VILLAGE } from "../jurisdiction/new-york";

const only = (id: string) => ({ id, permille: null });

test("J1a areas chosen tier by tier bring what lies above them", () => {
  expect(placeFromAreas(TREE, [ERIE]).alternatives).toEqual([[["US"], ["US-NY"], [ERIE], null]]);
  expect(placeFromAreas(TREE, [VILLAGE, TOWN]).alternatives).toEqual([[["US"], ["US-NY"], [ERIE], [TOWN, VILLAGE]]]);
  expect(placeFromAreas(TREE, [ERIE], true).alternatives).toEqual([[["US"], ["US-NY"], [ERIE], []]]);
  expect(placeFromAreas(TREE, [NEW_YORK_CITY]).alternatives).toEqual([[["US"], ["US-NY"], null, [NEW_YORK_CITY]]]);
  expect(placeFromAreas(TREE, ["US-NOWHERE"])).toEqual(NOWHERE);
});

test("J1a a postal code that touches several counties has alternatives for each, with and without each village", () => {
  const place = placeFromPostalAreas(TREE, [ERIE, MONROE, TOWN, VILLAGE].map(only));
  expect(new Set(place.alternatives.map((one) => JSON.stringify(one.slice(2))))).toEqual(
    new Set([
      JSON.stringify([[ERIE], []]),
      JSON.stringify([[ERIE], [TOWN]]),
      JSON.stringify([[ERIE], [VILLAGE]]),
      JSON.stringify([[ERIE], [TOWN, VILLAGE]]),
      JSON.stringify([[MONROE], []]),
    ]),
  );
});

test("J1a more alternatives than can be told apart leave the municipality unknown", () => {
  const many = Array.from({ length: 40 }, (_, at) => ({
    id: `US-36${10000 + at}`,
    tier: "municipality",
    parents: [ERIE],
    name: `Village ${at}`,
  }));
  const tree = AreaTree.fromRows([...ROWS, ...many]);
  const place = placeFromPostalAreas(tree, [only(ERIE), only(MONROE), ...many.map((row) => only(row.id))]);
  expect(place.alternatives).toEqual([
    [["US"], ["US-NY"], [ERIE], null],
    [["US"], ["US-NY"], [MONROE], null],
  ]);
  expect(many.length).toBeGreaterThan(MAXIMUM_ALTERNATIVES);
});

test("J8 what geolocation says becomes a place; territories are areas of their country", () => {
  expect(placeFromRegion(TREE, "US", "NY").alternatives).toEqual([[["US"], ["US-NY"], null, null]]);
  expect(placeFromRegion(TREE, "US", "??").alternatives).toEqual([[["US"], null, null, null]]);
  expect(placeFromRegion(TREE, "XX", null)).toEqual(NOWHERE);
  const world = AreaTree.fromRows(defaultAreaSource().areas);
  expect(placeFromRegion(world, "PR", null).alternatives).toEqual([[["US"], ["US-PR"], null, null]]);
  expect(placeFromRegion(world, "CA", "ON").alternatives).toEqual([[["CA"], ["CA-ON"], null, null]]);
});

test("J6 a place is located when the tree knows its country", () => {
  expect(isLocated(TREE, placeFromAreas(TREE, ["US"]))).toBe(true);
  expect(isLocated(TREE, NOWHERE)).toBe(false);
  expect(isLocated(TREE, { alternatives: [] })).toBe(false);
  expect(isLocated(TREE, { alternatives: [[["ZZ"], null, null, null]] })).toBe(false);
});

test("J10 a place is cut down to the tier that can be trusted", () => {
  const place = placeFromPostalAreas(TREE, [ERIE, MONROE, TOWN].map(only));
  expect(coarsen(place, 1).alternatives).toEqual([[["US"], ["US-NY"], null, null]]);
});

test("J8 a place has a name in words and a key that does not depend on order", () => {
  expect(placeName(TREE, placeFromAreas(TREE, [ERIE]))).toBe("Erie County, New York");
  expect(placeName(TREE, placeFromAreas(TREE, [VILLAGE]))).toBe("Orchard Park village, Erie County, New York");
  expect(placeName(TREE, placeFromAreas(TREE, ["US-UT"]))).toBe("Utah");
  const one = {
    alternatives: [
      [["US"], ["US-NY"], [ERIE], [TOWN, VILLAGE]],
      [["US"], null, null, []],
    ],
  };
  const other = {
    alternatives: [
      [["US"], null, null, []],
      [["US"], ["US-NY"], [ERIE], [VILLAGE, TOWN]],
    ],
  };
  expect(placeKey(one)).toBe(placeKey(other));
  expect(placeKey(one)).not.toBe(placeKey({ alternatives: one.alternatives.slice(0, 1) }));
});

test("J1 the default has every state, territory and county, and ISO 3166 for the rest of the world", () => {
  const { areas, postalCodes } = defaultAreaSource();
  const count = (tier: string) =>
    areas.filter((row) => row.tier === tier && (row.id === "US" || row.id.startsWith("US-"))).length;
  expect([count("subdivision"), count("county")]).toEqual([56, 3235]);
  expect(count("municipality")).toBeGreaterThan(17_000);
  expect(areas.filter((row) => row.tier === "country").length).toBe(244);
  expect(new Set(areas.map((row) => row.id)).size).toBe(areas.length);
  const names = new Map(areas.map((row) => [row.id, row.name]));
  expect([names.get("US-36029"), names.get("US-51610"), names.get("US-15005"), names.get("US-72001")]).toEqual([
    "Erie County",
    "Falls Church city",
    "Kalawao County",
    "Adjuntas Municipio",
  ]);
  expect(postalCodes.find((row) => row.code === "96742")?.area).toBe("US-15005");
  for (const row of areas) expect(row.id).toMatch(/^[A-Z]{2}(-[A-Z0-9]{1,12})?$/);
});
