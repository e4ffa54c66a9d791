import { expect, test } from "vitest";
import { prizeLabel } from "@/server/draws/prize-label";
import { countBetween, LONGEST_SHOW_SECONDS, reelOf, schedule, showAt, showOrder } from "@/server/draws/reveal";

const winners = [
  { rank: 1, level: 1, ticket: "LPL-27-0311-2481" },
  { rank: 2, level: 2, ticket: "LPL-27-0004-0377" },
  { rank: 3, level: 2, ticket: "LPL-27-0099-3164" },
];

test("D3 the last prize is shown first and the first prize last, digit by digit", () => {
  expect(showOrder(winners).map(({ rank }) => rank)).toEqual([2, 3, 1]);
  const steps = schedule(winners, 0, 4);
  expect(steps.filter(({ rank }) => rank === 2).map(({ kind, atMs }) => [kind, atMs / 1000])).toEqual([
    ["announce", 0],
    ["digit", 7],
    ["digit", 10],
    ["digit", 13],
    ["winner", 16],
  ]);
});

test("D3 what is shown follows from the time alone, so late-comers see the state so far", () => {
  const steps = schedule(winners, 1000, 4);
  expect(showAt(steps, 999)).toMatchObject({ onStage: null, shown: [], nextAtMs: 1000, done: false });
  expect(showAt(steps, 12_000)).toMatchObject({ onStage: { rank: 2, digits: 2, complete: false }, shown: [] });
  expect(showAt(steps, 17_000)).toMatchObject({ onStage: { rank: 2, complete: true }, shown: [2] });
  const end = showAt(steps, steps.at(-1)!.atMs);
  expect(end).toMatchObject({ shown: [2, 3, 1], done: true, nextAtMs: null });
});

test("D3 the reel holds back the participant's part, which would give the holder away", () => {
  expect(reelOf("LPL-27-0311-2481", 5)).toEqual({ lead: "LPL-27-", tail: "02481" });
});

test("D3 a show of very many winners stays within its bound and every winner is shown once, in order", () => {
  for (const count of [1, 28, 29, 30, 100, 5000]) {
    const many = Array.from({ length: count }, (_, at) => ({
      rank: at + 1,
      level: at < 3 ? 1 : 2,
      ticket: `A-1-1-${at}`,
    }));
    const steps = schedule(many, 0, 4);
    expect(steps.at(-1)!.atMs).toBeLessThanOrEqual(LONGEST_SHOW_SECONDS * 1000);
    expect(steps.filter(({ kind }) => kind === "winner").map(({ rank }) => rank)).toEqual(
      showOrder(many).map(({ rank }) => rank),
    );
    expect(steps.every((step, at) => at === 0 || steps[at - 1]!.atMs <= step.atMs)).toBe(true);
    expect(steps.some((step) => step.kind === "digit" && step.rank === 1)).toBe(true);
  }
});

test("D3 the tickets still in it are counted exactly", () => {
  const sorted = Uint32Array.from([1, 2, 5, 20, 21, 2100, 2199, 2200]);
  expect(countBetween(sorted, 2100, 2199)).toBe(2);
  expect(countBetween(sorted, 0, 9999)).toBe(8);
  expect(countBetween(sorted, 6, 19)).toBe(0);
});

test("D4 prizes are called by their place", () => {
  expect([1, 4, 20, 21, 22, 33, 111].map(prizeLabel)).toEqual([
    "First Prize",
    "Fourth Prize",
    "Twentieth Prize",
    "21st Prize",
    "22nd Prize",
    "33rd Prize",
    "111th Prize",
  ]);
});
