import fc from "fast-check";
import { expect, test } from "vitest";
import { changeLimit, exclusionEnd, FOR_GOOD, inForce, type LimitTerms, wished } from "@/server/people/play-limit";

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 21);
const least = (amount: number | null) => amount ?? Number.POSITIVE_INFINITY;

test("M5 whatever somebody wishes and when, a limit falls at once and never rises within a day of the wish", () => {
  const wish = fc.record({
    afterHours: fc.integer({ min: 0, max: 40 }),
    amount: fc.option(fc.integer({ min: 0, max: 9 }), { nil: null }),
  });
  fc.assert(
    fc.property(fc.array(wish, { minLength: 1, maxLength: 12 }), (wishes) => {
      let terms: LimitTerms | null = null;
      let now = START;
      const history: { at: number; amount: number | null }[] = [];
      for (const { afterHours, amount } of wishes) {
        now += afterHours * HOUR;
        const before = terms ? inForce(terms, new Date(now)) : null;
        terms = changeLimit(terms, amount, new Date(now)) ?? terms;
        const after = terms ? inForce(terms, new Date(now)) : null;
        history.push({ at: now, amount });
        if (least(amount) <= least(before)) expect(after).toBe(amount);
        else expect(after).toBe(before);
        // What comes without another wish is what was wished for last, and a day after it was first wished at the latest.
        if (terms) {
          expect(wished(terms)).toBe(amount);
          expect(inForce(terms, new Date(now + 24 * HOUR))).toBe(amount);
          const sameSince = history.slice(history.findLastIndex((one) => one.amount !== amount) + 1)[0]!.at;
          const early = new Date(Math.max(now, sameSince + 24 * HOUR - 1));
          if (early.getTime() < sameSince + 24 * HOUR && least(amount) > least(before))
            expect(least(inForce(terms, early))).toBe(least(before));
        }
      }
    }),
  );
});

test("M5 the same wish again waits no longer, and a lower one takes a raise back", () => {
  const at = (hours: number) => new Date(START + hours * HOUR);
  const first = changeLimit(null, 5_000, at(0))!;
  const raised = changeLimit(first, 9_000, at(1))!;
  expect(changeLimit(raised, 9_000, at(20))).toBeNull();
  expect(inForce(raised, at(24))).toBe(5_000);
  expect(inForce(raised, at(25))).toBe(9_000);
  expect(changeLimit(raised, 5_000, at(20))).toEqual({ amount: 5_000, nextAmount: null, nextAt: null });
  expect(inForce(changeLimit(raised, null, at(26))!, at(49))).toBe(9_000);
});

test("M5 an exclusion ends when its term says, or never", () => {
  expect(exclusionEnd("week", new Date(START)).getTime()).toBe(START + 7 * 24 * HOUR);
  expect(exclusionEnd("for-good", new Date(START))).toEqual(FOR_GOOD);
});
