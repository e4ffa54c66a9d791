import type { FormFault } from "@/server/games/raffles/form/read-form";

/** The parts of a raffle's form, in the order in which the wizard walks through them. */
export const PARTS = [
  "what",
  "kind",
  "prizes",
  "tickets",
  "dates",
  "take-part",
  "where",
  "rules",
  "costs",
  "check",
] as const;
export type Part = (typeof PARTS)[number];

const FIELDS: Record<Part, readonly string[]> = {
  what: ["title", "summary", "description", "category", "subcategory", "cover", "imageId", "notActualItem", "sponsors"],
  kind: ["structure", "format", "pot", "purchase", "earlyBirdsLeave", "conversionAllowed"],
  prizes: ["layout", "drawings", "drawing", "group", "prize"],
  tickets: [
    "price",
    "priceLevels",
    "level",
    "ticketCap",
    "perPersonMaximum",
    "perHouseholdMaximum",
    "donationsAllowed",
    "giftsAllowed",
    "coverFeeAllowed",
    "freeEntryAllowed",
    "freeEntryText",
    "numbering",
    "ticketNumberPart",
  ],
  dates: ["timeZone", "opensAt", "closesAt", "drawAt", "drawPlace", "drawDirections", "claimDays"],
  "take-part": ["participation", "places", "place", "staffBarred"],
  where: ["permissions", "permission", "exclusions", "exclusion", "minimumAge"],
  rules: ["rulesText", "deliveryText", "ticketText", "stubsReturn"],
  costs: ["extraCost", "targetCount", "fees"],
  check: ["organisation"],
};

const PART_OF = new Map(
  (Object.keys(FIELDS) as Part[]).flatMap((part) => FIELDS[part].map((field): [string, Part] => [field, part])),
);

/** The part that a field stands in. */
export function partOf(field: string): Part {
  const [first = "", second = ""] = field.split(".");
  return PART_OF.get(first === "order" ? second : first) ?? "check";
}

export function isPart(text: string): text is Part {
  return (PARTS as readonly string[]).includes(text);
}

/** The name under which a field's words stand in the message files: `prize.k3f9.heading` → `prize_heading`. */
export function wordsOf(field: string): string {
  const parts = field.split(".");
  const isRow = ["drawing", "group", "prize", "permission", "exclusion", "level", "place"].includes(parts[0]!);
  const words = isRow ? [parts[0]!, ...parts.slice(2)] : parts;
  // Three options of a prize have the same fields.
  return words.filter((word) => !["item", "cash", "towards"].includes(word)).join("_");
}

export type PartState = "done" | "missing" | "faults";

/** What stands in the way of a part: something wrong before something missing. */
export function stateOf(part: Part, faults: readonly FormFault[]): PartState {
  const own = faults.filter(({ field }) => partOf(field) === part);
  if (own.some(({ isMissing }) => !isMissing)) return "faults";
  return own.length > 0 ? "missing" : "done";
}
