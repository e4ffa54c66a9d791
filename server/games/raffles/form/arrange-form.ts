import type { DraftFault, DrawingDraft, PrizeDraft } from "../draft";
import { parseCount, parseLocalTime } from "../form-values";
import {
  addGroup,
  addPrize,
  type Edit,
  inOrderOfTriggers,
  type Move,
  move,
  type OrderRules,
  removeEarlyBird,
  removeGroup,
  removePrize,
} from "../prize-order";
import {
  type Layout,
  LISTS,
  type ListName,
  layoutOf,
  newRowId,
  type RaffleForm,
  rowIds,
  typed,
  writeLayout,
} from "./raffle-form";

/**
 * What may be done to the rows of a form. Places are numbers from 0, as they stand on the page; `to` of a move may lie
 * beyond the end.
 */
export type Arrangement =
  | { do: "add-row"; list: ListName; fields?: Record<string, string> }
  | { do: "remove-row"; list: ListName; id: string }
  | { do: "add-early-bird" }
  | { do: "sort" }
  | { do: "add-group"; drawing: number }
  | { do: "add-prize"; drawing: number; group: number }
  | { do: "remove-prize"; id: string }
  | { do: "remove-group"; id: string }
  | { do: "remove-early-bird"; id: string }
  | { do: "move-group"; id: string; drawing: number; group: number }
  | { do: "move-prize"; id: string; drawing: number; group: number; prize: number }
  | { do: "move-out"; id: string; drawing: number; group: number };

export type Arranged = { ok: true; form: RaffleForm; added?: string } | { ok: false; faults: DraftFault[] };

// The rules of order work on drafts; the rows' ids go with them as what the draft does not know of.
type Marked = DrawingDraft & { id: string };
type MarkedGroup = DrawingDraft["groups"][number] & { id?: string };

/** Does one thing to the rows of a form. Refused, with the form as it was, where a rule of R3 or R4 is against it. */
export function arrangeForm(form: RaffleForm, wish: Arrangement, rules: OrderRules): Arranged {
  if (wish.do === "add-row") {
    const id = newRowId();
    const next: Record<string, string> = {
      ...form,
      [`order.${wish.list}`]: [...rowIds(form, wish.list), id].join(" "),
    };
    for (const [name, value] of Object.entries(wish.fields ?? {})) next[`${wish.list}.${id}.${name}`] = value;
    return { ok: true, form: next, added: `${wish.list}.${id}` };
  }
  if (wish.do === "remove-row") {
    const order = rowIds(form, wish.list).filter((id) => id !== wish.id);
    return { ok: true, form: { ...form, [`order.${wish.list}`]: order.join(" ") } };
  }
  if (wish.do === "add-early-bird") {
    const [drawing, group, prize] = [newRowId(), newRowId(), newRowId()];
    const layout = [...layoutOf(form), { id: drawing, groups: [{ id: group, prizes: [prize] }] }];
    return { ok: true, form: { ...form, layout: writeLayout(layout) }, added: `drawing.${drawing}` };
  }
  const drawings = marked(form);
  if (wish.do === "sort") {
    return { ok: true, form: { ...form, layout: writeLayout(unmarked(inOrderOfTriggers(drawings)).layout) } };
  }
  const edit = changed(drawings, layoutOf(form), wish, rules);
  if (!edit) return { ok: false, faults: [{ field: "drawings", code: "noSuchPlace" }] };
  if (!edit.ok) {
    return { ok: false, faults: edit.faults.map((fault) => ({ ...fault, field: "drawings" })) };
  }
  const { layout, quantities } = unmarked(edit.drawings);
  const before = new Set(prizesIn(layoutOf(form)));
  const added = prizesIn(layout).find((id) => !before.has(id));
  const arranged = { ...form, ...quantities, layout: writeLayout(layout) };
  return { ok: true, form: arranged, ...(added ? { added: `prize.${added}` } : {}) };
}

function prizesIn(layout: Layout): string[] {
  return layout.flatMap(({ groups }) => groups.flatMap(({ prizes }) => prizes));
}

function changed(
  drawings: Marked[],
  layout: Layout,
  wish: Exclude<Arrangement, { do: "add-row" | "remove-row" | "add-early-bird" | "sort" }>,
  rules: OrderRules,
): Edit<{ drawing: number; group: number }> | null {
  const blank = (): PrizeDraft => mark(newRowId());
  switch (wish.do) {
    case "add-group":
      return addGroup(drawings, wish.drawing, { quantity: 1, prizes: [blank()] }, rules);
    case "add-prize":
      return addPrize(drawings, wish, blank(), rules);
    case "remove-early-bird":
      return removeEarlyBird(
        drawings,
        layout.findIndex(({ id }) => id === wish.id),
        rules,
      );
    case "remove-group":
    case "move-group": {
      const from = groupPlace(layout, wish.id);
      if (!from) return null;
      if (wish.do === "remove-group") return removeGroup(drawings, from, rules);
      return move(drawings, { what: "group", from, to: wish }, rules);
    }
    default: {
      const from = prizePlace(layout, wish.id);
      if (!from) return null;
      if (wish.do === "remove-prize") return removePrize(drawings, from, rules);
      const wanted: Move =
        wish.do === "move-prize"
          ? { what: "prize", from, to: wish }
          : { what: "prize", from, to: wish, asGroup: true, quantity: 1 };
      return move(drawings, wanted, rules);
    }
  }
}

function groupPlace(layout: Layout, id: string) {
  for (const [drawing, { groups }] of layout.entries()) {
    const group = groups.findIndex((one) => one.id === id);
    if (group >= 0) return { drawing, group };
  }
  return null;
}

function prizePlace(layout: Layout, id: string) {
  for (const [drawing, { groups }] of layout.entries()) {
    for (const [group, { prizes }] of groups.entries()) {
      const prize = prizes.indexOf(id);
      if (prize >= 0) return { drawing, group, prize };
    }
  }
  return null;
}

/** A prize of which the rules of order see nothing but its cost; its id stands where the heading would. */
function mark(id: string, costMinor = 0): PrizeDraft {
  return {
    heading: id,
    description: "",
    category: "",
    subcategory: "",
    cover: "",
    imageId: null,
    notActualItem: false,
    valueMinor: 0,
    costMinor,
    options: [],
    sponsor: "",
  };
}

/** The layout as drawings, with triggers and costs as far as they can be read. */
function marked(form: RaffleForm): Marked[] {
  const isTray = typed(form, "format") === "tricky-tray";
  const timeZone = typed(form, "timeZone") || "America/New_York";
  return layoutOf(form).map(({ id, groups }, d) => {
    const isEarly = d > 0 && !isTray;
    const count = parseCount(typed(form, `drawing.${id}.triggerCount`));
    const at = parseLocalTime(typed(form, `drawing.${id}.triggerAt`), timeZone);
    return {
      id,
      kind: isEarly ? "early-bird" : "main",
      triggerCount: isEarly && Number.isSafeInteger(count) ? count : null,
      triggerAt: isEarly && !Number.isNaN(at.getTime()) ? at : null,
      method: "beacon",
      groups: groups.map(
        (group): MarkedGroup => ({
          id: group.id,
          quantity: 1,
          prizes: group.prizes.map((prize) => mark(prize, costsAnything(form, prize) ? 1 : 0)),
        }),
      ),
    };
  });
}

function costsAnything(form: RaffleForm, prize: string): boolean {
  return ["cost", "options.item.cost", "options.cash.cost", "options.towards.cost"].some((name) =>
    /[1-9]/.test(typed(form, `prize.${prize}.${name}`)),
  );
}

function unmarked(drawings: readonly DrawingDraft[]): { layout: Layout; quantities: Record<string, string> } {
  const quantities: Record<string, string> = {};
  const layout = drawings.map((drawing) => ({
    id: (drawing as Marked).id,
    groups: drawing.groups.map((group: MarkedGroup) => {
      const id = group.id ?? newRowId();
      if (!group.id) quantities[`group.${id}.quantity`] = "1";
      return { id, prizes: group.prizes.map(({ heading }) => heading) };
    }),
  }));
  return { layout, quantities };
}

/** Reads what a button of the page says: `move-group g1 0 2`. Null for anything that no button says. */
export function readArrangement(text: string): Arrangement | null {
  const [what = "", ...rest] = text.split(" ");
  const numbers = rest.map((part) => (/^\d{1,4}$/.test(part) ? Number(part) : Number.NaN));
  const id = /^[a-z0-9-]{1,24}$/.test(rest[0] ?? "") ? rest[0]! : "";
  const at = (index: number) => (Number.isNaN(numbers[index] ?? Number.NaN) ? null : numbers[index]!);
  const list = LISTS.find((one) => one === rest[0]);
  const [first, second, third] = [at(1), at(2), at(3)];
  switch (what) {
    case "add-row":
      return list ? { do: what, list } : null;
    case "remove-row":
      return list && rest[1] ? { do: what, list, id: rest[1] } : null;
    case "add-early-bird":
      return { do: what };
    case "add-group":
      return at(0) === null ? null : { do: what, drawing: at(0)! };
    case "add-prize":
      return at(0) === null || first === null ? null : { do: what, drawing: at(0)!, group: first! };
    case "remove-prize":
    case "remove-group":
    case "remove-early-bird":
      return id ? { do: what, id } : null;
    case "move-group":
    case "move-out":
      return id && first !== null && second !== null ? { do: what, id, drawing: first!, group: second! } : null;
    case "move-prize":
      return id && first !== null && second !== null && third !== null
        ? { do: what, id, drawing: first!, group: second!, prize: third! }
        : null;
    default:
      return null;
  }
}
