/** Points of a PDF: 72 an inch. */
export const INCH = 72;
const MILLIMETRE = 72 / 25.4;

/** A sheet of labels, all measures in points. */
export interface LabelSheet {
  /** As its maker numbers it. */
  id: string;
  paper: "letter" | "a4";
  columns: number;
  rows: number;
  width: number;
  height: number;
  left: number;
  top: number;
  /** From the edge of one label to the same edge of the next. */
  pitchX: number;
  pitchY: number;
}

/** Paper in points, width by height. */
export const PAPER = {
  letter: { width: 8.5 * INCH, height: 11 * INCH },
  a4: { width: 210 * MILLIMETRE, height: 297 * MILLIMETRE },
} as const;

const inches = (
  id: string,
  columns: number,
  rows: number,
  measures: Record<"width" | "height" | "left" | "top" | "pitchX" | "pitchY", number>,
): LabelSheet => ({
  id,
  paper: "letter",
  columns,
  rows,
  ...scaled(measures, INCH),
});
const millimetres = (
  id: string,
  columns: number,
  rows: number,
  measures: Record<"width" | "height" | "left" | "top" | "pitchX" | "pitchY", number>,
): LabelSheet => ({
  id,
  paper: "a4",
  columns,
  rows,
  ...scaled(measures, MILLIMETRE),
});
function scaled<Key extends string>(measures: Record<Key, number>, unit: number): Record<Key, number> {
  return Object.fromEntries(Object.entries<number>(measures).map(([key, value]) => [key, value * unit])) as Record<
    Key,
    number
  >;
}

/** The sheets as their maker measures them: Avery's templates, in inches on Letter and millimetres on A4. */
export const LABEL_SHEETS: readonly LabelSheet[] = [
  inches("5160", 3, 10, { width: 2.625, height: 1, left: 0.1875, top: 0.5, pitchX: 2.75, pitchY: 1 }),
  inches("5161", 2, 10, { width: 4, height: 1, left: 0.15625, top: 0.5, pitchX: 4.1875, pitchY: 1 }),
  inches("5163", 2, 5, { width: 4, height: 2, left: 0.15625, top: 0.5, pitchX: 4.1875, pitchY: 2 }),
  millimetres("L7160", 3, 7, { width: 63.5, height: 38.1, left: 7.21, top: 15.15, pitchX: 66.04, pitchY: 38.1 }),
  millimetres("L7163", 2, 7, { width: 99.1, height: 38.1, left: 4.63, top: 15.15, pitchX: 101.64, pitchY: 38.1 }),
];

export function labelSheet(id: string): LabelSheet | null {
  return LABEL_SHEETS.find((sheet) => sheet.id === id) ?? null;
}

/**
 * Where a label lies: sheet (from 0) and its upper left corner in points. `at` counts the labels from 0, `first` is the
 * place on the first sheet at which printing starts, from 1, so that a sheet that was begun can be used up.
 */
export function labelPlace(sheet: LabelSheet, at: number, first: number): { page: number; x: number; y: number } {
  const perPage = sheet.columns * sheet.rows;
  const slot = at + first - 1;
  const onPage = slot % perPage;
  return {
    page: Math.floor(slot / perPage),
    x: sheet.left + (onPage % sheet.columns) * sheet.pitchX,
    y: sheet.top + Math.floor(onPage / sheet.columns) * sheet.pitchY,
  };
}

export interface PostalAddress {
  name: string;
  street: string;
  city: string;
  /** ISO 3166-2, such as US-NY. */
  subdivisionId: string;
  postalCode: string;
  country: string;
}

/** An address as its country's post wants it, without the country itself where it is the sender's own. */
export function addressLines(address: PostalAddress, senderCountry: string): string[] {
  const state = address.subdivisionId.split("-")[1] ?? "";
  const place =
    address.country === "US" || address.country === "CA" || address.country === "AU"
      ? [`${address.city} ${state} ${address.postalCode}`]
      : address.country === "GB"
        ? [address.city.toUpperCase(), address.postalCode]
        : [`${address.postalCode} ${address.city}`];
  const abroad = address.country === senderCountry ? [] : [countryName(address.country)];
  return [address.name, address.street, ...place, ...abroad]
    .map((line) => line.replace(/\s+/g, " ").trim())
    .filter(Boolean);
}

/** In English capitals, as the post of the sender's country reads it. */
function countryName(code: string): string {
  return (new Intl.DisplayNames("en", { type: "region" }).of(code) ?? code).toUpperCase();
}
