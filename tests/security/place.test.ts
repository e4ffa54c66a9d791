import { afterAll, beforeAll, expect, test } from "vitest";
import { POST as choosePlace } from "@/app/api/place/route";
import { openPlace } from "@/server/edge/seen-place";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { NOW, seedAreas } from "../support/fixtures";
import { APP_URL, environment, serveWith } from "./support";

let fresh: FreshDatabase;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  serveWith(fresh.db, NOW);
});
afterAll(() => fresh.drop());

const send = async (fields: Record<string, string>, headers: Record<string, string> = { origin: APP_URL }) => {
  const answer = await choosePlace(
    new Request(`${APP_URL}/api/place`, { method: "POST", headers, body: new URLSearchParams(fields) }),
  );
  return { status: answer.status, to: answer.headers.get("location") ?? "", cookies: answer.headers.getSetCookie() };
};

test("P25 a place is not chosen for somebody by another site's page", async () => {
  const { to, cookies } = await send({ zip: "14202" }, { origin: "https://evil.example" });
  expect(to).toContain("fault=foreignOrigin");
  expect(cookies).toEqual([]);
});

test("P25 a place that is none sets nothing and says so", async () => {
  for (const zip of [
    "00000",
    "1",
    "' OR 1=1 --",
    "<script>alert(1)</script>",
    "１４２０２",
    "9".repeat(5000),
    "\u0000",
    "١٤٢٠٢",
  ]) {
    const { status, to, cookies } = await send({ zip });
    expect([zip.slice(0, 30), status, /fault=(\w+)/.exec(to)?.[1], cookies]).toEqual([
      zip.slice(0, 30),
      303,
      "postalCodeUnknown",
      [],
    ]);
    expect(to).not.toMatch(/[\r\n<>]/);
  }
  for (const fields of [
    { state: "US-XX", county: "", municipality: "" },
    { state: "US-UT", county: "US-36029", municipality: "" },
    { state: "US-NY", county: "US-36029", municipality: "US-3663000" },
    { state: "US", county: "", municipality: "" },
    { state: "__proto__", county: "constructor", municipality: "toString" },
  ]) {
    const { to, cookies } = await send(fields);
    expect([fields, /fault=(\w+)/.exec(to)?.[1], cookies]).toEqual([fields, "placeUnknown", []]);
  }
});

test("P25 a chosen place is kept in a signed cookie of this site alone, and leads back within it", async () => {
  const { to, cookies } = await send({ zip: "14202", back: "//evil.example" });
  expect(to).toBe("/");
  expect(cookies[0]).toMatch(/; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax; Secure$/);
  const sealed = cookies[0]!.split(";")[0]!.split("=")[1]!;
  const place = await openPlace(sealed, NOW.getTime(), environment.APP_SECRET);
  expect(place?.alternatives[0]?.[2]).toEqual(["US-36029"]);
});
