import type { DrawingDraft, PrizeDraft, PrizeGroupDraft, RaffleDraft } from "@/server/games/raffles/draft";
import { mainWith, prizeDraft } from "@/server/games/raffles/draft-defaults";
import type { DemoRaffle, RaffleTimes } from "./raffle-draft";

/** A raffle that shows what one kind of raffle can be: its plain part, and what is its own. */
export interface KindOfRaffle {
  raffle: DemoRaffle;
  own: (times: RaffleTimes) => Partial<RaffleDraft>;
  /** Where its paper tickets are sold: name, street, city, postal code, hours. */
  places?: Array<[string, string, string, string, string]>;
}

/** A prize worth so many dollars, that costs the charity so many. */
function prize(heading: string, cover: string, dollars: number, cost = 0, more: Partial<PrizeDraft> = {}): PrizeDraft {
  return prizeDraft({ heading, cover, notActualItem: true, valueMinor: dollars * 100, costMinor: cost * 100, ...more });
}
const group = (...prizes: PrizeDraft[]): PrizeGroupDraft => ({ quantity: 1, prizes });
const several = (quantity: number, ...prizes: PrizeDraft[]): PrizeGroupDraft => ({ quantity, prizes });

function earlyBird(when: { count?: number; at?: Date }, ...groups: PrizeGroupDraft[]): DrawingDraft {
  return {
    kind: "early-bird",
    triggerCount: when.count ?? null,
    triggerAt: when.at ?? null,
    method: "beacon",
    groups,
  };
}
const pool = (one: PrizeGroupDraft): DrawingDraft => ({ ...mainWith([one]), kind: "pool" });
/** So many days before sales end. */
const before = ({ closesAt }: RaffleTimes, days: number) => new Date(closesAt.getTime() - days * 24 * 3_600_000);

function plain(
  charity: string,
  title: string,
  [motif, category]: [string, string],
  summary: string,
  [dollars, cap, sold, closesInDays]: [number, number | null, number, number],
): DemoRaffle {
  return {
    ...{ charity, title, motif, category, summary, cap, sold, closesInDays },
    priceMinor: dollars * 100,
    prizes: [],
    permits: [["NY", "wide"]],
  };
}

/** One raffle of each structure and each format, early birds of each trigger among them. All are open in New York. */
export const everyKind: KindOfRaffle[] = [
  {
    raffle: plain(
      "LPL",
      "Your choice of three boats",
      ["kayaks", "boats"],
      "One winner walks down the pontoon and takes the boat they like.",
      [10, 1500, 34, 26],
    ),
    own: () => ({
      structure: "choice",
      sponsors: ["Breakwater Chandlery (invented)"],
      drawings: [
        mainWith([
          group(
            prize("A cedar rowing skiff", "boat", 4200, 1800),
            prize("Two sea kayaks", "kayaks", 3900, 1600),
            prize("A dinghy with a season’s mooring", "season", 4000, 1700, {
              options: [
                { kind: "item", valueMinor: 400_000, costMinor: 170_000 },
                { kind: "cash", valueMinor: 150_000, costMinor: 150_000 },
              ],
            }),
          ),
        ]),
      ],
    }),
  },
  {
    raffle: plain(
      "CCQ",
      "Quilts for a whole winter",
      ["quilt", "handwork"],
      "Six quilts in the main drawing, and two drawings on the way there.",
      [5, 2000, 52, 21],
    ),
    own: (times) => ({
      structure: "multiple",
      earlyBirdsWinAgain: false,
      drawings: [
        mainWith([
          group(prize("The Winter Compass quilt", "quilt", 2600, 700)),
          several(2, prize("A lap quilt", "quilt", 480, 110)),
          several(3, prize("A cradle quilt", "quilt", 260, 60)),
        ]),
        earlyBird({ count: 60 }, group(prize("A quilted bag", "quilt", 120, 30))),
        earlyBird({ at: before(times, 10) }, several(2, prize("A pair of pot holders", "quilt", 20))),
      ],
    }),
  },
  {
    raffle: plain(
      "SMY",
      "The year of the bicycle",
      ["bicycle", "sport"],
      "Three early birds, four levels of prizes, and a choice for whoever comes first.",
      [10, 3000, 90, 30],
    ),
    own: (times) => ({
      structure: "mega",
      conversionAllowed: true,
      giftsAllowed: true,
      extraCostMinor: 60_000,
      fees: {
        processingBasisPoints: 290,
        processingPerTicketMinor: 0,
        licenceMinor: 10_000,
        regulatorBasisPoints: 100,
      },
      priceLevels: [
        { count: 3, priceMinor: 2500, stock: null },
        { count: 8, priceMinor: 6000, stock: 50 },
      ],
      drawings: [
        mainWith([
          group(
            prize("A touring bicycle, built for you", "bicycle", 4800, 2100),
            prize("An electric cargo bicycle", "bicycle", 5200, 2600),
            prize("Twelve days of cycling, for two", "journey", 5000, 2400),
          ),
          group(prize("A city bicycle", "bicycle", 1600, 600)),
          several(3, prize("A wheel-building course", "season", 320, 40)),
          several(5, prize("A helmet and a lamp", "bicycle", 110, 35)),
        ]),
        earlyBird(
          { count: 100 },
          group(prize("A child’s bicycle", "bicycle", 380, 140), prize("A trailer for two", "bicycle", 360, 130)),
        ),
        earlyBird({ count: 600, at: before(times, 14) }, several(2, prize("A repair stand", "bicycle", 180))),
        earlyBird({ count: 1200 }, group(prize("A racing bicycle of 1978", "bicycle", 2200, 900))),
      ],
    }),
  },
  {
    raffle: plain(
      "MFS",
      "The half pot for the food shelf",
      ["fifty-fifty", "cash"],
      "Half of what comes in goes to one winner, the other half fills baskets.",
      [5, null, 120, 15],
    ),
    own: () => ({
      structure: "single",
      format: "fifty-fifty",
      targetCount: 1500,
      pot: { shareBasisPoints: 5000, seedMinor: 10_000, minimumMinor: 50_000, capMinor: 1_000_000 },
      drawings: [mainWith([group(prize("Half of the pot", "fifty-fifty", 0))])],
    }),
  },
  {
    raffle: plain(
      "HHL",
      "A tricky tray from the reading room",
      ["lantern", "other"],
      "Five baskets on a table. Put your tickets where your heart is.",
      [2, 1200, 40, 17],
    ),
    own: () => ({
      structure: "mega",
      format: "tricky-tray",
      drawings: [
        pool(group(prize("A basket of mysteries", "hamper", 180, 40))),
        pool(group(prize("A reading lantern", "lantern", 340, 90))),
        pool(group(prize("A year of newspapers", "hamper", 300, 0), prize("A year of magazines", "hamper", 260, 0))),
        pool(several(2, prize("A shelf of first editions", "painting", 220, 60))),
        pool(group(prize("Tea for six among the stacks", "hamper", 150, 30))),
      ],
    }),
  },
  {
    raffle: plain(
      "SMY",
      "A board of five hundred numbers",
      ["bicycle", "sport"],
      "Pick your own number from the board in the workshop.",
      [4, 500, 45, 19],
    ),
    own: () => ({
      structure: "multiple",
      format: "number-board",
      drawings: [
        mainWith([
          group(prize("A restored roadster", "bicycle", 900, 250)),
          several(2, prize("A basket and a bell", "hamper", 60, 15)),
        ]),
      ],
    }),
  },
  {
    raffle: plain(
      "LPL",
      "The church hall raffle, on paper too",
      ["hamper", "food"],
      "Tickets here and at the harbor office, drawn by hand from the drum.",
      [1, 1000, 60, 28],
    ),
    own: () => ({
      structure: "multiple",
      participation: "both",
      stubsReturn: false,
      freeEntryAllowed: true,
      freeEntryText: "Write to Lantern Point with your name and address; one entry a letter, with the same chance.",
      drawDirections: "From the ferry, left along the quay; the hall stands behind the light.",
      drawings: [
        {
          ...mainWith([
            group(prize("A smoked salmon and a ham", "hamper", 140, 40)),
            group(prize("A box of preserves", "hamper", 60, 15)),
            several(4, prize("A chowder supper", "hamper", 25, 5)),
          ]),
          method: "hand",
        },
      ],
    }),
    places: [
      ["The harbor office", "1 Fuhrmann Boulevard", "Buffalo", "14203", "Weekdays from nine to five"],
      ["The church hall", "25 Delaware Avenue", "Buffalo", "14202", "Sundays after the service"],
    ],
  },
];
