import fc from "fast-check";
import { expect, test } from "vitest";
import { actualSheet } from "@/server/games/raffles/actual-sheet";
import type { DrawingDraft, PrizeGroupDraft, RaffleDraft } from "@/server/games/raffles/draft";
import { mainWith, prizeDraft } from "@/server/games/raffles/draft-defaults";
import { planFaults } from "@/server/games/raffles/plan-faults";
import { type Plan, planRaffle, profitCurve, salesOf } from "@/server/games/raffles/planner";
import { draft } from "./support";

const dollars = (amount: number) => Math.round(amount * 100);
const costing = (cost: number, quantity = 1): PrizeGroupDraft => ({
  quantity,
  prizes: [prizeDraft({ heading: "A prize", valueMinor: dollars(cost), costMinor: dollars(cost) })],
});
const early = (groups: PrizeGroupDraft[], triggerCount: number | null, day: number | null = null): DrawingDraft => ({
  ...mainWith(groups),
  kind: "early-bird",
  triggerCount,
  triggerAt: day === null ? null : new Date(Date.UTC(2026, 11, day)),
});
const noFees = { processingBasisPoints: 0, processingPerTicketMinor: 0, licenceMinor: 0, regulatorBasisPoints: 0 };
function planned(change: Partial<RaffleDraft>, feeBasisPoints = 0, freeEntries = 0): Plan {
  const plan = planRaffle(draft({ fees: noFees, ...change }), { feeBasisPoints, freeEntries });
  if (!plan) throw new Error("no plan");
  return plan;
}

// The arithmetic of the first four is written out in docs/planner.md.

test("R10 worked: no early bird", () => {
  const fees = {
    processingBasisPoints: 290,
    processingPerTicketMinor: 0,
    licenceMinor: 10_000,
    regulatorBasisPoints: 100,
  };
  const raffle = {
    priceMinor: dollars(10),
    ticketCap: 1000,
    extraCostMinor: dollars(200),
    fees,
    drawings: [mainWith([costing(2500)])],
  };
  const plan = planned(raffle, 300);
  expect(plan.salesMinor).toBe(dollars(10_000));
  expect(plan.fees).toEqual({
    processingMinor: dollars(290),
    platformMinor: dollars(300),
    licenceMinor: dollars(100),
    regulatorMinor: dollars(100),
  });
  expect(plan.rows[0]).toMatchObject({
    openingMinor: dollars(9010), // 10,000 − 790 − 200
    prizeCostMinor: dollars(2500),
    remainingMinor: dollars(6510),
    remainingFiftyFiftyMinor: dollars(4010), // 9,010 − 5,000
    winners: 1,
    oddsOf: 1000,
    breakEvenTickets: 301,
  });
  expect(plan.profitMinor).toBe(dollars(6510));
  expect(plan.profitFiftyFiftyMinor).toBe(dollars(4010));
  // 9.31 of each ticket is left for 2,800: 300 tickets leave 2,793, 301 leave 2,802.31.
  expect(plan.breakEvenTickets).toBe(301);
  // 4.31 is left for 300: 69 tickets leave 297.39, 70 leave 301.70.
  expect(plan.breakEvenFiftyFiftyTickets).toBe(70);
});

const twoBirds = {
  structure: "multiple" as const,
  priceMinor: dollars(5),
  ticketCap: 2000,
  extraCostMinor: dollars(150),
  fees: { ...noFees, processingBasisPoints: 200, licenceMinor: dollars(100) },
  drawings: [mainWith([costing(3000)]), early([costing(500)], 400), early([costing(800)], 1000)],
};

test("R10 worked: two early birds that tickets trigger, as planned and as a 50/50", () => {
  const plan = planned(twoBirds, 300);
  expect(
    plan.rows.map((row) => [row.tickets, row.salesMinor / 100, row.reserveMinor / 100, row.feesMinor / 100]),
  ).toEqual([
    [1000, 5000, 2500, 300],
    [400, 2000, 1000, 120],
    [600, 3000, 1500, 180],
  ]);
  expect(plan.rows.map((row) => [row.openingMinor / 100, row.prizeCostMinor / 100, row.remainingMinor / 100])).toEqual([
    [7050, 3000, 4050], // 5,000 + 2,500 − 300 − 150
    [880, 500, 380], // 2,000 − 1,000 − 120
    [1320, 800, 520], // 3,000 − 1,500 − 180
  ]);
  expect(plan.rows.map(({ breakEvenTickets }) => breakEvenTickets)).toEqual([1140, 228, 764]);
  expect(plan.rows.map(({ oddsOf }) => oddsOf)).toEqual([2000, 400, 1000]);
  expect(plan.profitMinor).toBe(dollars(4950));
  expect(plan.rows[0]!.remainingFiftyFiftyMinor).toBe(dollars(2050)); // 7,050 − 5,000
  expect(plan.profitFiftyFiftyMinor).toBe(dollars(2950)); // 10,000 − 600 − 150 − 500 − 800 − 5,000
  expect(plan.breakEvenTickets).toBe(958); // 4,550 / 4.75
  expect(plan.breakEvenFiftyFiftyTickets).toBe(112); // 250 / 2.25, before an early bird costs anything
});

test("R10 worked: an early bird on a date has no cost and shows no money; one the law lets cost is paid by the main drawing", () => {
  const raffle = {
    structure: "multiple" as const,
    priceMinor: dollars(2),
    ticketCap: 500,
    drawings: [mainWith([costing(300)]), early([costing(0)], null, 1)],
  };
  const plan = planned(raffle, 300);
  expect(plan.rows[0]).toMatchObject({ openingMinor: dollars(970), remainingMinor: dollars(670), reserveMinor: 0 });
  expect(plan.rows[0]!.remainingFiftyFiftyMinor).toBe(dollars(470));
  expect(plan.rows[1]).toMatchObject({
    tickets: null,
    salesMinor: 0,
    openingMinor: 0,
    prizeCostMinor: 0,
    oddsOf: null,
  });
  const costs = planned({ ...raffle, drawings: [mainWith([costing(300)]), early([costing(50)], 100, 1)] }, 300);
  expect(costs.rows.map((row) => [row.openingMinor / 100, row.prizeCostMinor / 100, row.remainingMinor / 100])).toEqual(
    [
      [920, 300, 620],
      [50, 50, 0],
    ],
  );
  expect(costs.profitMinor).toBe(dollars(620));
});

test("R10 worked: of a choice the dearest counts, whichever option is taken, times the quantity", () => {
  const cash = [{ kind: "cash" as const, valueMinor: dollars(1000), costMinor: dollars(1000) }];
  const plan = planned({
    structure: "mega",
    priceMinor: dollars(3),
    ticketCap: 1000,
    drawings: [
      mainWith([
        { quantity: 1, prizes: [{ ...costing(900).prizes[0]!, options: cash }, costing(980).prizes[0]!] }, // 1,000
        { quantity: 3, prizes: [costing(100).prizes[0]!, costing(150).prizes[0]!] }, // 3 × 150
      ]),
    ],
  });
  expect(plan.prizeCostMinor).toBe(dollars(1450));
  expect(plan.profitMinor).toBe(dollars(1550));
  expect(plan.rows[0]!.winners).toBe(4);
});

test("R10 a pot costs its share with seed and minimum, and is no 50/50 to be", () => {
  const pot = { shareBasisPoints: 5000, seedMinor: dollars(100), minimumMinor: dollars(500), capMinor: null };
  const raffle = { format: "fifty-fifty" as const, pot, priceMinor: dollars(5), ticketCap: 400 };
  const plan = planned({ ...raffle, drawings: [mainWith([costing(0)])] });
  expect(plan.prizeCostMinor).toBe(dollars(1100)); // 100 + half of 2,000
  expect(plan.profitMinor).toBe(dollars(900));
  expect(plan.profitFiftyFiftyMinor).toBeNull();
  expect(plan.breakEvenTickets).toBe(100); // 500 sold pay the minimum of 500
});

test("R10 bundles count at what they bring, as far as their stock goes; free entries bring nothing", () => {
  const priceLevels = [
    { count: 3, priceMinor: dollars(25), stock: 100 },
    { count: 10, priceMinor: dollars(60), stock: 20 },
  ];
  const levels = { priceMinor: dollars(10), priceLevels };
  expect(salesOf(levels, 1000)).toBe(dollars(1200 + 2500 + 5000)); // 200 at 6, 300 at 8.33, 500 at 10
  expect(salesOf(levels, 100)).toBe(dollars(600));
  expect(salesOf(levels, 201)).toBe(dollars(1208.33));
  expect(planned({ ...levels, ticketCap: 1000 }, 0, 100).salesMinor).toBe(dollars(1200 + 2500 + 4000));
  expect(
    planFaults(draft({ isFree: true, priceMinor: 0, drawings: [mainWith([costing(500)])] }), { feeBasisPoints: 0 }),
  ).toEqual([]);
});

test("R10 a tray pays for all its prizes together; each pool shows how many tickets pay for its own", () => {
  const pool = (cost: number): DrawingDraft => ({ ...mainWith([costing(cost)]), kind: "pool" });
  const tray = { format: "tricky-tray" as const, structure: "multiple" as const, drawings: [pool(100), pool(45)] };
  const plan = planned({ ...tray, priceMinor: dollars(2), ticketCap: 200, extraCostMinor: dollars(20) });
  expect(plan.rows.map((row) => [row.prizeCostMinor / 100, row.breakEvenTickets, row.oddsOf])).toEqual([
    [100, 50, null],
    [45, 23, null],
  ]);
  expect(plan.profitMinor).toBe(dollars(400 - 20 - 145));
  const dear = draft({ ...tray, fees: noFees, priceMinor: dollars(2), ticketCap: 70 });
  expect(planFaults(dear, { feeBasisPoints: 0 })).toEqual([
    { field: "ticketCap", code: "raffleLoses", params: { lossMinor: 500, tickets: 73, priceMinor: 208 } },
  ]);
});

test("R10 an unlimited raffle plans with its target, and has to name one where it spends anything", () => {
  const raffle = draft({ fees: noFees, ticketCap: null, targetCount: 800, drawings: [mainWith([costing(100)])] });
  expect(planRaffle(raffle, { feeBasisPoints: 0 })?.salesMinor).toBe(dollars(8000));
  const aimless = { ...raffle, targetCount: null };
  expect(planRaffle(aimless, { feeBasisPoints: 0 })).toBeNull();
  expect(planFaults(aimless, { feeBasisPoints: 0 })).toEqual([{ field: "targetCount", code: "planNeedsTarget" }]);
  expect(planFaults({ ...aimless, drawings: [mainWith([costing(0)])] }, { feeBasisPoints: 0 })).toEqual([]);
});

test("R10 what would lose money is refused with the figure that mends it, and the figure does", () => {
  const facts = { feeBasisPoints: 300 };
  const faults = (change: Partial<RaffleDraft>) => planFaults(draft({ ...twoBirds, ...change }), facts);
  expect(faults({})).toEqual([]);
  const dear = [mainWith([costing(3000)]), early([costing(500)], 200), early([costing(800)], 1000)];
  expect(faults({ drawings: dear })).toEqual([
    { field: "drawings.1.triggerCount", code: "earlyBirdLoses", params: { lossMinor: dollars(60), tickets: 228 } },
  ]);
  expect(faults({ drawings: [dear[0]!, { ...dear[1]!, triggerCount: 228 }, dear[2]!] })).toEqual([]);
  const [small] = faults({ ticketCap: 1139 });
  expect(small).toMatchObject({ field: "ticketCap", code: "raffleLoses", params: { tickets: 1140 } });
  const priceMinor = Number(small!.params!.priceMinor);
  expect(faults({ ticketCap: 1139, priceMinor })).toEqual([]);
  expect(faults({ ticketCap: 1139, priceMinor: priceMinor - 1 }).map(({ code }) => code)).toContain("raffleLoses");
  expect(faults({ ticketCap: 1140 })).toEqual([]);
  const never = { fees: { ...noFees, processingPerTicketMinor: dollars(5) } };
  expect(faults({ ...never, drawings: [mainWith([costing(10)])] })).toMatchObject([
    { field: "priceMinor", code: "priceTooLow" },
  ]);
});

test("R10 after the activation the sheet shows what was really sold, and towards which drawing", () => {
  const raffle = draft(twoBirds);
  // 400 tickets up to the first bird, of which 10 were free; 250 more; nothing towards the second bird so far.
  const sheet = actualSheet(raffle, {
    sold: [
      { drawing: 0, tickets: 250, salesMinor: dollars(1250) },
      { drawing: 1, tickets: 400, salesMinor: dollars(1950) },
      { drawing: 2, tickets: 0, salesMinor: 0 },
    ],
    tickets: 650,
    salesMinor: dollars(3200),
    freeEntries: 10,
    processingMinor: dollars(90),
    platformMinor: dollars(96),
  });
  expect(sheet.feesMinor).toBe(dollars(90 + 96 + 100));
  expect(sheet.rows.map((row) => [row.salesMinor / 100, row.reserveMinor / 100, row.feesMinor / 100])).toEqual([
    [1250, 975, 111.72],
    [1950, 975, 174.28],
    [0, 0, 0],
  ]);
  expect(sheet.rows[0]!.openingMinor).toBe(dollars(1250 + 975 - 111.72 - 150));
  expect(sheet.profitMinor).toBe(dollars(3200 - 286 - 150 - 4300));
  expect(sheet.rows.reduce((sum, row) => sum + row.remainingMinor, 0)).toBe(sheet.profitMinor);
  // A plan's own figures, taken as what happened, give the plan.
  const plan = planned(twoBirds, 300);
  const same = actualSheet(raffle, {
    sold: plan.rows.map(({ drawing, tickets, salesMinor }) => ({ drawing, tickets: tickets!, salesMinor })),
    ...{ tickets: plan.tickets, salesMinor: plan.salesMinor, freeEntries: 0 },
    ...{ processingMinor: plan.fees.processingMinor, platformMinor: plan.fees.platformMinor },
  });
  expect(same.rows).toEqual(plan.rows.map(({ breakEvenTickets: _, ...row }) => row));
});

const anyRaffle = fc
  .record({
    priceMinor: fc.integer({ min: 1, max: 5000 }),
    ticketCap: fc.integer({ min: 1, max: 5000 }),
    extraCostMinor: fc.nat({ max: 50_000 }),
    fees: fc.record({
      processingBasisPoints: fc.nat({ max: 400 }),
      processingPerTicketMinor: fc.nat({ max: 30 }),
      licenceMinor: fc.nat({ max: 10_000 }),
      regulatorBasisPoints: fc.nat({ max: 300 }),
    }),
    birds: fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat({ max: 500 })), {
      maxLength: 4,
      selector: ([at]) => at,
    }),
    cost: fc.nat({ max: 3000 }),
    dated: fc.boolean(),
    levels: fc.uniqueArray(
      fc.record({
        count: fc.integer({ min: 2, max: 20 }),
        priceMinor: fc.nat({ max: 40_000 }),
        stock: fc.option(fc.nat({ max: 200 })),
      }),
      { maxLength: 3, selector: ({ count }) => count },
    ),
  })
  .map(({ birds, cost, dated, levels, ...rest }) =>
    draft({
      ...rest,
      structure: "mega",
      priceLevels: levels,
      drawings: [
        mainWith([costing(cost)]),
        ...birds
          .filter(([at]) => at <= rest.ticketCap)
          .sort(([one], [other]) => one - other)
          .map(([at, price]) => early([costing(price)], at)),
        ...(dated ? [early([costing(0)], null, 2)] : []),
      ],
    }),
  );

test("R10 whatever the raffle, the drawings' figures add up to the raffle's, to the cent", () => {
  fc.assert(
    fc.property(anyRaffle, fc.nat({ max: 500 }), (raffle, feeBasisPoints) => {
      const plan = planRaffle(raffle, { feeBasisPoints })!;
      const sum = (of: (row: Plan["rows"][number]) => number) => plan.rows.reduce((total, row) => total + of(row), 0);
      expect(sum((row) => row.salesMinor)).toBe(plan.salesMinor);
      expect(sum((row) => row.feesMinor)).toBe(plan.feesMinor);
      expect(sum((row) => row.prizeCostMinor)).toBe(plan.prizeCostMinor);
      expect(sum((row) => row.remainingMinor)).toBe(plan.profitMinor);
      expect(plan.salesMinor - plan.feesMinor - plan.extraCostMinor - plan.prizeCostMinor).toBe(plan.profitMinor);
      const curve = profitCurve(raffle, { feeBasisPoints }, plan);
      expect(curve.at(-1)).toEqual({
        tickets: plan.tickets,
        profitMinor: plan.profitMinor,
        fiftyFiftyMinor: plan.profitFiftyFiftyMinor,
      });
      // Sales never fall as tickets are sold, however bundles are priced.
      for (let count = 1; count <= 40; count++)
        expect(salesOf(raffle, count)).toBeGreaterThanOrEqual(salesOf(raffle, count - 1));
    }),
    { numRuns: 150 },
  );
});
