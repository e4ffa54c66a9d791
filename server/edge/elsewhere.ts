import type { SeenPlace } from "./seen-place";

/**
 * The state (or country) in which a member's connection is, where it is not the one they live in; null where it is the
 * same or nobody trusted says (J8: lists show what is open to the residence, and say where presence may close it).
 */
export function presentElsewhere(home: SeenPlace, presence: SeenPlace | null): string | null {
  if (home.source !== "residence" || !presence) return null;
  const stateOf = (place: SeenPlace): string | null => {
    const states = new Set(place.alternatives.map((one) => one[1]?.[0] ?? one[0]?.[0] ?? null));
    return states.size === 1 ? [...states][0]! : null;
  };
  const here = stateOf(presence);
  return here !== null && here !== stateOf(home) ? here : null;
}
