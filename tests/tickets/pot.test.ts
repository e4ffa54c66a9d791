import fc from "fast-check";
import { expect, test } from "vitest";
import { type PotRule, potMinor, potRule } from "@/server/tickets/pot";

const rule = (over: Partial<PotRule> = {}): PotRule => ({
  shareBasisPoints: 5_000,
  seedMinor: 0,
  minimumMinor: 0,
  capMinor: null,
  ...over,
});

test("B2 half of the sales, the odd cent to the winners; seed, guaranteed minimum and cap", () => {
  expect(potMinor(rule(), 0)).toBe(0);
  expect(potMinor(rule(), 1_001)).toBe(501);
  expect(potMinor(rule({ seedMinor: 10_000 }), 1_000)).toBe(10_500);
  expect(potMinor(rule({ minimumMinor: 50_000 }), 1_000)).toBe(50_000);
  expect(potMinor(rule({ minimumMinor: 50_000 }), 200_000)).toBe(100_000);
  expect(potMinor(rule({ capMinor: 80_000 }), 200_000)).toBe(80_000);
  expect(() => potMinor(rule(), 0.5)).toThrow(RangeError);
  expect(() => potMinor(rule(), -1)).toThrow(RangeError);
});

test("B2 a raffle without a share has no pot", () => {
  const none = { potShareBasisPoints: null, potSeedMinor: 0, potMinimumMinor: 0, potCapMinor: null };
  expect(potRule(none)).toBeNull();
  expect(potRule({ ...none, potShareBasisPoints: 4_000, potSeedMinor: 5 })).toEqual(
    rule({ shareBasisPoints: 4_000, seedMinor: 5 }),
  );
});

test("B2 a pot never falls as sales grow, stays between minimum and cap, and is exact far beyond any raffle", () => {
  const rules = fc
    .record({
      shareBasisPoints: fc.integer({ min: 1, max: 10_000 }),
      seedMinor: fc.nat(1_000_000),
      minimumMinor: fc.nat(1_000_000),
      room: fc.option(fc.nat(10_000_000)),
    })
    .map(({ room, ...one }) => ({
      ...one,
      capMinor: room === null ? null : Math.max(one.seedMinor, one.minimumMinor) + room,
    }));
  fc.assert(
    fc.property(rules, fc.nat(2_000_000_000_000), fc.nat(1_000_000), (one, salesMinor, more) => {
      const pot = potMinor(one, salesMinor);
      expect(potMinor(one, salesMinor + more)).toBeGreaterThanOrEqual(pot);
      expect(pot).toBeGreaterThanOrEqual(one.minimumMinor);
      if (one.capMinor !== null) expect(pot).toBeLessThanOrEqual(one.capMinor);
      // The winners' part and the organisation's are the whole, within the one odd cent.
      const plain = rule({ shareBasisPoints: one.shareBasisPoints });
      const split = potMinor(plain, salesMinor) * 10_000 - salesMinor * one.shareBasisPoints;
      if (Number.isSafeInteger(salesMinor * 10_000)) expect(split >= 0 && split < 10_000).toBe(true);
    }),
  );
});
