import { DRAW_METHODS, type DrawingDraft, type PrizeDraft, type PrizeGroupDraft } from "./draft";
import { type DraftForm, type FormReader, rowsOf } from "./form-reader";
import { amountText, localTimeText, parseAmount, parseCount } from "./form-values";
import { inOrderOfTriggers } from "./prize-order";

const OPTIONS = ["item", "cash", "towards"] as const;

/**
 * The drawings of a form. Its row `drawings.0` is the main drawing, the others are early birds, which put themselves
 * in the order of their triggers. The prizes of a tray stand in `drawings.0` too, and each becomes a pool.
 */
export function readDrawings(reader: FormReader): DrawingDraft[] {
  const method = (at: string) => reader.choose(DRAW_METHODS, `${at}.method`, "beacon");
  const main: DrawingDraft = {
    kind: "main",
    triggerCount: null,
    triggerAt: null,
    method: method("drawings.0"),
    groups: [],
  };
  if (reader.text("format") === "tricky-tray") {
    return rowsOf(reader.form, "drawings.0.groups").map((row, pool) => {
      const at = `drawings.0.groups.${row}`;
      reader.rows.set(`drawings.${pool}`, at);
      return { ...main, kind: "pool", groups: [readGroup(reader, at, `drawings.${pool}.groups.0`)] };
    });
  }
  const early = rowsOf(reader.form, "drawings")
    .filter((row) => row > 0)
    .map((row) => {
      const at = `drawings.${row}`;
      const triggerCount = parseCount(reader.text(`${at}.triggerCount`));
      const triggerAt = reader.text(`${at}.triggerAt`) ? reader.moment(`${at}.triggerAt`) : null;
      return { row, kind: "early-bird" as const, triggerCount, triggerAt, method: method(at) };
    });
  return [{ row: 0, ...main }, ...inOrderOfTriggers(early)].map(({ row, ...drawing }, index) => {
    const own = `drawings.${index}`;
    reader.rows.set(own, `drawings.${row}`);
    return { ...drawing, groups: readGroups(reader, `drawings.${row}`, own) };
  });
}

function readGroups(reader: FormReader, at: string, own: string): PrizeGroupDraft[] {
  return reader.each(`${own}.groups`, `${at}.groups`, (group, ownGroup) => readGroup(reader, group, ownGroup));
}

function readGroup(reader: FormReader, at: string, own: string): PrizeGroupDraft {
  reader.rows.set(own, at);
  return {
    quantity: parseCount(reader.text(`${at}.quantity`)) ?? 1,
    prizes: reader.each(`${own}.prizes`, `${at}.prizes`, (prize, ownPrize) => readPrize(reader, prize, ownPrize)),
  };
}

function readPrize(reader: FormReader, at: string, own: string): PrizeDraft {
  const kinds = OPTIONS.filter((kind) => reader.isOn(`${at}.options.${kind}`));
  kinds.forEach((kind, index) => {
    reader.rows.set(`${own}.options.${index}`, `${at}.options.${kind}`);
  });
  // A share of a pot is worth what is sold; every other prize says what it is worth.
  const isShare = reader.text("format") === "fifty-fifty";
  return {
    heading: reader.text(`${at}.heading`).trim(),
    description: reader.text(`${at}.description`).trim(),
    category: reader.text(`${at}.category`) || reader.text("category") || "other",
    subcategory: reader.text(`${at}.subcategory`).trim(),
    cover: reader.text(`${at}.cover`) || reader.text("cover") || "hamper",
    imageId: reader.text(`${at}.imageId`) || null,
    notActualItem: reader.isOn(`${at}.notActualItem`),
    valueMinor: isShare ? reader.amount(`${at}.value`) : parseAmount(reader.text(`${at}.value`)),
    costMinor: reader.amount(`${at}.cost`),
    options: kinds.map((kind) => ({
      kind,
      valueMinor: reader.amount(`${at}.options.${kind}.value`),
      costMinor: reader.amount(`${at}.options.${kind}.cost`),
    })),
    sponsor: reader.text(`${at}.sponsor`).trim(),
  };
}

/** Writes drawings into a form, as {@link readDrawings} reads them. */
export function writeDrawings(form: DraftForm, drawings: readonly DrawingDraft[], timeZone: string): void {
  const pools = drawings.filter(({ kind }) => kind === "pool");
  if (pools.length > 0) {
    form["drawings.0.method"] = pools[0]!.method;
    for (const [g, { groups }] of pools.entries()) writeGroup(form, `drawings.0.groups.${g}`, groups[0]!);
    return;
  }
  for (const [d, drawing] of drawings.entries()) {
    const at = `drawings.${d}`;
    form[`${at}.method`] = drawing.method;
    if (drawing.kind === "early-bird") {
      form[`${at}.triggerCount`] = drawing.triggerCount === null ? "" : String(drawing.triggerCount);
      form[`${at}.triggerAt`] = drawing.triggerAt ? localTimeText(drawing.triggerAt, timeZone) : "";
    }
    for (const [g, group] of drawing.groups.entries()) writeGroup(form, `${at}.groups.${g}`, group);
  }
}

function writeGroup(form: DraftForm, at: string, group: PrizeGroupDraft): void {
  form[`${at}.quantity`] = String(group.quantity);
  for (const [p, prize] of group.prizes.entries()) {
    const own = `${at}.prizes.${p}`;
    form[`${own}.heading`] = prize.heading;
    form[`${own}.description`] = prize.description;
    form[`${own}.category`] = prize.category;
    form[`${own}.subcategory`] = prize.subcategory;
    form[`${own}.cover`] = prize.cover;
    form[`${own}.imageId`] = prize.imageId ?? "";
    form[`${own}.notActualItem`] = prize.notActualItem ? "on" : "";
    form[`${own}.value`] = amountText(prize.valueMinor);
    form[`${own}.cost`] = prize.costMinor ? amountText(prize.costMinor) : "";
    form[`${own}.sponsor`] = prize.sponsor;
    for (const option of prize.options) {
      form[`${own}.options.${option.kind}`] = "on";
      form[`${own}.options.${option.kind}.value`] = option.valueMinor ? amountText(option.valueMinor) : "";
      form[`${own}.options.${option.kind}.cost`] = option.costMinor ? amountText(option.costMinor) : "";
    }
  }
}
