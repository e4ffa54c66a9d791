import { type DemoRaffle, demoRaffle as r } from "./raffle-draft";

const wide = "wide" as const;

/** What closes minutes from now: titles taken in turn, all open in New York. */
export const quickRaffles: Array<Omit<DemoRaffle, "closesInDays">> = [
  r(
    "LPL",
    "The quarter-hour lantern",
    ["lantern", "other"],
    "Closes within minutes and is drawn at once: stay and watch.",
    [1, 200, 24, 0],
    [
      ["A brass lantern", 180],
      ["A tin whistle", 20, 2, "instrument"],
    ],
    [
      ["NY", wide],
      ["NJ", wide],
      ["PA", wide],
      ["OH", wide],
    ],
  ),
  r(
    "MFS",
    "Supper for six",
    ["hamper", "food"],
    "Closes within minutes and is drawn at once: stay and watch.",
    [2, 150, 18, 0],
    [["Supper for six", 240]],
    [
      ["NY", wide],
      ["MA", wide],
      ["VT", wide],
    ],
  ),
  r(
    "SMY",
    "A bell and a lamp",
    ["bicycle", "sport"],
    "Closes within minutes and is drawn at once: stay and watch.",
    [1, 120, 30, 0],
    [
      ["A bell and a lamp", 60],
      ["A bell", 15, 3],
    ],
    [
      ["NY", wide],
      ["CO", wide],
      ["TX", wide],
    ],
  ),
  r(
    "CCQ",
    "One square of a quilt",
    ["quilt", "handwork"],
    "Closes within minutes and is drawn at once: stay and watch.",
    [1, 100, 16, 0],
    [["One square, framed", 90]],
    [
      ["NY", wide],
      ["IL", wide],
      ["WI", wide],
    ],
  ),
];
