import type { AddOn, Division, LotteryGame } from "../game";

const DIVISIONS: readonly Division[] = [
  {
    division: 1,
    label: "5+1",
    match: [{ main: 5, bonus: 1 }],
    prize: { kind: "jackpot" },
    published: { oneIn: "292201338" },
  },
  {
    division: 2,
    label: "5+0",
    match: [{ main: 5, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 100_000_000 },
    published: { oneIn: "11688053.52" },
  },
  {
    division: 3,
    label: "4+1",
    match: [{ main: 4, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 5_000_000 },
    published: { oneIn: "913129.18" },
  },
  {
    division: 4,
    label: "4+0",
    match: [{ main: 4, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 10_000 },
    published: { oneIn: "36525.17" },
  },
  {
    division: 5,
    label: "3+1",
    match: [{ main: 3, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 10_000 },
    published: { oneIn: "14494.11" },
  },
  {
    division: 6,
    label: "3+0",
    match: [{ main: 3, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 700 },
    published: { oneIn: "579.76" },
  },
  {
    division: 7,
    label: "2+1",
    match: [{ main: 2, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 700 },
    published: { oneIn: "701.33" },
  },
  {
    division: 8,
    label: "1+1",
    match: [{ main: 1, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 400 },
    published: { oneIn: "91.98" },
  },
  {
    division: 9,
    label: "0+1",
    match: [{ main: 0, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 400 },
    published: { oneIn: "38.32" },
  },
];

const ADD_ONS: readonly AddOn[] = [
  {
    id: "power-play",
    name: "Power Play",
    perLineMinor: 100,
    effect: {
      kind: "drawn-multiplier",
      // The ten is only in the drum while the advertised jackpot is at most 150 million dollars.
      multipliers: [
        { multiplier: 2, weight: 24 },
        { multiplier: 3, weight: 13 },
        { multiplier: 4, weight: 3 },
        { multiplier: 5, weight: 2 },
        { multiplier: 10, weight: 1 },
      ],
      fixedMinor: { 2: 200_000_000 },
    },
  },
  { id: "double-play", name: "Double Play", perLineMinor: null, effect: { kind: "other-drawing" } },
];

/** Earlier drums (1 of 39, then 1 of 35 beside 5 of 59) are left out: their prizes were found in no source. California pays from pools instead; such amounts come with the result. */
export const usPowerball: LotteryGame = {
  id: "us-powerball",
  name: "Powerball (US)",
  country: "US",
  currency: "USD",
  versions: [
    {
      validFrom: "2015-10-07",
      validTo: "2021-08-22",
      main: { pick: 5, lowest: 1, highest: 69 },
      bonus: { kind: "own-drum", pick: 1, lowest: 1, highest: 26 },
      schedule: {
        days: [
          { day: "Wed", drawAt: "22:59", closesAt: "21:00" },
          { day: "Sat", drawAt: "22:59", closesAt: "21:00" },
        ],
        timeZone: "America/New_York",
        closingConfidence: "low",
        closingNote:
          "No common time is published: each state sets its own, from 21:00 Eastern on. The earliest is taken.",
      },
      price: { perPlayMinor: 200, linesPerPlay: 1, minimumLines: 1, confidence: "high" },
      divisions: DIVISIONS,
      addOns: ADD_ONS,
      lineMultiplier: null,
    },
    {
      validFrom: "2021-08-23",
      validTo: null,
      main: { pick: 5, lowest: 1, highest: 69 },
      bonus: { kind: "own-drum", pick: 1, lowest: 1, highest: 26 },
      schedule: {
        days: [
          { day: "Mon", drawAt: "22:59", closesAt: "21:00" },
          { day: "Wed", drawAt: "22:59", closesAt: "21:00" },
          { day: "Sat", drawAt: "22:59", closesAt: "21:00" },
        ],
        timeZone: "America/New_York",
        closingConfidence: "low",
        closingNote:
          "No common time is published: each state sets its own, from 21:00 Eastern on. The earliest is taken.",
      },
      price: { perPlayMinor: 200, linesPerPlay: 1, minimumLines: 1, confidence: "high" },
      divisions: DIVISIONS,
      addOns: ADD_ONS,
      lineMultiplier: null,
    },
  ],
  confidence: "high; closing times low",
  sources: [
    "powerball.com, prize chart",
    "newsweek.com and thedonutwhole.com, closing times (they differ from each other)",
  ],
};
