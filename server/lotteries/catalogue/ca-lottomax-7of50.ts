import type { LotteryGame } from "../game";

/** New conditions hold after 10 April 2026; they were found in no source, so later draws are not judged. */
export const caLottoMax: LotteryGame = {
  id: "ca-lottomax-7of50",
  name: "Lotto Max",
  country: "CA",
  currency: "CAD",
  versions: [
    {
      validFrom: "2019-05-14",
      validTo: "2026-04-10",
      main: { pick: 7, lowest: 1, highest: 50 },
      bonus: { kind: "same-drum", drawn: 1 },
      schedule: {
        days: [
          { day: "Tue", drawAt: null, closesAt: "22:30" },
          { day: "Fri", drawAt: null, closesAt: "22:30" },
        ],
        timeZone: "America/Toronto",
        closingConfidence: "medium",
        closingNote: "As sold in Ontario.",
      },
      price: { perPlayMinor: 500, linesPerPlay: 3, minimumLines: 3, confidence: "high" },
      divisions: [
        {
          division: 1,
          label: "7",
          match: [{ main: 7 }],
          prize: { kind: "jackpot" },
          published: { oneIn: "33294800", lines: 3 },
        },
        {
          division: 2,
          label: "6+",
          match: [{ main: 6, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "4756400", lines: 3 },
        },
        {
          division: 3,
          label: "6",
          match: [{ main: 6, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "113248", lines: 3 },
        },
        {
          division: 4,
          label: "5+",
          match: [{ main: 5, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "37749", lines: 3 },
        },
        {
          division: 5,
          label: "5",
          match: [{ main: 5, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "1841", lines: 3 },
        },
        {
          division: 6,
          label: "4+",
          match: [{ main: 4, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "1105", lines: 3 },
        },
        {
          division: 7,
          label: "4",
          match: [{ main: 4, bonus: 0 }],
          prize: { kind: "fixed", amountMinor: 2_000 },
          published: { oneIn: "82.9", lines: 3 },
        },
        {
          division: 8,
          label: "3+",
          match: [{ main: 3, bonus: 1 }],
          prize: { kind: "fixed", amountMinor: 2_000 },
          published: { oneIn: "82.9", lines: 3 },
        },
        {
          division: 9,
          label: "3",
          match: [{ main: 3, bonus: 0 }],
          prize: { kind: "in-kind", what: "free play", valueMinor: null },
          published: { oneIn: "8.5", lines: 3 },
        },
      ],
      addOns: [],
      lineMultiplier: null,
      poolPercent: { 1: 87.25, 2: 2.5, 3: 2.5, 4: 1.5, 5: 3.5, 6: 2.75 },
    },
  ],
  confidence: "high until 10 April 2026",
  sources: ["olg.ca, Lotto Max game conditions", "lotterywinwinner.co.za, odds"],
};
