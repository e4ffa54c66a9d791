import fc from "fast-check";
import { expect, test } from "vitest";
import { type Chance, type ChanceDrawing, chanceOfAny, chancesOfEach, chanceWords } from "@/server/tickets/chances";

const text = ({ numerator, denominator }: Chance) => `${numerator}/${denominator}`;

/**
 * Plays every possible outcome of the drawings, one by one. Tickets are 0, 1, 2 …; a drawing's list is the first
 * `entries` of them, as an early bird's is, and `mine` says which ones are mine.
 */
function enumerate(lists: Array<{ entries: number; winners: number }>, mine: Set<number>, winAgain: boolean) {
  const each = lists.map(() => 0);
  let any = 0;
  let outcomes = 0;
  // Drawings have different numbers of outcomes along different ways, so outcomes are weighed by 1 / their number.
  function play(at: number, gone: ReadonlySet<number>, won: readonly boolean[], weight: number): void {
    if (at === lists.length) {
      outcomes += weight;
      if (won.some(Boolean)) any += weight;
      for (const [drawing, hit] of won.entries()) if (hit) each[drawing]! += weight;
      return;
    }
    const { entries, winners } = lists[at]!;
    const drum = Array.from({ length: entries }, (_, ticket) => ticket).filter(
      (ticket) => winAgain || !gone.has(ticket),
    );
    const picks: number[][] = [];
    const pick = (from: number, chosen: number[]): void => {
      if (chosen.length === Math.min(winners, drum.length)) {
        picks.push(chosen);
        return;
      }
      for (let next = from; next < drum.length; next++) pick(next + 1, [...chosen, drum[next]!]);
    };
    pick(0, []);
    for (const chosen of picks) {
      play(
        at + 1,
        new Set([...gone, ...chosen]),
        [...won, chosen.some((ticket) => mine.has(ticket))],
        weight / picks.length,
      );
    }
  }
  play(0, new Set(), [], 1);
  expect(outcomes).toBeCloseTo(1, 9);
  return { each, any };
}

const value = ({ numerator, denominator }: Chance) => Number(numerator) / Number(denominator);

const small = fc
  .record({
    counts: fc.array(fc.record({ more: fc.integer({ min: 0, max: 3 }), winners: fc.integer({ min: 1, max: 2 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    first: fc.integer({ min: 1, max: 4 }),
    winAgain: fc.boolean(),
    owned: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  })
  .map(({ counts, first, winAgain, owned }) => {
    let entries = first;
    const lists = counts.map(({ more, winners }) => {
      entries = Math.min(7, entries + more);
      return { entries, winners };
    });
    const mine = new Set(owned.flatMap((own, ticket) => (own && ticket < entries ? [ticket] : [])));
    return { lists, mine, winAgain };
  });

test("D5 odds of several drawings agree with every possible outcome of small raffles", () => {
  fc.assert(
    fc.property(small, ({ lists, mine, winAgain }) => {
      const drawings = lists.map(
        ({ entries, winners }): ChanceDrawing => ({
          winners,
          entries,
          mine: [...mine].filter((ticket) => ticket < entries).length,
          returns: false,
        }),
      );
      const all = enumerate(lists, mine, winAgain);
      expect(value(chanceOfAny(drawings, winAgain))).toBeCloseTo(all.any, 9);
      for (const [at, chance] of chancesOfEach(drawings, winAgain).entries()) {
        expect(value(chance), `drawing ${at}`).toBeCloseTo(all.each[at]!, 9);
      }
    }),
    { numRuns: 300 },
  );
});

test("D5 by hand with stubs that return to the drum every pull is alike", () => {
  const drawing = { winners: 2, entries: 10, mine: 1, returns: true };
  expect(text(chanceOfAny([drawing], true))).toBe("19/100"); // 1 − (9/10)²
  expect(text(chancesOfEach([drawing], true)[0]!)).toBe("19/100");
});

test("D5 a chance is said exactly: a fraction where it can be read, one in N, and a percentage rounded once", () => {
  const [one] = chancesOfEach([{ winners: 3, entries: 500, mine: 1, returns: false }], true);
  expect(chanceWords(one!)).toEqual({
    fraction: { numerator: 3, denominator: 500 },
    oneIn: 167,
    exact: false,
    percentMillionths: 600_000,
  });
  expect(chanceWords({ numerator: 1n, denominator: 3n }).percentMillionths).toBe(33_333_333);
  expect(chanceWords({ numerator: 2n, denominator: 3n }).percentMillionths).toBe(66_666_667);
  expect(chanceWords({ numerator: 0n, denominator: 1n })).toMatchObject({ oneIn: null, percentMillionths: 0 });
  expect(chanceWords({ numerator: 1n, denominator: 1n })).toMatchObject({
    oneIn: 1,
    exact: true,
    percentMillionths: 1e8,
  });
});

test("D5 a raffle without tickets, without prizes or without mine has no chance, and more prizes than tickets are certain", () => {
  const of = (winners: number, entries: number, mine: number) =>
    text(chanceOfAny([{ winners, entries, mine, returns: false }], true));
  expect(of(1, 0, 0)).toBe("0/1");
  expect(of(0, 10, 3)).toBe("0/1");
  expect(of(2, 10, 0)).toBe("0/1");
  expect(of(12, 10, 1)).toBe("1/1");
});
