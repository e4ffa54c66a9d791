import type { Division, LotteryGame } from "../game";

const DIVISIONS_2006: readonly Division[] = [
  { division: 1, label: "6", match: [{ main: 6 }], prize: { kind: "jackpot" }, published: { oneIn: "8145060" } },
  {
    division: 2,
    label: "5+1s",
    match: [{ main: 5, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "678755" },
  },
  { division: 3, label: "5", match: [{ main: 5, bonus: 0 }], prize: { kind: "pooled" }, published: { oneIn: "36689" } },
  { division: 4, label: "4", match: [{ main: 4 }], prize: { kind: "pooled" }, published: { oneIn: "733" } },
  {
    division: 5,
    label: "3+1s",
    match: [{ main: 3, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "297" },
  },
  {
    division: 6,
    label: "1 or 2+2s",
    match: [
      { main: 2, bonus: 2 },
      { main: 1, bonus: 2 },
    ],
    prize: { kind: "pooled" },
    published: { oneIn: "144" },
  },
];

const DIVISIONS_2020: readonly Division[] = [
  { division: 1, label: "6", match: [{ main: 6 }], prize: { kind: "jackpot" }, published: { oneIn: "8145060" } },
  {
    division: 2,
    label: "5+1s",
    match: [{ main: 5, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "678755" },
  },
  { division: 3, label: "5", match: [{ main: 5, bonus: 0 }], prize: { kind: "pooled" }, published: { oneIn: "36689" } },
  { division: 4, label: "4", match: [{ main: 4 }], prize: { kind: "pooled" }, published: { oneIn: "733" } },
  {
    division: 5,
    label: "3+1s",
    match: [{ main: 3, bonus: { atLeast: 1 } }],
    prize: { kind: "pooled" },
    published: { oneIn: "297" },
  },
  { division: 6, label: "3", match: [{ main: 3, bonus: 0 }], prize: { kind: "pooled" }, published: { oneIn: "53" } },
];

/** Division 6 asked for both supplementary numbers until 10 October 2020, and for three main numbers since. */
export const auTattsLotto: LotteryGame = {
  id: "au-tattslotto",
  name: "TattsLotto / Saturday Lotto / Gold Lotto / X Lotto",
  country: "AU",
  currency: "AUD",
  versions: [
    {
      validFrom: "2006-01-07",
      validTo: "2020-10-09",
      main: { pick: 6, lowest: 1, highest: 45 },
      bonus: { kind: "same-drum", drawn: 2 },
      schedule: {
        days: [{ day: "Sat", drawAt: "20:30", closesAt: "19:25" }],
        timeZone: "Australia/Brisbane",
        closingConfidence: "medium",
        closingNote: "A reseller's; the operator is said to close five minutes later.",
      },
      price: {
        perPlayMinor: 145,
        linesPerPlay: 1,
        minimumLines: 4,
        confidence: "low",
        note: "70 to 145 cents are reported, by year and seller",
      },
      divisions: DIVISIONS_2006,
      addOns: [],
      lineMultiplier: null,
    },
    {
      validFrom: "2020-10-10",
      validTo: null,
      main: { pick: 6, lowest: 1, highest: 45 },
      bonus: { kind: "same-drum", drawn: 2 },
      schedule: {
        days: [{ day: "Sat", drawAt: "20:30", closesAt: "19:25" }],
        timeZone: "Australia/Brisbane",
        closingConfidence: "medium",
        closingNote: "A reseller's; the operator is said to close five minutes later.",
      },
      price: {
        perPlayMinor: 145,
        linesPerPlay: 1,
        minimumLines: 4,
        confidence: "low",
        note: "70 to 145 cents are reported, by year and seller",
      },
      divisions: DIVISIONS_2020,
      addOns: [],
      lineMultiplier: null,
      poolPercent: { 2: 4.5, 3: 7, 4: 19.5, 5: 27, 6: 42 },
    },
  ],
  confidence: "high for divisions, low for the price; how far back the older division 6 reaches is unverified",
  sources: [
    "thelott.com, the new Saturday Lotto",
    "australia.national-lottery.com, Saturday Lotto events and dividends",
    "onlinelotto.com.au, divisions",
    "WA Lotteries Commission (Authorised Lotteries) Rules 2016, rule 33",
  ],
};
