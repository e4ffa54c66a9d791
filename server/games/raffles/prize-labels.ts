import type { DrawingDraft } from "./draft";

/** The words of the namespace `structures`, in whatever language the page has. */
export type SayLabel = (
  key: "label.main" | "label.earlyBird" | "label.pool" | "label.prize" | "label.choice" | "label.prizeChoice",
  values: Record<string, string | number>,
) => string;

/** "Main Drawing", "Early Bird Drawing One"; `position` counts from 1 among those of its kind. */
export function drawingLabel(say: SayLabel, kind: DrawingDraft["kind"], position: number): string {
  if (kind === "early-bird") return say("label.earlyBird", { n: position });
  return kind === "pool" ? say("label.prize", { n: position }) : say("label.main", {});
}

/**
 * "First Prize", or "Third Prize, Choice Two" for one of several to choose from. Positions count from 1; `choice` is
 * null where there is none to make, or the group as a whole is meant.
 */
export function prizeLabel(say: SayLabel, group: number, choice: number | null = null): string {
  const prize = say("label.prize", { n: group });
  return choice === null ? prize : say("label.prizeChoice", { prize, choice: say("label.choice", { n: choice }) });
}

/** Every label of a raffle by path: `drawings.1`, `drawings.1.groups.0`, `drawings.1.groups.0.prizes.1` (R4). */
export function labelsOf(say: SayLabel, drawings: readonly DrawingDraft[]): Map<string, string> {
  const labels = new Map<string, string>();
  const counts = new Map<string, number>();
  for (const [d, { kind, groups }] of drawings.entries()) {
    const position = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, position);
    labels.set(`drawings.${d}`, drawingLabel(say, kind, position));
    for (const [g, { prizes }] of groups.entries()) {
      // A pool is one prize of the tray, and counts among the others.
      const group = kind === "pool" ? position : g + 1;
      labels.set(`drawings.${d}.groups.${g}`, prizeLabel(say, group));
      for (const p of prizes.keys()) {
        labels.set(`drawings.${d}.groups.${g}.prizes.${p}`, prizeLabel(say, group, prizes.length > 1 ? p + 1 : null));
      }
    }
  }
  return labels;
}

/**
 * Where a field of a draft stands, in words: "Early Bird Drawing One, Second Prize"; null where it is of no drawing.
 * `drawings` tell a tray, and a choice, from what the path alone looks like.
 */
export function placeLabel(say: SayLabel, field: string, drawings: readonly DrawingDraft[] = []): string | null {
  const path = /^(drawings\.(\d+))(\.groups\.(\d+))?(\.prizes\.(\d+))?/.exec(field);
  if (!path) return null;
  const [, drawing = "", d, , g, , p] = path;
  const known = labelsOf(say, drawings);
  const isTray = drawings[0]?.kind === "pool";
  const kind = isTray ? "pool" : Number(d) === 0 ? "main" : "early-bird";
  const whole = known.get(drawing) ?? drawingLabel(say, kind, Number(d) || 1);
  if (g === undefined || isTray) return (p === undefined ? null : known.get(path[0])) ?? whole;
  const prize = known.get(path[0]) ?? prizeLabel(say, Number(g) + 1);
  return kind === "main" ? prize : `${whole}, ${prize}`;
}
