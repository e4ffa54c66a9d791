import type { DraftFault, DrawingDraft, PrizeDraft, PrizeGroupDraft } from "./draft";
import { datedCostFaults } from "./drawing-rules";

// Prizes, groups and drawings have no numbers of their own: where they stand in the lists is their number, and every
// label follows from it (R4). Each edit here gives new lists; none changes what it was given.

/** Where a group stands: its drawing and its place there, from 0. */
export interface GroupPlace {
  drawing: number;
  group: number;
}

/** Where a prize stands within its group, from 0. */
export interface PrizePlace extends GroupPlace {
  prize: number;
}

/** An edit done, with where the thing stands now, or refused with every list as it was. */
export type Edit<Place> = { ok: true; drawings: DrawingDraft[]; at: Place } | { ok: false; faults: DraftFault[] };

/** A move done, with the move that takes it back; null where a drawing disappeared by it. */
export type Moved<Place> =
  | { ok: true; drawings: DrawingDraft[]; at: Place; reverse: Move | null }
  | { ok: false; faults: DraftFault[] };

/** A move to a new position: of a group, of a prize into a group, or of a prize to stand as a group of its own. */
export type Move =
  | { what: "group"; from: GroupPlace; to: GroupPlace }
  | { what: "prize"; from: PrizePlace; to: PrizePlace }
  | { what: "prize"; from: PrizePlace; to: GroupPlace; asGroup: true; quantity?: number };

/** What the law of the governing jurisdiction says (R16); without a word of it a cost keeps out of dated early birds. */
export interface OrderRules {
  earlyBirdCostAllowed: boolean;
}

const STRICT: OrderRules = { earlyBirdCostAllowed: false };
type Drawings = readonly DrawingDraft[];

/**
 * Drawings in the order of their triggers: those that wait for a count by it, then those that wait for a date alone by
 * it. Of two that wait for the same, the one that was there first stays first.
 */
export function inOrderOfTriggers<Drawing extends Pick<DrawingDraft, "kind" | "triggerCount" | "triggerAt">>(
  drawings: readonly Drawing[],
): Drawing[] {
  const rank = ({ kind }: Drawing) => (kind === "early-bird" ? 1 : 0);
  const count = ({ triggerCount }: Drawing) => triggerCount ?? Number.POSITIVE_INFINITY;
  const moment = ({ triggerAt }: Drawing) => triggerAt?.getTime() || Number.MAX_SAFE_INTEGER;
  const compare = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);
  return [...drawings].sort(
    (one, other) =>
      compare(rank(one), rank(other)) ||
      (one.kind === "early-bird"
        ? compare(count(one), count(other)) || (one.triggerCount === null ? compare(moment(one), moment(other)) : 0)
        : 0),
  );
}

/** Adds a group at the end of a drawing, or of a tray as a pool of its own. */
export function addGroup(
  drawings: Drawings,
  drawing: number,
  group: PrizeGroupDraft,
  rules = STRICT,
): Edit<GroupPlace> {
  return edit(drawings, rules, (lists) => {
    const groups = lists[drawing]?.groups;
    if (!groups) return null;
    groups.push(group);
    return { drawing, group: groups.length - 1 };
  });
}

/** Adds a prize at the end of a group, as one more to choose from. */
export function addPrize(drawings: Drawings, at: GroupPlace, prize: PrizeDraft, rules = STRICT): Edit<PrizePlace> {
  return edit(drawings, rules, (lists) => {
    const prizes = lists[at.drawing]?.groups[at.group]?.prizes;
    if (!prizes) return null;
    prizes.push(prize);
    return { ...at, prize: prizes.length - 1 };
  });
}

/** Adds an early-bird drawing with its first group; it takes its place by its trigger. Answers with that group's place. */
export function addEarlyBird(
  drawings: Drawings,
  drawing: Pick<DrawingDraft, "triggerCount" | "triggerAt" | "method">,
  group: PrizeGroupDraft,
  rules = STRICT,
): Edit<GroupPlace> {
  return edit(drawings, rules, (lists) => {
    if (isTray(drawings) || (drawing.triggerCount === null && drawing.triggerAt === null)) return null;
    lists.push({ ...drawing, kind: "early-bird", groups: [group] });
    return { drawing: lists.length - 1, group: 0 };
  });
}

/** Changes when an early bird falls due; it moves to where its trigger belongs. */
export function changeTrigger(
  drawings: Drawings,
  drawing: number,
  trigger: Pick<DrawingDraft, "triggerCount" | "triggerAt">,
  rules = STRICT,
): Edit<GroupPlace> {
  return edit(drawings, rules, (lists) => {
    const one = lists[drawing];
    if (one?.kind !== "early-bird" || (trigger.triggerCount === null && trigger.triggerAt === null)) return null;
    Object.assign(one, trigger);
    return { drawing, group: 0 };
  });
}

/** Changes what a prize says, its cost among it. */
export function changePrize(
  drawings: Drawings,
  at: PrizePlace,
  change: Partial<PrizeDraft>,
  rules = STRICT,
): Edit<PrizePlace> {
  return edit(drawings, rules, (lists) => {
    const prizes = lists[at.drawing]?.groups[at.group]?.prizes;
    if (!prizes?.[at.prize]) return null;
    prizes[at.prize] = { ...prizes[at.prize]!, ...change };
    return at;
  });
}

export function changeQuantity(drawings: Drawings, at: GroupPlace, quantity: number, rules = STRICT): Edit<GroupPlace> {
  return edit(drawings, rules, (lists) => {
    const group = lists[at.drawing]?.groups[at.group];
    if (!group) return null;
    group.quantity = quantity;
    return at;
  });
}

/** Removes a group; an early bird that it leaves empty goes too. */
export function removeGroup(drawings: Drawings, at: GroupPlace, rules = STRICT): Edit<GroupPlace> {
  return edit(drawings, rules, (lists) => (lists[at.drawing]?.groups.splice(at.group, 1).length === 1 ? at : null));
}

/** Removes a prize; a group, and an early bird, that it leaves empty go too. */
export function removePrize(drawings: Drawings, at: PrizePlace, rules = STRICT): Edit<PrizePlace> {
  return edit(drawings, rules, (lists) =>
    lists[at.drawing]?.groups[at.group]?.prizes.splice(at.prize, 1).length === 1 ? at : null,
  );
}

/** Removes an early-bird drawing with all that stands in it. */
export function removeEarlyBird(drawings: Drawings, drawing: number, rules = STRICT): Edit<GroupPlace> {
  return edit(drawings, rules, (lists) => {
    if (lists[drawing]?.kind !== "early-bird") return null;
    lists[drawing]!.groups = [];
    return { drawing, group: 0 };
  });
}

/**
 * Moves a group or a prize to a new position: what stands between shifts by one. `to` is the place that it will have,
 * counted in the drawings and groups as they stand before the move; a place beyond the end is the end.
 */
export function move(drawings: Drawings, wanted: Move, rules = STRICT): Moved<GroupPlace | PrizePlace> {
  if (wanted.what === "group") return moveGroup(drawings, wanted.from, wanted.to, rules);
  return "asGroup" in wanted
    ? moveOut(drawings, wanted.from, wanted.to, wanted.quantity, rules)
    : movePrize(drawings, wanted.from, wanted.to, rules);
}

function moveGroup(drawings: Drawings, from: GroupPlace, to: GroupPlace, rules: OrderRules): Moved<GroupPlace> {
  const moved = edit(drawings, rules, (lists) => {
    const target = lists[to.drawing]?.groups;
    const [group] = target ? (lists[from.drawing]?.groups.splice(from.group, 1) ?? []) : [];
    if (!target || !group) return null;
    return { drawing: to.drawing, group: insert(target, to.group, group) };
  });
  return withReverse(drawings, moved, (at) => ({
    what: "group",
    from: at,
    to: { drawing: from.drawing, group: from.group },
  }));
}

function movePrize(drawings: Drawings, from: PrizePlace, to: PrizePlace, rules: OrderRules): Moved<PrizePlace> {
  const source = groupsOf(drawings)[from.drawing]?.[from.group];
  const moved = edit(drawings, rules, (lists) => {
    const target = lists[to.drawing]?.groups[to.group]?.prizes;
    const [prize] = target ? (lists[from.drawing]?.groups[from.group]?.prizes.splice(from.prize, 1) ?? []) : [];
    if (!target || !prize) return null;
    return { ...to, prize: insert(target, to.prize, prize) };
  });
  const isAlone = source?.prizes.length === 1 && !isSameGroup(from, to);
  return withReverse(drawings, moved, (at) =>
    isAlone
      ? { what: "prize", from: at, to: place(from), asGroup: true, quantity: source.quantity }
      : { what: "prize", from: at, to: from },
  );
}

/** A prize leaves its group and stands as a group of its own, with the quantity of the group that it came from. */
function moveOut(
  drawings: Drawings,
  from: PrizePlace,
  to: GroupPlace,
  quantity: number | undefined,
  rules: OrderRules,
): Moved<GroupPlace> {
  const source = groupsOf(drawings)[from.drawing]?.[from.group];
  const isAlone = source?.prizes.length === 1;
  const moved = edit(drawings, rules, (lists) => {
    const target = lists[to.drawing]?.groups;
    const groups = lists[from.drawing]?.groups;
    const group = groups?.[from.group];
    const [prize] = target ? (group?.prizes.splice(from.prize, 1) ?? []) : [];
    if (!target || !groups || !group || !prize) return null;
    // Alone in its group, it takes its group with it.
    if (isAlone) groups.splice(from.group, 1);
    const at = insert(target, to.group, { quantity: quantity ?? group.quantity, prizes: [prize] });
    return { drawing: to.drawing, group: at };
  });
  return withReverse(drawings, moved, (at) => {
    const back = { what: "prize" as const, from: { ...at, prize: 0 } };
    if (isAlone) return { ...back, to: place(from), asGroup: true, quantity: source.quantity };
    const isPushed = at.drawing === from.drawing && at.group <= from.group;
    return { ...back, to: { ...from, group: from.group + (isPushed ? 1 : 0) } };
  });
}

const place = ({ drawing, group }: GroupPlace): GroupPlace => ({ drawing, group });
const isSameGroup = (one: GroupPlace, other: GroupPlace) => one.drawing === other.drawing && one.group === other.group;

function insert<Item>(list: Item[], at: number, item: Item): number {
  const index = Math.max(0, Math.min(at, list.length));
  list.splice(index, 0, item);
  return index;
}

function isTray(drawings: Drawings): boolean {
  return drawings.some(({ kind }) => kind === "pool");
}

/** The groups of each drawing; the pools of a tray count as the groups of one. */
function groupsOf(drawings: Drawings): PrizeGroupDraft[][] {
  return asOne(drawings).map(({ groups }) => groups);
}

/** A tray's prizes are ordered among each other as the groups of one drawing are. */
function asOne(drawings: Drawings): DrawingDraft[] {
  if (!isTray(drawings)) return drawings.map((drawing) => ({ ...drawing, groups: copies(drawing.groups) }));
  const groups = drawings.flatMap((pool) => copies(pool.groups));
  return [{ ...drawings[0]!, groups }];
}

function copies(groups: readonly PrizeGroupDraft[]): PrizeGroupDraft[] {
  return groups.map((group) => ({ ...group, prizes: [...group.prizes] }));
}

/**
 * Makes an edit on copies, clears away what it left empty, puts drawings in order and follows the thing to where it
 * stands now. Refused where the place is none, or where a cost would stand in a dated early bird that it did not stand
 * in before.
 */
function edit<Place extends GroupPlace>(
  drawings: Drawings,
  rules: OrderRules,
  change: (lists: DrawingDraft[]) => Place | null,
): Edit<Place> {
  const lists = asOne(drawings);
  const at = change(lists);
  if (!at) return { ok: false, faults: [{ field: "drawings", code: "noSuchPlace" }] };
  const drawing = lists[at.drawing]!;
  const group = drawing.groups[at.group];
  for (const one of lists) one.groups = one.groups.filter(({ prizes }) => prizes.length > 0);
  const kept = inOrderOfTriggers(lists.filter((one) => one.kind !== "early-bird" || one.groups.length > 0));
  // What stood there already, since the law changed under it, does not keep anybody from mending something else.
  const faults = datedCostFaults({ drawings: kept }, rules.earlyBirdCostAllowed);
  const before = datedCostFaults({ drawings: [...drawings] }, rules.earlyBirdCostAllowed);
  if (faults.length > before.length) return { ok: false, faults };
  const now = {
    ...at,
    drawing: Math.max(0, kept.indexOf(drawing)),
    group: group && drawing.groups.includes(group) ? drawing.groups.indexOf(group) : at.group,
  };
  if (!isTray(drawings)) return { ok: true, drawings: kept, at: now };
  const pools = kept[0]!.groups.map((one): DrawingDraft => ({ ...kept[0]!, groups: [one] }));
  return { ok: true, drawings: pools, at: now };
}

/** A move's way back, in the places as they are after it; none where its early bird is gone. */
function withReverse<Place extends GroupPlace>(
  before: Drawings,
  moved: Edit<Place>,
  back: (at: Place) => Move,
): Moved<Place> {
  if (!moved.ok) return moved;
  const isGone = groupsOf(moved.drawings).length < groupsOf(before).length;
  return { ...moved, reverse: isGone ? null : back(moved.at) };
}
