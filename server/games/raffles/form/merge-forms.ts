import { type Layout, type RaffleForm, readIds, readLayout, typed, writeLayout } from "./raffle-form";

/** A change of one field; "" where the field was not there. */
export interface FormPatch {
  field: string;
  before: string;
  after: string;
}

export interface MergedForm {
  form: RaffleForm;
  /** What the merge changed in the form it was given. */
  applied: FormPatch[];
  /** Fields that both had changed: what is kept, and what it took the place of. */
  conflicts: Array<{ field: string; mine: string; theirs: string }>;
}

/** What turns one form into another, field by field. */
export function patchesBetween(before: RaffleForm, after: RaffleForm, fields?: Iterable<string>): FormPatch[] {
  const names = fields ?? new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].flatMap((field) => {
    const patch = { field, before: typed(before, field), after: typed(after, field) };
    return patch.before === patch.after ? [] : [patch];
  });
}

/** A form as it was before some changes, the newest of which come last. */
export function formBefore(form: RaffleForm, changes: readonly FormPatch[]): RaffleForm {
  const earlier: Record<string, string> = { ...form };
  for (const { field, before } of [...changes].reverse()) earlier[field] = before;
  return earlier;
}

/**
 * A three-way merge, field by field: `patches` say what somebody changed in the form as they knew it. Where another
 * has changed the same field since, the later word is kept and both are told. Lists of rows are merged row by row; a
 * row that one took away and the other has written in since (`theirFields`, or `patches`) stays.
 */
export function mergeForms(
  current: RaffleForm,
  patches: readonly FormPatch[],
  theirFields: ReadonlySet<string> = new Set(),
): MergedForm {
  const form: Record<string, string> = { ...current };
  const conflicts: MergedForm["conflicts"] = [];
  const writtenByMe = rowsIn(patches.filter(({ after }) => after !== "").map(({ field }) => field));
  const writtenByThem = rowsIn(theirFields);
  for (const { field, before, after } of patches) {
    const now = typed(current, field);
    if (now === after || before === after) continue;
    if (field === "layout") {
      form[field] = writeLayout(
        mergeLayouts(readLayout(before), readLayout(now), readLayout(after), writtenByMe, writtenByThem),
      );
    } else if (field.startsWith("order.")) {
      form[field] = mergeIds(readIds(before), readIds(now), readIds(after), writtenByMe, writtenByThem).join(" ");
    } else if (now === before) form[field] = after;
    else {
      form[field] = after;
      conflicts.push({ field, mine: after, theirs: now });
    }
  }
  return { form, applied: patchesBetween(current, form), conflicts };
}

/** Ids of the rows that fields belong to. */
function rowsIn(fields: Iterable<string>): Set<string> {
  return new Set([...fields].flatMap((field) => (field.split(".").length > 2 ? field.split(".")[1]! : [])));
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, at) => id === other[at]);
}

/** Whether `list` holds what it has of `base` in the order of `base`. */
function keepsOrder(base: readonly string[], list: readonly string[]): boolean {
  return same(
    base.filter((id) => list.includes(id)),
    list.filter((id) => base.includes(id)),
  );
}

/** Merges two orders: whoever moved rows gives the order, and what the other added or took away is done to it. */
export function mergeIds(
  base: readonly string[],
  theirs: readonly string[],
  mine: readonly string[],
  writtenByMe: ReadonlySet<string> = new Set(),
  writtenByThem: ReadonlySet<string> = new Set(),
): string[] {
  const onTheirs = keepsOrder(base, mine);
  const [order, other] = onTheirs ? [theirs, mine] : [mine, theirs];
  const otherDropped = (id: string) => base.includes(id) && !other.includes(id);
  const orderDropped = (id: string) => base.includes(id) && !order.includes(id);
  const [writtenInOrder, writtenInOther] = onTheirs ? [writtenByThem, writtenByMe] : [writtenByMe, writtenByThem];
  const result = order.filter((id) => !otherDropped(id) || writtenInOrder.has(id));
  for (const [at, id] of other.entries()) {
    if (result.includes(id) || (orderDropped(id) && !writtenInOther.has(id))) continue;
    // Behind the row that it stood behind, else at the end.
    const before = other.slice(0, at).findLast((one) => result.includes(one));
    result.splice(before === undefined ? (at === 0 ? 0 : result.length) : result.indexOf(before) + 1, 0, id);
  }
  return result;
}

const prizesOf = (layout: Layout) => layout.flatMap(({ groups }) => groups.flatMap(({ prizes }) => prizes));

/** The place of every prize, to see whether anything was moved. */
function placesOf(layout: Layout): Map<string, string> {
  return new Map(
    layout.flatMap(({ id, groups }) =>
      groups.flatMap((group) => group.prizes.map((prize): [string, string] => [prize, `${id} ${group.id}`])),
    ),
  );
}

function onlyAddsAndDrops(base: Layout, changed: Layout): boolean {
  const was = placesOf(base);
  const is = placesOf(changed);
  return (
    keepsOrder(prizesOf(base), prizesOf(changed)) &&
    [...is].every(([prize, place]) => !was.has(prize) || was.get(prize) === place)
  );
}

/** Merges two layouts the same way: prizes decide; groups and early birds without any are gone. */
export function mergeLayouts(
  baseLayout: Layout,
  theirs: Layout,
  myLayout: Layout,
  writtenByMe: ReadonlySet<string> = new Set(),
  writtenByThem: ReadonlySet<string> = new Set(),
): Layout {
  // The first is the main drawing, whatever anybody calls it.
  const sameMain = (layout: Layout): Layout =>
    layout.map((one, at) => (at === 0 ? { ...one, id: theirs[0]!.id } : one));
  const [base, mine] = [sameMain(baseLayout), sameMain(myLayout)];
  const onTheirs = onlyAddsAndDrops(base, mine);
  const [order, other] = onTheirs ? [theirs, mine] : [mine, theirs];
  const [writtenInOrder, writtenInOther] = onTheirs ? [writtenByThem, writtenByMe] : [writtenByMe, writtenByThem];
  const [inBase, inOrder, inOther] = [base, order, other].map((layout) => new Set(prizesOf(layout)));
  const result: Layout = order.map(({ id, groups }) => ({
    id,
    groups: groups.map((group) => ({
      id: group.id,
      prizes: group.prizes.filter((prize) => inOther!.has(prize) || !inBase!.has(prize) || writtenInOrder.has(prize)),
    })),
  }));
  for (const drawing of other) {
    for (const group of drawing.groups) {
      for (const prize of group.prizes) {
        if (inOrder!.has(prize) || (inBase!.has(prize) && !writtenInOther.has(prize))) continue;
        groupFor(result, drawing.id, group.id).prizes.push(prize);
      }
    }
  }
  return withoutEmpty(result);
}

function groupFor(layout: Layout, drawingId: string, groupId: string): Layout[number]["groups"][number] {
  const known = layout.flatMap(({ groups }) => groups).find(({ id }) => id === groupId);
  if (known) return known;
  let drawing = layout.find(({ id }) => id === drawingId);
  if (!drawing) {
    drawing = { id: drawingId, groups: [] };
    layout.push(drawing);
  }
  const group = { id: groupId, prizes: [] };
  drawing.groups.push(group);
  return group;
}

/** R4: a group without prizes and an early bird without groups are none. */
export function withoutEmpty(layout: Layout): Layout {
  return layout
    .map(({ id, groups }) => ({ id, groups: groups.filter(({ prizes }) => prizes.length > 0) }))
    .filter(({ groups }, at) => at === 0 || groups.length > 0);
}
