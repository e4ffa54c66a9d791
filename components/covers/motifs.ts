/** What a cover can show; a raffle and each of its prizes names one. Add a motif here and in cover.tsx. */
export const motifs = [
  "boat",
  "kayaks",
  "cottage",
  "season",
  "bicycle",
  "car",
  "quilt",
  "cabin",
  "hamper",
  "greenhouse",
  "garden",
  "camera",
  "telescope",
  "instrument",
  "painting",
  "lantern",
  "journey",
  "fifty-fifty",
  "cash",
] as const;

export type Motif = (typeof motifs)[number];

/** The motif of that name; a hamper for a name that is none. */
export function motifOf(name: string): Motif {
  return motifs.find((motif) => motif === name) ?? "hamper";
}
