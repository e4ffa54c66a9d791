/**
 * D5: the exact odds of a mega raffle with a million tickets and two hundred prizes, for a holder of many tickets, with
 * early birds whose winners stay in and whose winners leave. The peer computes the same chance factor by factor with
 * fractions kept in lowest terms, which is how one would write it down; the answers are compared.
 */
import { type Chance, type ChanceDrawing, chanceOfAny, chancesOfEach, reduced } from "@/server/tickets/chances";
import { figure, median, type WriteFigure } from "./report";

const RUNS = 9;

function milliseconds(work: () => void): number {
  return median(
    Array.from({ length: RUNS }, () => {
      const before = performance.now();
      work();
      return performance.now() - before;
    }),
  );
}

/** 200 prizes: 20 among the first 100,000 tickets, 30 among the first 400,000, 150 among all. */
const mega = (mine: number): ChanceDrawing[] => [
  { winners: 20, entries: 100_000, mine: Math.ceil(mine / 10), returns: false },
  { winners: 30, entries: 400_000, mine: Math.ceil(mine / 2), returns: false },
  { winners: 150, entries: 1_000_000, mine, returns: false },
];

function factorByFactor(drawings: readonly ChanceDrawing[]): Chance {
  let miss: Chance = { numerator: 1n, denominator: 1n };
  for (const { winners, entries, mine } of drawings) {
    for (let at = 0; at < winners; at++) {
      miss = reduced({
        numerator: miss.numerator * BigInt(entries - mine - at),
        denominator: miss.denominator * BigInt(entries - at),
      });
    }
  }
  return { numerator: miss.denominator - miss.numerator, denominator: miss.denominator };
}

export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  for (const mine of options.short ? [10] : [1, 10, 500, 10_000]) {
    const drawings = mega(mine);
    const ours = chanceOfAny(drawings, true);
    const theirs = factorByFactor(drawings);
    if (ours.numerator * theirs.denominator !== theirs.numerator * ours.denominator) throw new Error("the odds differ");
    const note = `${mine} of 1,000,000 tickets, 200 prizes in three drawings; goal 50 ms`;
    const oursMs = milliseconds(() => chanceOfAny(drawings, true));
    const theirsMs = milliseconds(() => factorByFactor(drawings));
    write(figure("odds of any prize", oursMs, theirsMs, "ms", 200, note));
    write(
      figure(
        "odds of each drawing",
        milliseconds(() => chancesOfEach(drawings, true)),
        null,
        "ms",
        200,
        note,
      ),
    );
    const leaving = milliseconds(() => {
      chanceOfAny(drawings, false);
      chancesOfEach(drawings, false);
    });
    write(figure("odds where winners leave", leaving, null, "ms", 200, note));
  }
}
