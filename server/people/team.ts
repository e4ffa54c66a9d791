/** What of an organisation its people may use (U4). `everything` includes what is added later. */
export const SECTIONS = ["raffles", "sales", "draws", "participants", "money", "team"] as const;
export type Section = (typeof SECTIONS)[number] | "everything";

/** Whether somebody who was given these sections may use one of them; left out, they were given everything. */
export function mayUse(given: readonly Section[] | undefined, section: Section): boolean {
  return given === undefined || given.includes("everything") || given.includes(section);
}

/** The sections a form names, in their order: `everything` alone where it is among them. Empty where it names none. */
export function chosenSections(names: readonly string[]): Section[] {
  if (names.includes("everything")) return ["everything"];
  return SECTIONS.filter((section) => names.includes(section));
}
