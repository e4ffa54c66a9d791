import {
  type DraftFault,
  type DrawingDraft,
  MAXIMUM_MINOR,
  type PrizeDraft,
  type PrizeGroupDraft,
  type RaffleDraft,
} from "./draft";

const MAXIMUM_DRAWINGS = 30;
const MAXIMUM_GROUPS = 200;
const MAXIMUM_CHOICES = 20;

/** The drawing that holds after the close, or null where a tray has pools alone. */
export function mainDrawing(draft: Pick<RaffleDraft, "drawings">): DrawingDraft | null {
  return draft.drawings.find(({ kind }) => kind === "main") ?? null;
}

/** Every prize of a raffle with its path, `drawings.0.groups.1.prizes.0`. */
export function prizesOf(
  draft: Pick<RaffleDraft, "drawings">,
): Array<{ path: string; drawing: DrawingDraft; group: PrizeGroupDraft; prize: PrizeDraft }> {
  return draft.drawings.flatMap((drawing, d) =>
    drawing.groups.flatMap((group, g) =>
      group.prizes.map((prize, p) => ({ path: `drawings.${d}.groups.${g}.prizes.${p}`, drawing, group, prize })),
    ),
  );
}

/** How many winners a drawing has. */
export function winnersOf(drawing: Pick<DrawingDraft, "groups">): number {
  return drawing.groups.reduce((sum, { quantity }) => sum + quantity, 0);
}

/**
 * What the prizes of all drawings are worth together: of a choice the dearest, since nobody knows which is taken, times
 * how many winners there are.
 */
export function raffleValueMinor(draft: Pick<RaffleDraft, "drawings">): number {
  return draft.drawings
    .flatMap(({ groups }) => groups)
    .reduce((sum, group) => sum + Math.max(0, ...group.prizes.map(({ valueMinor }) => valueMinor)) * group.quantity, 0);
}

/** Whether the organisation pays anything for a prize, whichever option the winner takes. */
export function hasCost(prize: Pick<PrizeDraft, "costMinor" | "options">): boolean {
  return prize.costMinor > 0 || prize.options.some(({ costMinor }) => costMinor > 0);
}

/** R3: an early bird that time alone may bring about, before enough tickets are sold to pay for anything. */
export function isDated(drawing: Pick<DrawingDraft, "kind" | "triggerAt">): boolean {
  return drawing.kind === "early-bird" && drawing.triggerAt !== null;
}

/**
 * What can never be right about drawings, groups and prizes, whatever the law says: triggers, structure, amounts. What
 * a jurisdiction may allow otherwise (a cost in a dated early bird) is {@link datedCostFaults}.
 */
export function drawingFaults(draft: RaffleDraft): DraftFault[] {
  const faults: DraftFault[] = [];
  const add = (field: string, code: string, params?: DraftFault["params"]) => faults.push({ field, code, params });
  const whole = (field: string, value: number, least: number, most: number) => {
    if (!Number.isSafeInteger(value)) add(field, "notANumber");
    else if (value < least || value > most) add(field, "outOfRange", { least, most });
  };
  if (draft.drawings.length > MAXIMUM_DRAWINGS) add("drawings", "tooMany", { most: MAXIMUM_DRAWINGS });
  const isTray = draft.format === "tricky-tray";
  const mains = draft.drawings.filter(({ kind }) => kind === "main").length;
  if (isTray ? draft.drawings.some(({ kind }) => kind !== "pool") : mains !== 1) add("drawings", "drawingKinds");
  if (!isTray && draft.drawings.some(({ kind }) => kind === "pool")) add("drawings", "poolsAreOfTrays");
  const counts = new Set<number>();
  const dates = new Set<number>();
  for (const [d, drawing] of draft.drawings.entries()) {
    const path = `drawings.${d}`;
    if (drawing.groups.length > MAXIMUM_GROUPS) add(`${path}.groups`, "tooMany", { most: MAXIMUM_GROUPS });
    if (drawing.kind === "pool" && drawing.groups.length !== 1) add(`${path}.groups`, "onePrizePerPool");
    if (drawing.kind === "early-bird") triggerFaults(draft, drawing, path, counts, dates, add, whole);
    else if (drawing.triggerCount !== null || drawing.triggerAt !== null) add(`${path}.triggerCount`, "triggerOfMain");
    for (const [g, group] of drawing.groups.entries()) {
      const at = `${path}.groups.${g}`;
      whole(`${at}.quantity`, group.quantity, 1, 10_000);
      if (group.prizes.length === 0) add(at, "groupEmpty");
      if (group.prizes.length > MAXIMUM_CHOICES) add(at, "tooMany", { most: MAXIMUM_CHOICES });
      for (const [p, prize] of group.prizes.entries()) prizeFaults(prize, `${at}.prizes.${p}`, add, whole);
    }
  }
  structureFaults(draft, add);
  return faults;
}

type Add = (field: string, code: string, params?: DraftFault["params"]) => void;
type Whole = (field: string, value: number, least: number, most: number) => void;

function triggerFaults(
  draft: RaffleDraft,
  { triggerCount, triggerAt }: DrawingDraft,
  path: string,
  counts: Set<number>,
  dates: Set<number>,
  add: Add,
  whole: Whole,
): void {
  if (triggerCount === null && triggerAt === null) add(`${path}.triggerCount`, "noTrigger");
  if (triggerCount !== null) {
    whole(`${path}.triggerCount`, triggerCount, 1, 100_000_000);
    if (counts.has(triggerCount)) add(`${path}.triggerCount`, "sameTrigger");
    counts.add(triggerCount);
    if (draft.ticketCap !== null && triggerCount > draft.ticketCap) {
      add(`${path}.triggerCount`, "triggerAboveCap", { cap: draft.ticketCap });
    }
  }
  if (triggerAt === null) return;
  if (Number.isNaN(triggerAt.getTime())) {
    add(`${path}.triggerAt`, "notADate");
    return;
  }
  if (triggerAt <= draft.opensAt) add(`${path}.triggerAt`, "triggerBeforeStart");
  if (triggerAt >= draft.closesAt) add(`${path}.triggerAt`, "triggerAfterClose");
  // Two that wait for the same moment would take the same tickets, unless a count can part them.
  if (triggerCount === null) {
    if (dates.has(triggerAt.getTime())) add(`${path}.triggerAt`, "sameTrigger");
    dates.add(triggerAt.getTime());
  }
}

function prizeFaults(prize: PrizeDraft, path: string, add: Add, whole: Whole): void {
  if (!prize.heading.trim()) add(`${path}.heading`, "missing");
  if (prize.heading.length > 120) add(`${path}.heading`, "tooLong", { most: 120 });
  if (prize.description.length > 4000) add(`${path}.description`, "tooLong", { most: 4000 });
  if (prize.sponsor.length > 120) add(`${path}.sponsor`, "tooLong", { most: 120 });
  whole(`${path}.valueMinor`, prize.valueMinor, 0, MAXIMUM_MINOR);
  whole(`${path}.costMinor`, prize.costMinor, 0, MAXIMUM_MINOR);
  const kinds = new Set<string>();
  for (const [at, option] of prize.options.entries()) {
    if (kinds.has(option.kind)) add(`${path}.options.${at}.kind`, "twice");
    kinds.add(option.kind);
    whole(`${path}.options.${at}.valueMinor`, option.valueMinor, 0, MAXIMUM_MINOR);
    whole(`${path}.options.${at}.costMinor`, option.costMinor, 0, MAXIMUM_MINOR);
    if (option.kind !== "item" && option.valueMinor === 0)
      add(`${path}.options.${at}.valueMinor`, "optionWorthNothing");
  }
}

/** R2: what a structure may hold. */
function structureFaults(draft: RaffleDraft, add: Add): void {
  const { structure, format, drawings } = draft;
  const hasEarlyBirds = drawings.some(({ kind }) => kind === "early-bird");
  if (hasEarlyBirds && structure !== "multiple" && structure !== "mega") add("structure", "earlyBirdsNeedLevels");
  if (format === "tricky-tray" && structure !== "multiple" && structure !== "mega") add("structure", "trayNeedsLevels");
  if (format === "fifty-fifty" && structure !== "single" && structure !== "multiple")
    add("structure", "potHasNoChoice");
  const main = drawings.findIndex(({ kind }) => kind === "main");
  for (const [d, drawing] of drawings.entries()) {
    for (const [g, group] of drawing.groups.entries()) {
      const path = `drawings.${d}.groups.${g}`;
      if ((structure === "single" || structure === "multiple") && group.prizes.length > 1) add(path, "noChoiceHere");
      if ((structure === "single" || structure === "choice") && group.quantity > 1)
        add(`${path}.quantity`, "oneWinnerOnly");
    }
  }
  if ((structure === "single" || structure === "choice") && main >= 0 && drawings[main]!.groups.length > 1) {
    add(`drawings.${main}.groups`, structure === "single" ? "onePrizeOnly" : "oneGroupOnly");
  }
}

/**
 * R3: prizes that cost the organisation anything, in drawings that a date may bring about. `allowed` is what the
 * governing jurisdiction says of it (R16).
 */
export function datedCostFaults(draft: Pick<RaffleDraft, "drawings">, allowed = false): DraftFault[] {
  if (allowed) return [];
  return prizesOf(draft).flatMap(({ path, drawing, prize }) =>
    isDated(drawing) && hasCost(prize) ? [{ field: `${path}.costMinor`, code: "costInDatedEarlyBird" }] : [],
  );
}
