import type { AddOn, Division, LineMultiplier, LotteryGame } from "../game";

const DIVISIONS_2017: readonly Division[] = [
  {
    division: 1,
    label: "5+1",
    match: [{ main: 5, bonus: 1 }],
    prize: { kind: "jackpot" },
    published: { oneIn: "302575350" },
  },
  {
    division: 2,
    label: "5+0",
    match: [{ main: 5, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 100_000_000 },
    published: null,
  },
  {
    division: 3,
    label: "4+1",
    match: [{ main: 4, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 1_000_000 },
    published: null,
  },
  {
    division: 4,
    label: "4+0",
    match: [{ main: 4, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 50_000 },
    published: null,
  },
  {
    division: 5,
    label: "3+1",
    match: [{ main: 3, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 20_000 },
    published: null,
  },
  {
    division: 6,
    label: "3+0",
    match: [{ main: 3, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 1_000 },
    published: null,
  },
  {
    division: 7,
    label: "2+1",
    match: [{ main: 2, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 1_000 },
    published: null,
  },
  {
    division: 8,
    label: "1+1",
    match: [{ main: 1, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 400 },
    published: null,
  },
  {
    division: 9,
    label: "0+1",
    match: [{ main: 0, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 200 },
    published: null,
  },
];

const DIVISIONS_2025: readonly Division[] = [
  {
    division: 1,
    label: "5+1",
    match: [{ main: 5, bonus: 1 }],
    prize: { kind: "jackpot" },
    published: { oneIn: "290472336" },
  },
  {
    division: 2,
    label: "5+0",
    match: [{ main: 5, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 100_000_000 },
    published: { oneIn: "12629232" },
  },
  {
    division: 3,
    label: "4+1",
    match: [{ main: 4, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 1_000_000 },
    published: { oneIn: "893761" },
  },
  {
    division: 4,
    label: "4+0",
    match: [{ main: 4, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 50_000 },
    published: { oneIn: "38859" },
  },
  {
    division: 5,
    label: "3+1",
    match: [{ main: 3, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 20_000 },
    published: { oneIn: "13965" },
  },
  {
    division: 6,
    label: "3+0",
    match: [{ main: 3, bonus: 0 }],
    prize: { kind: "fixed", amountMinor: 1_000 },
    published: { oneIn: "607" },
  },
  {
    division: 7,
    label: "2+1",
    match: [{ main: 2, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 1_000 },
    published: { oneIn: "665" },
  },
  {
    division: 8,
    label: "1+1",
    match: [{ main: 1, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 700 },
    published: { oneIn: "86" },
  },
  {
    division: 9,
    label: "0+1",
    match: [{ main: 0, bonus: 1 }],
    prize: { kind: "fixed", amountMinor: 500 },
    published: { oneIn: "35" },
  },
];

const MEGAPLIER: AddOn = {
  id: "megaplier",
  name: "Megaplier",
  perLineMinor: 100,
  effect: {
    kind: "drawn-multiplier",
    multipliers: [
      { multiplier: 2, weight: 5 },
      { multiplier: 3, weight: 6 },
      { multiplier: 4, weight: 3 },
      { multiplier: 5, weight: 1 },
    ],
    fixedMinor: {},
  },
};

/** Printed on every line since April 2025; the lottery gives the chances of one in 32 parts. */
const ON_EVERY_LINE: LineMultiplier = {
  multipliers: [
    { multiplier: 2, weight: 15 },
    { multiplier: 3, weight: 10 },
    { multiplier: 4, weight: 4 },
    { multiplier: 5, weight: 2 },
    { multiplier: 10, weight: 1 },
  ],
};

/** Three earlier drums (before 31 October 2017) are left out: their prizes were found in no source. */
export const usMegaMillions: LotteryGame = {
  id: "us-megamillions-2025",
  name: "Mega Millions",
  country: "US",
  currency: "USD",
  versions: [
    {
      validFrom: "2017-10-31",
      validTo: "2025-04-07",
      main: { pick: 5, lowest: 1, highest: 70 },
      bonus: { kind: "own-drum", pick: 1, lowest: 1, highest: 25 },
      schedule: {
        days: [
          { day: "Tue", drawAt: "23:00", closesAt: "22:00" },
          { day: "Fri", drawAt: "23:00", closesAt: "22:00" },
        ],
        timeZone: "America/New_York",
        closingConfidence: "low",
        closingNote: "Each state sets its own. An hour before the draw is taken.",
      },
      price: { perPlayMinor: 200, linesPerPlay: 1, minimumLines: 1, confidence: "high" },
      divisions: DIVISIONS_2017,
      addOns: [MEGAPLIER],
      lineMultiplier: null,
    },
    {
      validFrom: "2025-04-08",
      validTo: null,
      main: { pick: 5, lowest: 1, highest: 70 },
      bonus: { kind: "own-drum", pick: 1, lowest: 1, highest: 24 },
      schedule: {
        days: [
          { day: "Tue", drawAt: "23:00", closesAt: "22:00" },
          { day: "Fri", drawAt: "23:00", closesAt: "22:00" },
        ],
        timeZone: "America/New_York",
        closingConfidence: "low",
        closingNote: "Each state sets its own. An hour before the draw is taken.",
      },
      price: { perPlayMinor: 500, linesPerPlay: 1, minimumLines: 1, confidence: "high" },
      divisions: DIVISIONS_2025,
      addOns: [],
      lineMultiplier: ON_EVERY_LINE,
    },
  ],
  confidence: "high; closing times low, the weights of the Megaplier unverified",
  sources: ["megamillions.com, how to play", "lotterypost.com, news 354113"],
};
