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
/** A raffle in as few lines as a list of fifty needs: motif and category; dollars, cap, sold and days to the close; prizes; permits. */
export const demoRaffle = (
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
