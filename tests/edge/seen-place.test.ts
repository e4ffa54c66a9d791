import { expect, test } from "vitest";
import { placeOfGeolocation, readGeolocation } from "@/server/edge/geolocation";
import {
  openAge,
  openPlace,
  PLACE_COOKIE_SECONDS,
  placeHeader,
  presenceOf,
  type SeenPlace,
  sealAge,
  sealPlace,
  seenPlaceOf,
} from "@/server/edge/seen-place";

const secret = "a secret of this test alone";
const now = Date.UTC(2026, 10, 20);
const erie: SeenPlace = {
  source: "chosen",
  alternatives: [[["US"], ["US-NY"], ["US-36029"], null]],
  label: "Erie County, New York",
  ageAtLeast: null,
  revision: 0,
};

test("J8 a sealed place comes back as it was, with its source", async () => {
  const sealed = await sealPlace(erie, now, secret);
  expect(await openPlace(sealed!, now + 1000, secret)).toEqual(erie);
});

test("P5 a tampered, foreign, old or future place cookie is no place", async () => {
  const sealed = (await sealPlace(erie, now, secret))!;
  const [text = "", signature = ""] = sealed.split(".");
  const utah = (await sealPlace({ ...erie, label: "Utah" }, now, secret))!.split(".")[0];
  expect(await openPlace(`${utah}.${signature}`, now, secret)).toBeNull();
  expect(await openPlace(`${text}.${signature.slice(0, -2)}AA`, now, secret)).toBeNull();
  expect(await openPlace(text, now, secret)).toBeNull();
  expect(await openPlace("", now, secret)).toBeNull();
  expect(await openPlace("x".repeat(5000), now, secret)).toBeNull();
  expect(await openPlace((await sealPlace(erie, now, "another secret entirely"))!, now, secret)).toBeNull();
  expect(await openPlace((await sealPlace(erie, now + 3_600_000, secret))!, now, secret)).toBeNull();
  const old = (await sealPlace(erie, now, secret))!;
  expect(await openPlace(old, now + PLACE_COOKIE_SECONDS * 1000, secret)).toBeNull();
});

test("P5 an age that was signed for cannot be raised by hand", async () => {
  const sealed = await sealAge(18, now, secret);
  expect(await openAge(sealed, now, secret)).toBe(18);
  expect(await openAge(sealed.replace("18.", "21."), now, secret)).toBeNull();
  expect(await openAge("21", now, secret)).toBeNull();
});

test("J8 a signature for an age does not serve as one for a place", async () => {
  const sealed = (await sealPlace(erie, now, secret))!;
  const age = await sealAge(18, now, secret);
  expect(await openPlace(age, now, secret)).toBeNull();
  expect(await openAge(sealed, now, secret)).toBeNull();
});

test("P5 geolocation headers count only beside the proxy's secret", () => {
  const headers = new Headers({ "x-vercel-ip-country": "US", "x-vercel-ip-country-region": "NY" });
  expect(readGeolocation(headers, "shared")).toBeNull();
  headers.set("x-drawbridge-proxy-secret", "shares");
  expect(readGeolocation(headers, "shared")).toBeNull();
  headers.set("x-drawbridge-proxy-secret", "");
  expect(readGeolocation(headers, "")).toBeNull();
  headers.set("x-drawbridge-proxy-secret", "shared");
  expect(placeOfGeolocation(readGeolocation(headers, "shared")!).alternatives).toEqual([
    [["US"], ["US-NY"], null, null],
  ]);
});

test("P5 areas that a trusted proxy resolved are sorted into tiers, malformed ones refused", () => {
  const headers = new Headers({
    "x-drawbridge-proxy-secret": "shared",
    "x-drawbridge-geo-areas": "US, US-NY, US-36029, US-3602955277, US-3655266",
  });
  expect(placeOfGeolocation(readGeolocation(headers, "shared")!).alternatives).toEqual([
    [["US"], ["US-NY"], ["US-36029"], ["US-3602955277", "US-3655266"]],
  ]);
  headers.set("x-drawbridge-geo-areas", "US,<script>");
  expect(readGeolocation(headers, "shared")).toBeNull();
});

test("J10 the place in use and the presence travel in headers of their own", () => {
  const headers = new Headers({ "x-drawbridge-place": placeHeader(erie) });
  expect(seenPlaceOf(headers)).toEqual(erie);
  expect(presenceOf(headers)).toBeNull();
  expect(seenPlaceOf(new Headers({ "x-drawbridge-place": "bm90IGpzb24" }))).toBeNull();
});
