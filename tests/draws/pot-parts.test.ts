import fc from "fast-check";
import { expect, test } from "vitest";
import { conversionPot, potOf, potParts } from "@/server/draws/pot-parts";

const cents = fc.integer({ min: 0, max: 2_000_000_000 });

test("R14 half of the sales, the odd cent to the winners, divided so that not a cent is lost or made", () => {
  fc.assert(
    fc.property(cents, fc.integer({ min: 1, max: 500 }), (salesMinor, winners) => {
      const { potMinor } = conversionPot("USD", salesMinor);
      expect(potMinor - Math.floor(salesMinor / 2)).toBe(salesMinor % 2);
      const parts = potParts(potMinor, winners);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(potMinor);
      // Nobody has more than a cent more than anybody else, and nobody more than whoever was drawn before.
      expect(parts[0]! - parts.at(-1)!).toBeLessThanOrEqual(1);
      expect(parts).toEqual([...parts].sort((a, b) => b - a));
    }),
  );
  expect(potParts(100, 0)).toEqual([]);
  expect(potParts(2251, 2)).toEqual([1126, 1125]);
});

test("B2 a pot is never below its minimum nor above its cap, and holds its seed", () => {
  fc.assert(
    fc.property(
      cents,
      fc.integer({ min: 1, max: 10_000 }),
      cents,
      cents,
      (salesMinor, shareBasisPoints, seedMinor, more) => {
        const minimumMinor = more % 1_000_000;
        const capMinor = Math.max(seedMinor, minimumMinor) + more;
        const pot = potOf({ salesMinor, shareBasisPoints, seedMinor, minimumMinor, capMinor });
        expect(pot).toBeGreaterThanOrEqual(minimumMinor);
        expect(pot).toBeLessThanOrEqual(capMinor);
        expect(pot).toBeGreaterThanOrEqual(Math.min(seedMinor, capMinor));
      },
    ),
  );
  expect(potOf({ salesMinor: 4501, shareBasisPoints: 5000, seedMinor: 0, minimumMinor: 0, capMinor: null })).toBe(2251);
});
