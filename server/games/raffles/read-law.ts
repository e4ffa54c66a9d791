import type { AreaTree } from "@/server/areas/tree";
import { type GoverningLaw, LAW_KEYS, lawOf } from "./law-rules";
import { findLaws } from "./law-store";
import type { RaffleLaw } from "./ports";

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
        const own = lawOf(law.areaName);
        for (const key of LAW_KEYS) {
          const value = law.requirements[key];
          if (value === undefined || said.has(key)) continue;
          Object.assign(own, { [key]: value });
          said.add(key);
        }
        return [own];
      });
    },
    isAgeKnown: async (reader, areaIds, now) => {
      const areas = new Set(areaIds.flatMap((id) => tree.lineOf(id)));
      return (await findLaws(reader, [...areas], now)).some((law) => law.minimumAge !== null);
    },
  };
}
