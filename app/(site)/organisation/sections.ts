import type { Section } from "@/server/people/team";

const RAFFLE_PARTS: Record<string, Section> = {
  entry: "sales",
  books: "sales",
  print: "sales",
  reconcile: "sales",
  "free-entry": "sales",
  winners: "draws",
  draw: "draws",
  reports: "participants",
  participants: "participants",
};

const PARTS: Record<string, Section> = {
  raffles: "raffles",
  areas: "raffles",
  letters: "participants",
  reports: "participants",
  winners: "draws",
  money: "money",
  team: "team",
};

/**
 * The section of an organisation that a page under `/organisation` belongs to (U4); null for the organisation's first
 * page, which shows everybody their own. What is not named here belongs to whoever may use everything.
 */
export function sectionOfPath(path: string): Section | null {
  const [, , part, raffle, section] = (path.split("?")[0] ?? "").split("/");
  if (!part) return null;
  if (part === "raffles" && raffle && section) return RAFFLE_PARTS[section] ?? "raffles";
  return PARTS[part] ?? "everything";
}
