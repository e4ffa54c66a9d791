/** Kinds of prize, in the order in which they stand on the home page. */
export const CATEGORIES = [
  "boats",
  "vehicles",
  "stays",
  "handwork",
  "sport",
  "garden",
  "food",
  "cash",
  "arts",
  "other",
] as const;
export type Category = (typeof CATEGORIES)[number];

/** The category as pages know it; what an organisation made up counts as other. */
export function categoryOf(text: string): Category {
  return CATEGORIES.find((category) => category === text) ?? "other";
}
