/** A form as plain data, so that one component shows them all and a server action can answer with a changed one. */
export type FieldSpec =
  | {
      kind: "text";
      name: string;
      label: string;
      hint?: string;
      type?: "text" | "email" | "password" | "tel" | "date" | "datetime-local" | "url";
      autoComplete?: string;
      inputMode?: "numeric" | "decimal" | "text";
      width?: "small" | "medium";
      mono?: boolean;
      signature?: boolean;
      readOnly?: boolean;
      required?: boolean;
    }
  | { kind: "lines"; name: string; label: string; hint?: string; rows?: number; required?: boolean }
  | { kind: "select"; name: string; label: string; hint?: string; options: Option[]; width?: "small" | "medium" }
  | { kind: "choices"; name: string; legend: string; hint?: string; options: Option[]; many?: boolean }
  | { kind: "check"; name: string; label: string }
  | { kind: "hidden"; name: string }
  | { kind: "heading"; text: string; intro?: string }
  | { kind: "reading"; label: string; lines: string[] }
  | { kind: "button"; name: string; value: string; label: string }
  | { kind: "list"; name: string; legend: string; hint?: string; fields: FieldSpec[]; most: number; words: ListWords };

export interface Option {
  value: string;
  text: string;
}

export interface ListWords {
  add: string;
  remove: string;
  /** "Prize {number}" */
  item: string;
}

export type FormValues = Record<string, string | string[]>;

export interface FormState {
  /** Counts the answers, so that the form shows what came back and not what the browser remembers. */
  attempt: number;
  values: FormValues;
  faults: Array<{ field: string; text: string }>;
  note?: { kind: "good" | "bad"; title: string; text?: string; lines?: string[] };
  /** Fields in place of the form's own: a postal code that leaves a choice brings a question. */
  fields?: FieldSpec[];
  /** Shown instead of the form when there is nothing left to fill in. */
  finished?: boolean;
}

export type FormAction = (state: FormState, data: FormData) => Promise<FormState>;

/** What a form begins with. */
export function formStart(values: FormValues = {}): FormState {
  return { attempt: 0, values, faults: [] };
}

/** How many rows of a list there are values for: names are `list.0.field`, and a form has no row of four figures. */
export function rowCount(values: FormValues, list: string): number {
  let count = 0;
  for (const name of Object.keys(values)) {
    const row = name.startsWith(`${list}.`) ? (name.slice(list.length + 1).split(".")[0] ?? "") : "";
    if (/^\d{1,3}$/.test(row)) count = Math.max(count, Number(row) + 1);
  }
  return count;
}

/** What was typed, by field; a field named several times is a list. Files and Next's own fields are left out. */
export function valuesOf(data: FormData): FormValues {
  const values: FormValues = {};
  for (const name of new Set(data.keys())) {
    // Names come from whoever sends the form: this one would change the object itself.
    if (name.startsWith("$ACTION") || name === "__proto__") continue;
    const texts = data.getAll(name).filter((value): value is string => typeof value === "string");
    // No text of anybody's has this character, and the database takes none that does.
    const all = texts.map((text) => text.replaceAll("\0", ""));
    values[name] = all.length === 1 ? all[0]! : all;
  }
  return values;
}

/** One value as text; the first where there are several. */
export function textOf(values: FormValues, name: string): string {
  const value = values[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
}

/** Every value of a field as a list. */
export function listOf(values: FormValues, name: string): string[] {
  const value = values[name];
  return value === undefined ? [] : Array.isArray(value) ? value : value ? [value] : [];
}
