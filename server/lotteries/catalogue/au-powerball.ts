import type { LotteryGame } from "../game";

/** Four and the Powerball (division 6) ranks above five alone (division 7). All 20 Powerballs on one entry are 20 games. */
export const auPowerball: LotteryGame = {
  id: "au-powerball",
  name: "Powerball (AU)",
  country: "AU",
  currency: "AUD",
  versions: [
    {
      validFrom: "2018-04-19",
      validTo: null,
      main: { pick: 7, lowest: 1, highest: 35 },
      bonus: { kind: "own-drum", pick: 1, lowest: 1, highest: 20 },
      schedule: {
        days: [{ day: "Thu", drawAt: "20:30", closesAt: "19:25" }],
        timeZone: "Australia/Brisbane",
        closingConfidence: "medium",
      },
      price: { perPlayMinor: 220, linesPerPlay: 1, minimumLines: 1, confidence: "low", note: "at a reseller in 2020" },
      divisions: [
        {
          division: 1,
          label: "7+1",
          match: [{ main: 7, bonus: 1 }],
          prize: { kind: "jackpot" },
          published: { oneIn: "134490400" },
        },
        {
          division: 2,
          label: "7+0",
          match: [{ main: 7, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "7078443" },
        },
        {
          division: 3,
          label: "6+1",
          match: [{ main: 6, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "686176" },
        },
        {
          division: 4,
          label: "6+0",
          match: [{ main: 6, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "36115" },
        },
        {
          division: 5,
          label: "5+1",
          match: [{ main: 5, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "16943" },
        },
        {
          division: 6,
          label: "4+1",
          match: [{ main: 4, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "1173" },
        },
        {
          division: 7,
          label: "5+0",
          match: [{ main: 5, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "892" },
        },
        {
          division: 8,
          label: "3+1",
          match: [{ main: 3, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "188" },
        },
        {
          division: 9,
          label: "2+1",
          match: [{ main: 2, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "66" },
        },
      ],
      addOns: [],
      lineMultiplier: null,
      poolPercent: { 1: 35, 2: 1.8, 3: 1.1, 4: 2, 5: 1.5, 6: 9.7, 7: 7.6, 8: 15, 9: 26.3 },
    },
  ],
  confidence: "high for divisions",
  sources: ["powerball.net, Australia, prizes", "7news.com.au, 2 February 2023"],
};
