import type { LotteryGame } from "../game";

/** The Gold Ball is drawn among ticket numbers and has no part here. */
export const ca649: LotteryGame = {
  id: "ca-649",
  name: "Lotto 6/49 (Classic Draw)",
  country: "CA",
  currency: "CAD",
  versions: [
    {
      validFrom: "2022-09-14",
      validTo: null,
      main: { pick: 6, lowest: 1, highest: 49 },
      bonus: { kind: "same-drum", drawn: 1 },
      schedule: {
        days: [
          { day: "Wed", drawAt: null, closesAt: "22:30" },
          { day: "Sat", drawAt: null, closesAt: "22:30" },
        ],
        timeZone: "America/Toronto",
        closingConfidence: "medium",
        closingNote: "As sold in Ontario.",
      },
      price: { perPlayMinor: 300, linesPerPlay: 1, minimumLines: 1, confidence: "medium" },
      divisions: [
        {
          division: 1,
          label: "6",
          match: [{ main: 6 }],
          prize: { kind: "shared", amountMinor: 500_000_000 },
          published: { oneIn: "13983816" },
        },
        {
          division: 2,
          label: "5+",
          match: [{ main: 5, bonus: 1 }],
          prize: { kind: "pooled" },
          published: { oneIn: "2330636" },
        },
        {
          division: 3,
          label: "5",
          match: [{ main: 5, bonus: 0 }],
          prize: { kind: "pooled" },
          published: { oneIn: "55492" },
        },
        { division: 4, label: "4", match: [{ main: 4 }], prize: { kind: "pooled" }, published: { oneIn: "1033" } },
        {
          division: 5,
          label: "3",
          match: [{ main: 3 }],
          prize: { kind: "fixed", amountMinor: 1_000 },
          published: { oneIn: "57" },
        },
        {
          division: 6,
          label: "2+",
          match: [{ main: 2, bonus: 1 }],
          prize: { kind: "fixed", amountMinor: 500 },
          published: null,
        },
        {
          division: 7,
          label: "2",
          match: [{ main: 2, bonus: 0 }],
          prize: { kind: "in-kind", what: "free play", valueMinor: null },
          published: null,
        },
      ],
      addOns: [],
      lineMultiplier: null,
    },
  ],
  confidence: "medium; divisions 5 and 6 unverified",
  sources: ["olg.ca, Lotto 6/49 game conditions, 23 January 2024", "wclc.com, Lotto 6/49", "playsmart.ca"],
};
