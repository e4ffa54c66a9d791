import type { AreaTree } from "@/server/areas/tree";
import type { Requirements } from "@/server/jurisdiction/requirements";
import type { GoverningLaw } from "./activation";
import { findLaws } from "./law-store";
import type { RaffleLaw } from "./ports";

const KEYS = [
  "rafflesAllowed",
  "onlineSaleAllowed",
  "permitNeeded",
  "freeEntryAllowed",
  "drawMethods",
  "maximumPriceLevels",
  "maximumTicketPriceMinor",
  "maximumTickets",
  "maximumPrizeValueMinor",
] as const satisfies ReadonlyArray<keyof Requirements>;

/**
 * The law of a governing jurisdiction, from the narrowest area up. Where a narrower area has something on record the
 * wider one's word on it is left out, so that each rule is named with the area that sets it.
 */
export function raffleLaw(tree: AreaTree): RaffleLaw {
  return {
    governing: async (reader, areaId, now) => {
      const line = tree.lineOf(areaId).reverse();
      const found = await findLaws(reader, line, now);
      const said = new Set<string>();
      return line.flatMap((id): GoverningLaw[] => {
        const law = found.find((one) => one.areaId === id);
        if (!law) return [];
        const word = <Key extends (typeof KEYS)[number]>(key: Key): NonNullable<Requirements[Key]> | null => {
          const value = law.requirements[key];
          if (value === undefined || said.has(key)) return null;
          return value as NonNullable<Requirements[Key]>;
        };
        const own: GoverningLaw = {
          areaName: law.areaName,
          rafflesAllowed: word("rafflesAllowed"),
          onlineSaleAllowed: word("onlineSaleAllowed"),
          permitNeeded: word("permitNeeded"),
          freeEntryAllowed: word("freeEntryAllowed"),
          drawMethods: word("drawMethods"),
          maximumPriceLevels: word("maximumPriceLevels"),
          maximumTicketPriceMinor: word("maximumTicketPriceMinor"),
          maximumTickets: word("maximumTickets"),
          maximumPrizeValueMinor: word("maximumPrizeValueMinor"),
        };
        for (const key of KEYS) if (law.requirements[key] !== undefined) said.add(key);
        return [own];
      });
    },
    isAgeKnown: async (reader, areaIds, now) => {
      const areas = new Set(areaIds.flatMap((id) => tree.lineOf(id)));
      return (await findLaws(reader, [...areas], now)).some((law) => law.minimumAge !== null);
    },
  };
}
