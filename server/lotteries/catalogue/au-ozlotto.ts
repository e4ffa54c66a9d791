import type { Division, LotteryGame } from "../game";

const DIVISIONS_2005: readonly Division[] = [
  { division: 1, label: "7", match: [{ main: 7 }], prize: { kind: "jackpot" }, published: { oneIn: "45379620" } },
  {
    division: 2,
    label: "6+1s",
    match: [{ main: 6, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "3241401" },
  },
  {
    division: 3,
    label: "6",
    match: [{ main: 6, bonus: 0 }],
    prize: { kind: "pooled" },
    published: { oneIn: "180078" },
  },
  {
    division: 4,
    label: "5+1s",
    match: [{ main: 5, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "29602" },
  },
  { division: 5, label: "5", match: [{ main: 5, bonus: 0 }], prize: { kind: "pooled" }, published: { oneIn: "3430" } },
  { division: 6, label: "4", match: [{ main: 4 }], prize: { kind: "pooled" }, published: { oneIn: "154" } },
  {
    division: 7,
    label: "3+1s",
    match: [{ main: 3, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "87" },
  },
];

const DIVISIONS_2022: readonly Division[] = [
  { division: 1, label: "7", match: [{ main: 7 }], prize: { kind: "jackpot" }, published: { oneIn: "62891499" } },
  {
    division: 2,
    label: "6+1s",
    match: [{ main: 6, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "2994834" },
  },
  {
    division: 3,
    label: "6",
    match: [{ main: 6, bonus: 0 }],
    prize: { kind: "pooled" },
    published: { oneIn: "242825" },
  },
  {
    division: 4,
    label: "5+1s",
    match: [{ main: 5, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "26271" },
  },
  { division: 5, label: "5", match: [{ main: 5, bonus: 0 }], prize: { kind: "pooled" }, published: { oneIn: "4497" } },
  { division: 6, label: "4", match: [{ main: 4 }], prize: { kind: "pooled" }, published: { oneIn: "182" } },
  {
    division: 7,
    label: "3+1s",
    match: [{ main: 3, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "71" },
  },
];

/** Seven of 45 with two supplementary numbers until May 2022, seven of 47 with three since. */
export const auOzLotto: LotteryGame = {
  id: "au-ozlotto",
  name: "Oz Lotto",
  country: "AU",
  currency: "AUD",
  versions: [
    {
      validFrom: "2005-10-18",
      validTo: "2022-05-16",
      main: { pick: 7, lowest: 1, highest: 45 },
      bonus: { kind: "same-drum", drawn: 2 },
      schedule: {
        days: [{ day: "Tue", drawAt: "20:30", closesAt: "19:25" }],
        timeZone: "Australia/Brisbane",
        closingConfidence: "medium",
        closingNote: "A reseller's.",
      },
      price: {
        perPlayMinor: 150,
        linesPerPlay: 1,
        minimumLines: 1,
        confidence: "low",
        note: "about 150 cents at retail by secondary pages",
      },
      divisions: DIVISIONS_2005,
      addOns: [],
      lineMultiplier: null,
    },
    {
      validFrom: "2022-05-17",
      validTo: null,
      main: { pick: 7, lowest: 1, highest: 47 },
      bonus: { kind: "same-drum", drawn: 3 },
      schedule: {
        days: [{ day: "Tue", drawAt: "20:30", closesAt: "19:25" }],
        timeZone: "Australia/Brisbane",
        closingConfidence: "medium",
        closingNote: "A reseller's.",
      },
      price: {
        perPlayMinor: 150,
        linesPerPlay: 1,
        minimumLines: 1,
        confidence: "low",
        note: "about 150 cents at retail by secondary pages",
      },
      divisions: DIVISIONS_2022,
      addOns: [],
      lineMultiplier: null,
      poolPercent: { 1: 40, 2: 2.2, 3: 2.6, 4: 2, 5: 1.6, 6: 19.8, 7: 31.8 },
    },
  ],
  confidence: "high for divisions, low for the price",
  sources: ["beatlottery.net, Oz Lotto", "lotto.net, Oz Lotto prizes (7 of 45)"],
};
