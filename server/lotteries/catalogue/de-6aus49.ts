import type { LotteryGame } from "../game";

/** The Superzahl is the last digit of the ticket number: one for all lines of a ticket. */
export const de6aus49: LotteryGame = {
  id: "de-6aus49",
  name: "LOTTO 6aus49",
  country: "DE",
  currency: "EUR",
  versions: [
    {
      validFrom: "2020-09-23",
      validTo: null,
      main: { pick: 6, lowest: 1, highest: 49 },
      bonus: { kind: "own-drum", pick: 1, lowest: 0, highest: 9, perTicket: true },
      schedule: {
        days: [
          { day: "Wed", drawAt: "18:25", closesAt: "17:55" },
          { day: "Sat", drawAt: "19:25", closesAt: "18:55" },
        ],
        timeZone: "Europe/Berlin",
        closingConfidence: "high",
        closingNote: "The earliest of the states'.",
      },
      price: {
        perPlayMinor: 120,
        linesPerPlay: 1,
        minimumLines: 1,
        confidence: "high",
        note: "the state's operator adds a fee for each ticket",
      },
      divisions: [
        {
          division: 1,
          label: "6+SZ",
          match: [{ main: 6, bonus: 1 }],
          prize: { kind: "jackpot" },
          published: { oneIn: "139838160" },
        },
        { division: 2, label: "6", match: [{ main: 6, bonus: 0 }], prize: { kind: "pooled" }, published: null },
        { division: 3, label: "5+SZ", match: [{ main: 5, bonus: 1 }], prize: { kind: "pooled" }, published: null },
        { division: 4, label: "5", match: [{ main: 5, bonus: 0 }], prize: { kind: "pooled" }, published: null },
        { division: 5, label: "4+SZ", match: [{ main: 4, bonus: 1 }], prize: { kind: "pooled" }, published: null },
        { division: 6, label: "4", match: [{ main: 4, bonus: 0 }], prize: { kind: "pooled" }, published: null },
        { division: 7, label: "3+SZ", match: [{ main: 3, bonus: 1 }], prize: { kind: "pooled" }, published: null },
        { division: 8, label: "3", match: [{ main: 3, bonus: 0 }], prize: { kind: "pooled" }, published: null },
        {
          division: 9,
          label: "2+SZ",
          match: [{ main: 2, bonus: 1 }],
          prize: { kind: "fixed", amountMinor: 600 },
          published: null,
        },
      ],
      addOns: [],
      lineMultiplier: null,
    },
  ],
  confidence: "high",
  sources: [
    "augsburger-allgemeine.de, September 2020",
    "lotto.web.de, guide",
    "abendblatt.de, closing times",
    "die-besten-lottozahlen.de",
  ],
};
