import type { LotteryGame } from "../game";

export const ieLotto: LotteryGame = {
  id: "ie-lotto",
  name: "Irish Lotto",
  country: "IE",
  currency: "EUR",
  versions: [
    {
      validFrom: "2015-09-05",
      validTo: null,
      main: { pick: 6, lowest: 1, highest: 47 },
      bonus: { kind: "same-drum", drawn: 1 },
      schedule: {
        days: [
          { day: "Wed", drawAt: "19:55", closesAt: "19:40" },
          { day: "Sat", drawAt: "19:55", closesAt: "19:40" },
        ],
        timeZone: "Europe/Dublin",
        closingConfidence: "medium",
        closingNote: "Online, by a newspaper of 2019.",
      },
      price: { perPlayMinor: 200, linesPerPlay: 1, minimumLines: 2, confidence: "medium" },
      divisions: [
        { division: 1, label: "6", match: [{ main: 6 }], prize: { kind: "jackpot" }, published: { oneIn: "10737573" } },
        {
          division: 2,
          label: "5+",
          match: [{ main: 5, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "1789596" },
        },
        {
          division: 3,
          label: "5",
          match: [{ main: 5, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "44740" },
        },
        {
          division: 4,
          label: "4+",
          match: [{ main: 4, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "17896" },
        },
        {
          division: 5,
          label: "4",
          match: [{ main: 4, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "918" },
        },
        {
          division: 6,
          label: "3+",
          match: [{ main: 3, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "688" },
        },
        {
          division: 7,
          label: "3",
          match: [{ main: 3, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "54" },
        },
        {
          division: 8,
          label: "2+",
          match: [{ main: 2, bonus: 1 }],
          prize: { kind: "in-kind", what: "Daily Million quick pick", valueMinor: 300 },
          published: { oneIn: "72" },
        },
      ],
      addOns: [],
      lineMultiplier: null,
      poolPercent: { 2: 5.37, 3: 3.22, 4: 0.81, 5: 5.24, 6: 3.29, 7: 15.93 },
    },
  ],
  confidence: "medium to high",
  sources: [
    "irish.national-lottery.com, Irish Lotto prizes",
    "worldlottery.net, changes of September 2015",
    "thesun.ie, 2019",
  ],
};
