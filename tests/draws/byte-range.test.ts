import fc from "fast-check";
import { expect, test } from "vitest";
import { byteRange } from "@/server/draws/byte-range";

test("D3 a part of a film is what was asked for, as the standard counts bytes", () => {
  expect(byteRange("bytes=0-499", 1000)).toEqual({ first: 0, last: 499 });
  expect(byteRange("bytes=500-", 1000)).toEqual({ first: 500, last: 999 });
  expect(byteRange("bytes=-300", 1000)).toEqual({ first: 700, last: 999 });
  expect(byteRange("bytes=-3000", 1000)).toEqual({ first: 0, last: 999 });
  expect(byteRange("bytes=900-5000", 1000)).toEqual({ first: 900, last: 999 });
  for (const beyond of ["bytes=1000-", "bytes=1000-1001", "bytes=-0"]) expect(byteRange(beyond, 1000)).toBe("beyond");
  for (const whole of [null, "", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "items=0-5", "bytes=a-b"]) {
    expect(byteRange(whole, 1000)).toBeNull();
  }
});

test("D3 no range reaches out of its file, whatever is asked for", () => {
  fc.assert(
    fc.property(
      fc.option(fc.nat()),
      fc.option(fc.nat()),
      fc.integer({ min: 1, max: 5_000_000 }),
      (from, to, sizeBytes) => {
        const range = byteRange(`bytes=${from ?? ""}-${to ?? ""}`, sizeBytes);
        if (range === null || range === "beyond") return;
        expect(range.first).toBeGreaterThanOrEqual(0);
        expect(range.first).toBeLessThanOrEqual(range.last);
        expect(range.last).toBeLessThan(sizeBytes);
      },
    ),
  );
});
