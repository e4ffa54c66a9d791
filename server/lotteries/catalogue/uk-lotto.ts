import type { LotteryGame } from "../game";

/** In a draw that must be won the jackpot rolls down and the amounts of divisions 2 to 6 come with the result. */
export const ukLotto: LotteryGame = {
  id: "uk-lotto",
  name: "Lotto (UK)",
  country: "GB",
  currency: "GBP",
  versions: [
    {
      validFrom: "2018-11-21",
      validTo: null,
      main: { pick: 6, lowest: 1, highest: 59 },
      bonus: { kind: "same-drum", drawn: 1 },
      schedule: {
        days: [
          { day: "Wed", drawAt: "20:00", closesAt: "19:30" },
          { day: "Sat", drawAt: "20:00", closesAt: "19:30" },
        ],
        timeZone: "Europe/London",
        closingConfidence: "high",
      },
      price: { perPlayMinor: 200, linesPerPlay: 1, minimumLines: 1, confidence: "high" },
      divisions: [
        { division: 1, label: "6", match: [{ main: 6 }], prize: { kind: "jackpot" }, published: { oneIn: "45057474" } },
        {
          division: 2,
          label: "5+bonus",
          match: [{ main: 5, bonus: 1 }],
          prize: { kind: "fixed", amountMinor: 100_000_000 },
          published: { oneIn: "7509579" },
        },
        {
          division: 3,
          label: "5",
          match: [{ main: 5, bonus: 0 }],
          prize: { kind: "fixed", amountMinor: 175_000 },
          published: { oneIn: "144415" },
        },
        {
          division: 4,
          label: "4",
          match: [{ main: 4 }],
          prize: { kind: "fixed", amountMinor: 14_000 },
          published: { oneIn: "2180" },
        },
        {
          division: 5,
          label: "3",
          match: [{ main: 3 }],
          prize: { kind: "fixed", amountMinor: 3_000 },
          published: { oneIn: "97" },
        },
        {
          division: 6,
          label: "2",
          match: [{ main: 2 }],
          prize: { kind: "in-kind", what: "Lucky Dip", valueMinor: 200 },
          published: { oneIn: "10.3" },
        },
      ],
      addOns: [],
      lineMultiplier: null,
    },
  ],
  confidence: "high for 2024-07 to 2025-01, not verified for later changes",
  sources: [
    "gamble.net, Lotto",
    "mrluck.com, closing times",
    "lottery.co.uk, changes of November 2018",
    "the operator's prize breakdowns of 52 draws",
  ],
};
