import type { PermissionDraft, RaffleDraft } from "@/server/games/raffles/draft";
import { mainWith, prizeDraft, raffleDraft } from "@/server/games/raffles/draft-defaults";
import type { DemoCharity } from "./charities";

/** What differs between one raffle of the demonstration and the next. */
export interface DemoRaffle {
  charity: string;
  title: string;
  motif: string;
  category: string;
  summary: string;
  priceMinor: number;
  cap: number | null;
  /** heading, value in whole dollars, how many, motif where it is another one */
  prizes: Array<[string, number, number?, string?]>;
  /** Areas without the US- before them, with their coverage; `village` is Orchard Park, looked up by name. */
  permits: Array<[string, PermissionDraft["coverage"]]>;
  except?: string[];
  closesInDays: number;
  /** How many are sold when the venue opens. */
  sold: number;
  free?: boolean;
  age?: number;
  perPerson?: number;
  atClose?: boolean;
}

const r = (
  charity: string,
  title: string,
  [motif, category]: [string, string],
  summary: string,
  [dollars, cap, sold, closesInDays]: [number, number | null, number, number],
  prizes: DemoRaffle["prizes"],
  permits: DemoRaffle["permits"],
  more: Pick<DemoRaffle, "except" | "free" | "age" | "perPerson" | "atClose"> = {},
): DemoRaffle => ({
  ...{ charity, title, motif, category, summary, cap, sold, closesInDays, prizes, permits },
  ...{ priceMinor: Math.round(dollars * 100), ...more },
});

const boat = ["boat", "boats"] as [string, string];
const wide = "wide" as const;

/** Raffles that stay open for days. The permissions show what a list of areas can say, from one village to a state. */
export const raffles: DemoRaffle[] = [
  // New York: the state without Erie, Erie alone, a village, state and county together, lists of counties.
  r(
    "LPL",
    "The Plover, a cedar day sailer",
    boat,
    "Twenty-two feet of cedar, built over four winters by the crew.",
    [20, 4000, 1240, 22],
    [["The day sailer Plover, with trailer", 28000]],
    [["36029", wide]],
  ),
  r(
    "SMY",
    "Two bicycles built by the workshop",
    ["bicycle", "sport"],
    "Steel frames, brazed and painted by the young people who will draw the winner.",
    [5, 800, 310, 8],
    [
      ["A touring bicycle", 1900],
      ["A city bicycle", 1200],
    ],
    [
      ["36029", wide],
      ["36063", wide],
    ],
  ),
  r(
    "SMY",
    "A village bicycle for Orchard Park",
    ["bicycle", "sport"],
    "One bicycle, and only the village may play for it.",
    [2, 300, 41, 12],
    [["A three-speed bicycle", 900]],
    [["village", wide]],
  ),
  r(
    "MFS",
    "December fifty-fifty for the food shelf",
    ["fifty-fifty", "cash"],
    "A guaranteed prize of five thousand dollars; the rest fills baskets.",
    [10, null, 260, 5],
    [["Five thousand dollars", 5000]],
    [["NY", wide]],
    { except: ["36029"] },
  ),
  r(
    "MFS",
    "A winter of hampers",
    ["hamper", "food"],
    "A hamper a month until spring, from farms around Rochester.",
    [5, 600, 580, 3],
    [
      ["Four winter hampers", 480],
      ["A hamper for New Year", 120, 3],
    ],
    [
      ["36055", wide],
      ["36069", wide],
      ["36037", wide],
    ],
  ),
  r(
    "CCQ",
    "The Harbor Star quilt",
    ["quilt", "handwork"],
    "Hand-quilted over a year by eleven pairs of hands.",
    [4, 1500, 420, 16],
    [["The Harbor Star quilt", 2400]],
    [
      ["NY", "local"],
      ["36029", "local"],
      ["36109", "local"],
      ["36067", "local"],
    ],
  ),
  r(
    "CCQ",
    "Nine small quilts",
    ["quilt", "handwork"],
    "Nine cradle quilts, nine winners.",
    [3, 500, 120, 27],
    [["A cradle quilt", 260, 9]],
    [["NY", wide]],
  ),
  r(
    "HHL",
    "A library ladder and its books",
    ["painting", "arts"],
    "An oak ladder from the old reading room, with a hundred books.",
    [2, 400, 96, 30],
    [["The ladder and the books", 1500]],
    [
      ["36001", wide],
      ["36119", wide],
      ["36059", wide],
      ["36103", wide],
      ["36047", wide],
      ["36061", wide],
    ],
  ),
  r(
    "HHL",
    "A free winter raffle",
    ["lantern", "other"],
    "It costs nothing: one entry a person, to thank our readers.",
    [0, 1000, 60, 18],
    [["A brass reading lantern", 340]],
    [["NY", wide]],
    { perPerson: 1 },
  ),
  r(
    "LPL",
    "A week at Lantern Cottage",
    ["cottage", "stays"],
    "Seven nights above the breakwater, any week but August.",
    [15, 1200, 1197, 9],
    [["A week at the cottage", 2200]],
    [["NY", wide]],
    { except: ["36061", "36047", "36005", "36081", "36085"] },
  ),
  // The Northeast.
  r(
    "GSO",
    "Twelve apple trees, planted",
    ["garden", "garden"],
    "Twelve old kinds, planted in your own garden by the trust.",
    [5, 900, 210, 14],
    [["Twelve apple trees", 1400]],
    [["NJ", "not-required"]],
  ),
  r(
    "GSO",
    "The greenhouse",
    ["greenhouse", "garden"],
    "Cedar and glass, ten by fourteen, built where you want it.",
    [10, 1500, 640, 20],
    [
      ["The greenhouse", 7800],
      ["A cold frame", 380, 2, "garden"],
    ],
    [
      ["NJ", "local"],
      ["34025", "local"],
      ["34003", "local"],
      ["34013", "local"],
    ],
  ),
  r(
    "TRB",
    "A cornet from 1928",
    ["instrument", "arts"],
    "Silver-plated, restored and played in the last parade.",
    [5, 700, 300, 10],
    [["The cornet", 2100]],
    [["PA", wide]],
  ),
  r(
    "TRB",
    "Three brass evenings",
    ["instrument", "arts"],
    "The band plays at your house, three winners.",
    [3, 500, 77, 25],
    [["An evening of brass", 900, 3]],
    [
      ["42003", wide],
      ["42049", wide],
    ],
  ),
  r(
    "CVA",
    "A little red truck",
    ["car", "vehicles"],
    "A farm truck of 1954, restored from axle to roof.",
    [25, 2000, 760, 33],
    [["The truck", 31000]],
    [["OH", wide]],
    { except: ["39061"], age: 21 },
  ),
  r(
    "CVA",
    "Hay, harness and a day of riding",
    ["journey", "sport"],
    "A riding day for four at the refuge.",
    [4, 300, 120, 6],
    [["A day for four", 640]],
    [
      ["39035", wide],
      ["39049", wide],
    ],
  ),
  r(
    "GMT",
    "Snowshoes and a cabin",
    ["cabin", "stays"],
    "Three nights in the keepers' cabin, snowshoes included.",
    [8, 600, 188, 13],
    [
      ["Three nights for six", 1100],
      ["A pair of snowshoes", 240, 4, "season"],
    ],
    [["VT", wide]],
  ),
  r(
    "PIL",
    "A night in the light",
    ["lantern", "stays"],
    "Sleep in the lantern room, if the weather lets the boat land.",
    [10, 400, 395, 4],
    [["A night for two", 900]],
    [["ME", wide]],
  ),
  r(
    "PIL",
    "The keeper's kayaks",
    ["kayaks", "boats"],
    "Two sea kayaks built from the plans of 1961.",
    [10, 800, 250, 24],
    [["Two kayaks", 4200]],
    [
      ["23005", wide],
      ["23009", wide],
    ],
  ),
  r(
    "CCH",
    "A catboat called Patience",
    boat,
    "Eighteen feet, gaff-rigged, dry as a bone.",
    [20, 1800, 610, 28],
    [["Patience, with mooring for a season", 17500]],
    [["MA", wide]],
    { except: ["25025"] },
  ),
  r(
    "OSR",
    "A season of sailing",
    ["season", "sport"],
    "Lessons from May to September, and a wetsuit.",
    [6, 500, 130, 17],
    [
      ["A season of lessons", 1600],
      ["A wetsuit", 320, 2],
    ],
    [["RI", wide]],
  ),
  // South.
  r(
    "PTA",
    "Two seats for ten years",
    ["painting", "arts"],
    "Every opening night, the same two seats.",
    [5, 600, 240, 11],
    [["Two seats for ten years", 3600]],
    [
      ["51610", wide],
      ["51059", wide],
      ["51013", wide],
    ],
  ),
  r(
    "PTA",
    "Falls Church first",
    ["lantern", "other"],
    "For neighbors alone: a street lantern with your name.",
    [2, 200, 30, 21],
    [["A street lantern", 450]],
    [["51610", wide]],
  ),
  r(
    "BCO",
    "A skipjack day on the bay",
    boat,
    "Ten people, a captain and oysters.",
    [10, 500, 330, 7],
    [
      ["The day on the bay", 2400],
      ["A bushel of oysters", 90, 5, "hamper"],
    ],
    [["MD", wide]],
  ),
  r(
    "TPS",
    "An eight-inch telescope",
    ["telescope", "arts"],
    "Ground and figured by the club over one long winter.",
    [5, 900, 402, 15],
    [["The telescope", 3200]],
    [["NC", wide]],
  ),
  r(
    "TPS",
    "Four nights under dark skies",
    ["cabin", "stays"],
    "A cabin without a lamp for miles.",
    [4, 300, 61, 26],
    [["Four nights", 760]],
    [
      ["37021", wide],
      ["37183", wide],
    ],
  ),
  r(
    "PFH",
    "A garden for the ward, and one for you",
    ["garden", "garden"],
    "The same gardener, the same week.",
    [5, 700, 190, 12],
    [["A garden, designed and planted", 5200]],
    [["GA", wide]],
  ),
  r(
    "KSC",
    "Two kayaks and a mangrove guide",
    ["kayaks", "boats"],
    "Paddle where the herons are.",
    [8, 600, 204, 19],
    [["Two kayaks with a guided day", 3100]],
    [["FL", wide]],
    { except: ["12086"] },
  ),
  r(
    "MCS",
    "A dreadnought guitar",
    ["instrument", "arts"],
    "Sitka spruce, built in a shed behind the studio.",
    [10, 1000, 520, 9],
    [
      ["The guitar", 4800],
      ["A fiddle for beginners", 420, 3],
    ],
    [["TN", wide]],
  ),
  r(
    "MCS",
    "Studio day",
    ["instrument", "arts"],
    "Eight hours, an engineer and coffee.",
    [5, 400, 88, 29],
    [["A day in the studio", 1300]],
    [["47037", wide]],
  ),
  r(
    "BLC",
    "A hamper of letters",
    ["hamper", "food"],
    "Bourbon-free: jams, a ham, and a letter a month from a new reader.",
    [3, 500, 144, 23],
    [["The hamper", 380, 2]],
    [["KY", wide]],
  ),
  r(
    "CCB",
    "The second line, painted",
    ["painting", "arts"],
    "Oil on canvas, four feet wide.",
    [6, 600, 260, 14],
    [["The painting", 3900]],
    [["LA", wide]],
  ),
  // Middle.
  r(
    "LSR",
    "A single scull",
    ["kayaks", "boats"],
    "Carbon and cedar, with a season's rack.",
    [10, 700, 300, 18],
    [["The scull", 6400]],
    [["IL", wide]],
    { except: ["17043"] },
  ),
  r(
    "LSR",
    "Row at dawn",
    ["season", "sport"],
    "Ten mornings with the crew.",
    [4, 300, 45, 31],
    [["Ten mornings", 500, 4]],
    [["17031", wide]],
  ),
  r(
    "DCH",
    "Cherry harvest for a year",
    ["hamper", "food"],
    "Pies, preserves and a seat at the long table.",
    [5, 600, 410, 6],
    [
      ["A year of cherries", 960],
      ["A pie", 28, 12],
    ],
    [["WI", wide]],
  ),
  r(
    "DCH",
    "A cedar canoe",
    boat,
    "Built in the kitchen's own barn.",
    [12, 900, 380, 27],
    [["The canoe", 5400]],
    [
      ["55029", wide],
      ["55079", wide],
      ["55025", wide],
    ],
  ),
  r(
    "PGF",
    "The brigade's old pumper",
    ["car", "vehicles"],
    "1949, red, runs.",
    [10, 1200, 430, 32],
    [["The pumper", 14500]],
    [["IA", wide]],
  ),
  r(
    "RRV",
    "A summer of band nights",
    ["fifty-fifty", "cash"],
    "Three thousand dollars and the front bench.",
    [5, null, 340, 8],
    [["Three thousand dollars", 3000]],
    [["ND", wide]],
  ),
  // West.
  r(
    "LSM",
    "Your wall, our paint",
    ["painting", "arts"],
    "A mural on a wall of yours, or of your street.",
    [5, 800, 290, 16],
    [["A mural", 8200]],
    [["TX", wide]],
    { except: ["48201"] },
  ),
  r(
    "LSM",
    "A camera for the street",
    ["camera", "arts"],
    "Medium format, with a year of film.",
    [5, 500, 122, 20],
    [["The camera", 2700]],
    [["48453", wide]],
  ),
  r(
    "FRM",
    "Rope, skins and a hut",
    ["cabin", "stays"],
    "Three nights in the rescue hut with a guide.",
    [10, 600, 280, 10],
    [
      ["Three nights for four", 1900],
      ["An avalanche course", 450, 6, "season"],
    ],
    [["CO", wide]],
  ),
  r(
    "FRM",
    "Boulder bicycle",
    ["bicycle", "sport"],
    "A gravel bicycle, painted like the flatirons.",
    [5, 700, 160, 22],
    [["The bicycle", 3400]],
    [
      ["08013", wide],
      ["08031", wide],
    ],
  ),
  r(
    "HDA",
    "A kiln and forty pounds of clay",
    ["painting", "handwork"],
    "Everything to begin.",
    [5, 400, 93, 13],
    [["The kiln", 2600]],
    [["NM", wide]],
  ),
  r(
    "SSR",
    "The long way home",
    ["journey", "stays"],
    "Twelve days by train, for two.",
    [10, 900, 372, 25],
    [["The journey", 7200]],
    [["AZ", wide]],
  ),
  r(
    "WVC",
    "A telescope for the valley",
    ["telescope", "arts"],
    "Six inches, easy to carry.",
    [4, 500, 140, 15],
    [["The telescope", 1500]],
    [["OR", wide]],
    { except: ["41051"] },
  ),
  r(
    "BSM",
    "A cabin on the Blackfoot",
    ["cabin", "stays"],
    "A week in June, with waders.",
    [12, 800, 310, 21],
    [["A week for six", 2800]],
    [["MT", wide]],
  ),
];

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

const RULES = (
  raffle: DemoRaffle,
  charity: DemoCharity,
) => `These are the rules of "${raffle.title}", a raffle of ${charity.name}. The raffle, the charity and its permits are invented for a demonstration.

Who may take part. People of at least ${raffle.age ?? 18} years who live where the raffle is permitted and are there when they take part. Officers and staff of ${charity.name} may not.

Tickets. ${raffle.cap === null ? "As many as are asked for until the close." : `At most ${raffle.cap.toLocaleString("en-US")}.`} ${raffle.priceMinor === 0 ? "They cost nothing." : "They cost what the raffle's page says, bundles among them."} A ticket is yours when it is issued; the card is charged at that moment and not before.${raffle.free ? " One may enter without paying by writing to the charity; the chance is the same." : ""}

The draw. Sales close at the stated time, the list of tickets is frozen and published, and the winners are drawn as the raffle's page says: by a round of a public randomness beacon that was named while sales were open, or by hand from the printed stubs. Nobody can foresee, choose or repeat it. The record is public.

Prizes. A winner is told by email and claims within the days that the raffle's page names. An unclaimed prize goes to the first reserve of the same draw. No substitution of the offered prize except for one of equal value.`;

export interface RaffleTimes {
  opensAt: Date;
  closesAt: Date;
  drawAt: Date;
}

/** A raffle as its organisation would have typed it. `village` is the id of Orchard Park, or null where it is unknown. */
export function draftOf(
  raffle: Omit<DemoRaffle, "closesInDays">,
  charity: DemoCharity,
  times: RaffleTimes,
  village: string | null,
): RaffleDraft {
  const area = (id: string) => (id === "village" ? village : `US-${id}`);
  const permissions = raffle.permits.flatMap(([id, coverage], index): PermissionDraft[] => {
    const areaId = area(id);
    if (!areaId) return [];
    const permitNumber =
      coverage === "not-required" ? "" : `DEMO-${id === "village" ? "OP" : id}-2026-${charity.code}${index + 1}`;
    return [{ areaId, coverage, permitNumber, validFrom: null, validTo: null }];
  });
  return raffleDraft({
    title: raffle.title,
    summary: raffle.summary,
    description: `${raffle.summary}\n\n${charity.description}\n\nAll proceeds go to the work of ${charity.name}. The picture is a drawing, and so is the charity.`,
    cover: raffle.motif,
    notActualItem: true,
    category: raffle.category,
    structure: raffle.prizes.length > 1 || (raffle.prizes[0]?.[2] ?? 1) > 1 ? "multiple" : "single",
    drawings: [
      mainWith(
        raffle.prizes.map(([heading, value, quantity = 1, motif = raffle.motif]) => ({
          quantity,
          prizes: [
            prizeDraft({
              heading,
              category: raffle.category,
              cover: motif,
              notActualItem: true,
              valueMinor: value * 100,
            }),
          ],
        })),
      ),
    ],
    priceMinor: raffle.priceMinor,
    ticketCap: raffle.cap,
    perPersonMaximum: raffle.perPerson ?? null,
    freeEntryAllowed: raffle.free ?? false,
    freeEntryText: raffle.free
      ? `Write to ${charity.name}, ${charity.city}, with your name and address; one entry a letter.`
      : "",
    numbering: raffle.atClose ? "at-close" : "at-issue",
    deliveryText: `Collected from ${charity.name} in ${charity.city}, or sent within the state at the charity's cost.`,
    rulesText: RULES({ ...raffle, closesInDays: 0 }, charity),
    ticketText: "No substitution of the offered prize except as stated in the rules. The winner need not be present.",
    drawPlace: `${charity.name}, ${charity.city}`,
    ...times,
    timeZone: charity.timeZone,
    minimumAge: raffle.age ?? null,
    permissions,
    exclusions: (raffle.except ?? []).map((id) => `US-${id}`),
  });
}
