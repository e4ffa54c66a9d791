import type { DraftFault } from "./draft";
import { parseAmount, parseLocalTime } from "./form-values";

/** What the form of a raffle sends: texts by name; rows of lists are `drawings.0.groups.1.prizes.0.heading`. */
export type DraftForm = Record<string, string | string[]>;

// What a field of a row holds before anybody has typed anything; a row of nothing else is no row.
const PRESET = /\.(coverage|category|method|kind|cover|quantity|notActualItem)$/;

/** The rows of a list that hold anything, in the form's order, so that faults find their field. */
export function rowsOf(form: DraftForm, list: string): number[] {
  const rows = new Map<number, boolean>();
  const start = `${list}.`;
  for (const [name, value] of Object.entries(form)) {
    if (!name.startsWith(start)) continue;
    const row = /^(\d{1,3})\.[\w.]+$/.exec(name.slice(start.length))?.[1];
    if (row === undefined) continue;
    const isFilled = !PRESET.test(name) && String(value).trim() !== "";
    rows.set(Number(row), (rows.get(Number(row)) ?? false) || isFilled);
  }
  return [...rows].flatMap(([row, isFilled]) => (isFilled ? [row] : [])).sort((left, right) => left - right);
}

/** Where the rows of a draft stand on the form: `drawings.0.groups.1` of the draft, `drawings.0.groups.5` of the form. */
export type FormRows = ReadonlyMap<string, string>;

/** Reads the fields of one form, and keeps where its rows stand and what could not be read at all. */
export class FormReader {
  readonly rows = new Map<string, string>();
  readonly faults: DraftFault[] = [];
  readonly timeZone: string;

  constructor(readonly form: DraftForm) {
    this.timeZone = this.text("timeZone") || "America/New_York";
  }

  text(name: string): string {
    const value = Object.hasOwn(this.form, name) ? this.form[name] : undefined;
    return ((Array.isArray(value) ? value[0] : value) ?? "").replace(/\r\n/g, "\n");
  }

  isOn(name: string): boolean {
    return this.text(name) === "on";
  }

  choose<Value extends string>(values: readonly Value[], name: string, otherwise: Value): Value {
    return values.find((value) => value === this.text(name)) ?? otherwise;
  }

  /** An amount that need not be said: nothing written is nothing. */
  amount(name: string): number {
    return this.text(name).trim() ? parseAmount(this.text(name)) : 0;
  }

  moment(name: string): Date {
    return parseLocalTime(this.text(name), this.timeZone);
  }

  /** The start of a day, some days later; null where none is written or it cannot be read, which is a fault. */
  dayStart(name: string, days: number): Date | null {
    if (!this.text(name)) return null;
    const start = parseLocalTime(`${this.text(name)}T00:00`, this.timeZone);
    if (!Number.isNaN(start.getTime())) return new Date(start.getTime() + days * 86_400_000);
    this.faults.push({ field: name, code: "notADate" });
    return null;
  }

  /** Each row of a list that holds anything, with its place on the form; noted under its place in the draft. */
  each<Row>(draftList: string, formList: string, read: (at: string, own: string) => Row): Row[] {
    return rowsOf(this.form, formList).map((row, index) => {
      const own = `${draftList}.${index}`;
      const at = `${formList}.${row}`;
      this.rows.set(own, at);
      return read(at, own);
    });
  }
}
