import type { DraftForm } from "../form-reader";

/**
 * The form of a raffle as it was typed: texts by field. Rows have ids, so that a row stays the same row wherever it is
 * moved: `prize.k3f9.heading`, `permission.a81c.area`. Which prizes stand where is the field `layout`; the order of the
 * other lists are the fields `order.permission` and so on, ids with spaces between.
 */
export type RaffleForm = Readonly<Record<string, string>>;

export const LISTS = ["permission", "exclusion", "level", "place"] as const;
export type ListName = (typeof LISTS)[number];

/** Ids of drawings, groups and prizes in their order; the first drawing is the main one. */
export type Layout = LayoutDrawing[];
export interface LayoutDrawing {
  id: string;
  groups: LayoutGroup[];
}
export interface LayoutGroup {
  id: string;
  prizes: string[];
}

const ID = /^[a-z0-9-]{1,24}$/;
const FIELD =
  /^(layout|order\.(permission|exclusion|level|place)|[a-zA-Z]{1,30}|(fees|pot)\.[a-zA-Z]{1,30}|(drawing|group|prize|permission|exclusion|level|place)\.[a-z0-9-]{1,24}\.[a-zA-Z]{1,30}(\.[a-zA-Z]{1,30}){0,2})$/;
const FORBIDDEN = new Set(["constructor", "prototype", "raffleId", "revision", "do", "part"]);

/** Whether a name can be a field of the form; everything else that is sent is not taken. */
export function isFormField(name: string): boolean {
  return FIELD.test(name) && !name.split(".").some((part) => FORBIDDEN.has(part));
}

/** A new row's id. */
export function newRowId(): string {
  return [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => (byte % 36).toString(36)).join("");
}

export function typed(form: RaffleForm, field: string): string {
  return Object.hasOwn(form, field) ? form[field]! : "";
}

/** The order of a list's rows; ids that cannot be are left out. */
export function rowIds(form: RaffleForm, list: ListName): string[] {
  return readIds(typed(form, `order.${list}`));
}

export function readIds(text: string): string[] {
  return [...new Set(text.split(" "))].filter((id) => ID.test(id));
}

/** The layout that a form holds, or the empty main drawing where it holds none. Every id stands in it once. */
export function layoutOf(form: RaffleForm): Layout {
  return readLayout(typed(form, "layout"));
}

export function readLayout(text: string): Layout {
  const seen = new Set<string>();
  const isNew = (id: unknown): id is string => {
    if (typeof id !== "string" || !ID.test(id) || seen.has(id)) return false;
    seen.add(id);
    return true;
  };
  const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
  const of = (value: unknown, key: string): unknown =>
    typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  let parsed: unknown = null;
  try {
    parsed = JSON.parse(text || "[]");
  } catch {
    // What cannot be read is no layout.
  }
  const drawings = list(parsed).flatMap((drawing): LayoutDrawing[] => {
    const id = of(drawing, "id");
    if (!isNew(id)) return [];
    const groups = list(of(drawing, "groups")).flatMap((group): LayoutGroup[] => {
      const groupId = of(group, "id");
      return isNew(groupId) ? [{ id: groupId, prizes: list(of(group, "prizes")).filter(isNew) }] : [];
    });
    return [{ id, groups }];
  });
  return drawings.length > 0 ? drawings : [{ id: "main", groups: [] }];
}

export function writeLayout(layout: Layout): string {
  return JSON.stringify(layout);
}

/** Where a row of the form with ids stands in the form with numbers, and back. */
interface Rows {
  /** `drawings.0.groups.1.prizes.0` → `prize.k3f9`. */
  toOwn: Map<string, string>;
}

const LIST_NAMES: Record<ListName, string> = {
  permission: "permissions",
  exclusion: "exclusions",
  level: "priceLevels",
  place: "places",
};

function rowsOfForm(form: RaffleForm): Rows {
  const toOwn = new Map<string, string>();
  for (const [d, drawing] of layoutOf(form).entries()) {
    toOwn.set(`drawings.${d}`, `drawing.${drawing.id}`);
    for (const [g, group] of drawing.groups.entries()) {
      toOwn.set(`drawings.${d}.groups.${g}`, `group.${group.id}`);
      for (const [p, prize] of group.prizes.entries()) {
        toOwn.set(`drawings.${d}.groups.${g}.prizes.${p}`, `prize.${prize}`);
      }
    }
  }
  for (const list of LISTS) {
    for (const [at, id] of rowIds(form, list).entries()) toOwn.set(`${LIST_NAMES[list]}.${at}`, `${list}.${id}`);
  }
  return { toOwn };
}

/** The same form with its rows by number, as a draft is read from it. */
export function numbered(form: RaffleForm): DraftForm {
  const result: DraftForm = {};
  const places = new Map([...rowsOfForm(form).toOwn].map(([place, own]) => [own, place]));
  for (const [field, value] of Object.entries(form)) {
    const parts = field.split(".");
    if (field === "layout" || parts[0] === "order") continue;
    const place = parts.length > 2 ? places.get(`${parts[0]}.${parts[1]}`) : undefined;
    if (place) result[`${place}.${parts.slice(2).join(".")}`] = value;
    else if (parts.length < 3) result[field] = value;
  }
  return result;
}

/** The name of a field by ids, from its name by numbers: the longest part that is a row says which. */
export function ownField(form: RaffleForm, field: string): string {
  const { toOwn } = rowsOfForm(form);
  const parts = field.split(".");
  for (let length = parts.length; length > 0; length--) {
    const own = toOwn.get(parts.slice(0, length).join("."));
    if (own) return [own, ...parts.slice(length)].join(".");
  }
  return field;
}

/** A form by ids from one by numbers; the ids are made of the numbers, so that they are the same each time. */
export function identified(numberedForm: DraftForm): RaffleForm {
  const form: Record<string, string> = {};
  const drawings = new Map<number, Map<number, Set<number>>>([[0, new Map()]]);
  const lists = new Map<ListName, Set<number>>(LISTS.map((list) => [list, new Set()]));
  for (const [field, value] of Object.entries(numberedForm)) {
    const text = Array.isArray(value) ? (value[0] ?? "") : value;
    const drawing = /^drawings\.(\d+)(?:\.groups\.(\d+)(?:\.prizes\.(\d+))?)?\.(.+)$/.exec(field);
    const row = /^(permissions|exclusions|priceLevels|places)\.(\d+)\.(.+)$/.exec(field);
    if (drawing) {
      const [d, g, p] = [drawing[1], drawing[2], drawing[3]].map((part) => (part === undefined ? null : Number(part)));
      const groups = drawings.get(d!) ?? new Map<number, Set<number>>();
      drawings.set(d!, groups);
      if (g !== null) groups.set(g!, groups.get(g!) ?? new Set());
      if (p !== null) groups.get(g!)!.add(p!);
      const own = p !== null ? `prize.p${d}-${g}-${p}` : g !== null ? `group.g${d}-${g}` : `drawing.d${d}`;
      form[`${own}.${drawing[4]}`] = text;
    } else if (row) {
      const list = LISTS.find((one) => LIST_NAMES[one] === row[1])!;
      lists.get(list)!.add(Number(row[2]));
      form[`${list}.${list[0]}${row[2]}.${row[3]}`] = text;
    } else form[field] = text;
  }
  const sorted = (numbers: Iterable<number>) => [...numbers].sort((one, other) => one - other);
  form.layout = writeLayout(
    sorted(drawings.keys()).map((d) => ({
      id: `d${d}`,
      groups: sorted(drawings.get(d)!.keys()).map((g) => ({
        id: `g${d}-${g}`,
        prizes: sorted(drawings.get(d)!.get(g)!).map((p) => `p${d}-${g}-${p}`),
      })),
    })),
  );
  for (const [list, rows] of lists)
    form[`order.${list}`] = sorted(rows)
      .map((row) => `${list[0]}${row}`)
      .join(" ");
  return form;
}
