import type { DraftFault, PermissionDraft, RaffleDraft } from "./draft";

/** What the form of a raffle sends: texts by name; rows of lists are `prizes.0.heading`. */
export type DraftForm = Record<string, string | string[]>;

/** A moment in a time zone from what a date field sends, `YYYY-MM-DDTHH:MM`; an invalid date where there is none. */
export function parseLocalTime(text: string, timeZone: string): Date {
  const parts = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/.exec(text.trim());
  if (!parts) return new Date(Number.NaN);
  const wanted = Date.parse(`${text.trim().slice(0, 16)}:00Z`);
  let at = wanted;
  // The offset depends on the moment that is looked for; two rounds settle it, also across a change of the clocks.
  for (let round = 0; round < 2; round++) at = wanted - offsetMs(new Date(at), timeZone);
  return new Date(at);
}

/** A moment as a date field shows it in a time zone. */
export function localTimeText(at: Date, timeZone: string): string {
  return new Date(at.getTime() + offsetMs(at, timeZone)).toISOString().slice(0, 16);
}

function offsetMs(at: Date, timeZone: string): number {
  if (Number.isNaN(at.getTime())) return 0;
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const local = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return local - Math.floor(at.getTime() / 1000) * 1000;
}

/** An amount as people write it ("1,250.50", "$25") in minor units; not a number where it is none. */
export function parseAmount(text: string): number {
  const plain = text
    .trim()
    .replace(/^\$/, "")
    .replace(/,(?=\d{3})/g, "");
  const parts = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(plain);
  if (!parts) return Number.NaN;
  return Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0"));
}

export function amountText(minor: number): string {
  return minor % 100 === 0 ? String(minor / 100) : (minor / 100).toFixed(2);
}

/** A whole number, null where the field is empty, not a number where it is none. */
export function parseCount(text: string): number | null {
  const plain = text.trim().replace(/,(?=\d{3})/g, "");
  if (!plain) return null;
  return /^\d{1,9}$/.test(plain) ? Number(plain) : Number.NaN;
}

const one = (form: DraftForm, name: string) => {
  const value = form[name];
  return (Array.isArray(value) ? value[0] : value) ?? "";
};

/** The rows of a list that hold anything, each with its place in the form, so that faults find their field. */
export function rowsOf(form: DraftForm, list: string): number[] {
  const rows = new Map<number, boolean>();
  for (const [name, value] of Object.entries(form)) {
    const parts = new RegExp(`^${list}\\.(\\d{1,3})\\.(\\w+)$`).exec(name);
    if (!parts) continue;
    const row = Number(parts[1]);
    const isFilled = parts[2] !== "coverage" && parts[2] !== "category" && String(value).trim() !== "";
    rows.set(row, (rows.get(row) ?? false) || isFilled);
  }
  return [...rows].flatMap(([row, isFilled]) => (isFilled ? [row] : [])).sort((left, right) => left - right);
}

/**
 * The draft that a form means. `areaIds` are the areas its texts were found to mean, by field. Faults are about what
 * cannot be read at all; what is readable but wrong is found by the rules of a draft.
 */
export function readDraftForm(
  form: DraftForm,
  areaIds: ReadonlyMap<string, string>,
): {
  draft: RaffleDraft;
  faults: DraftFault[];
  rows: { prizes: number[]; permissions: number[]; exclusions: number[]; priceLevels: number[] };
} {
  const text = (name: string) => one(form, name).replace(/\r\n/g, "\n");
  const isOn = (name: string) => one(form, name) === "on";
  const timeZone = text("timeZone") || "America/New_York";
  const rows = {
    prizes: rowsOf(form, "prizes"),
    permissions: rowsOf(form, "permissions"),
    exclusions: rowsOf(form, "exclusions"),
    priceLevels: rowsOf(form, "priceLevels"),
  };
  const faults: DraftFault[] = [];
  const dayStart = (name: string, days: number) => {
    if (!text(name)) return null;
    const start = parseLocalTime(`${text(name)}T00:00`, timeZone);
    if (Number.isNaN(start.getTime())) {
      faults.push({ field: name, code: "notADate" });
      return null;
    }
    return new Date(start.getTime() + days * 86_400_000);
  };
  const draft: RaffleDraft = {
    title: text("title").trim(),
    summary: text("summary").trim(),
    description: text("description").trim(),
    cover: text("cover") || "hamper",
    notActualItem: isOn("notActualItem"),
    category: text("category") || "other",
    subcategory: text("subcategory").trim(),
    structure: text("structure") === "multiple" ? "multiple" : "single",
    prizes: rows.prizes.map((row) => ({
      heading: text(`prizes.${row}.heading`).trim(),
      description: text(`prizes.${row}.description`).trim(),
      category: text(`prizes.${row}.category`) || text("category") || "other",
      subcategory: "",
      cover: text("cover") || "hamper",
      notActualItem: isOn("notActualItem"),
      valueMinor: parseAmount(text(`prizes.${row}.value`)),
      costMinor: text(`prizes.${row}.cost`) ? parseAmount(text(`prizes.${row}.cost`)) : 0,
      quantity: parseCount(text(`prizes.${row}.quantity`)) ?? 1,
      sponsor: text(`prizes.${row}.sponsor`).trim(),
    })),
    priceMinor: parseAmount(text("price")),
    currency: "USD",
    priceLevels: rows.priceLevels.map((row) => ({
      count: parseCount(text(`priceLevels.${row}.count`)) ?? Number.NaN,
      priceMinor: parseAmount(text(`priceLevels.${row}.price`)),
      stock: parseCount(text(`priceLevels.${row}.stock`)),
    })),
    ticketCap: parseCount(text("ticketCap")),
    perPersonMaximum: parseCount(text("perPersonMaximum")),
    perHouseholdMaximum: parseCount(text("perHouseholdMaximum")),
    freeEntryAllowed: isOn("freeEntryAllowed"),
    freeEntryText: text("freeEntryText").trim(),
    donationsAllowed: isOn("donationsAllowed"),
    coverFeeAllowed: isOn("coverFeeAllowed"),
    staffBarred: isOn("staffBarred"),
    numbering: text("numbering") === "at-close" ? "at-close" : "at-issue",
    deliveryText: text("deliveryText").trim(),
    rulesText: text("rulesText").trim(),
    ticketText: text("ticketText").trim(),
    drawPlace: text("drawPlace").trim(),
    extraCostMinor: text("extraCost") ? parseAmount(text("extraCost")) : 0,
    opensAt: parseLocalTime(text("opensAt"), timeZone),
    closesAt: parseLocalTime(text("closesAt"), timeZone),
    drawAt: parseLocalTime(text("drawAt"), timeZone),
    timeZone,
    minimumAge: parseCount(text("minimumAge")),
    permissions: rows.permissions.map(
      (row): PermissionDraft => ({
        areaId: areaIds.get(`permissions.${row}.area`) ?? "",
        coverage:
          (["wide", "not-required", "local"] as const).find(
            (coverage) => coverage === text(`permissions.${row}.coverage`),
          ) ?? "wide",
        permitNumber: text(`permissions.${row}.permitNumber`).trim(),
        validFrom: dayStart(`permissions.${row}.from`, 0),
        validTo: dayStart(`permissions.${row}.to`, 1), // valid through the day that was written
      }),
    ),
    exclusions: rows.exclusions.map((row) => areaIds.get(`exclusions.${row}.area`) ?? ""),
  };
  return { draft, faults, rows };
}

/** Names of a draft's fields on the form: rows are numbered as on the form, amounts and areas have their own names. */
export function formField(field: string, rows: ReturnType<typeof readDraftForm>["rows"]): string {
  const own: Record<string, string> = {
    priceMinor: "price",
    extraCostMinor: "extraCost",
    valueMinor: "value",
    costMinor: "cost",
    areaId: "area",
    validTo: "to",
    organisation: "title",
  };
  const [list, at, part] = field.split(".");
  if (at === undefined) return own[field] ?? field;
  const row = rows[list as keyof typeof rows]?.[Number(at)] ?? at;
  return `${list}.${row}.${part === undefined ? "area" : (own[part] ?? part)}`;
}

/** The form of a draft, for editing it again. `areaNames` are the words for its areas. */
export function writeDraftForm(draft: RaffleDraft, areaNames: ReadonlyMap<string, string>): DraftForm {
  const on = (value: boolean) => (value ? "on" : "");
  const count = (value: number | null) => (value === null ? "" : String(value));
  const form: DraftForm = {
    title: draft.title,
    summary: draft.summary,
    description: draft.description,
    cover: draft.cover,
    notActualItem: on(draft.notActualItem),
    category: draft.category,
    subcategory: draft.subcategory,
    structure: draft.structure,
    price: amountText(draft.priceMinor),
    ticketCap: count(draft.ticketCap),
    perPersonMaximum: count(draft.perPersonMaximum),
    perHouseholdMaximum: count(draft.perHouseholdMaximum),
    freeEntryAllowed: on(draft.freeEntryAllowed),
    freeEntryText: draft.freeEntryText,
    donationsAllowed: on(draft.donationsAllowed),
    coverFeeAllowed: on(draft.coverFeeAllowed),
    staffBarred: on(draft.staffBarred),
    numbering: draft.numbering,
    deliveryText: draft.deliveryText,
    rulesText: draft.rulesText,
    ticketText: draft.ticketText,
    drawPlace: draft.drawPlace,
    extraCost: draft.extraCostMinor ? amountText(draft.extraCostMinor) : "",
    opensAt: localTimeText(draft.opensAt, draft.timeZone),
    closesAt: localTimeText(draft.closesAt, draft.timeZone),
    drawAt: localTimeText(draft.drawAt, draft.timeZone),
    timeZone: draft.timeZone,
    minimumAge: count(draft.minimumAge),
  };
  for (const [at, prize] of draft.prizes.entries()) {
    form[`prizes.${at}.heading`] = prize.heading;
    form[`prizes.${at}.description`] = prize.description;
    form[`prizes.${at}.category`] = prize.category;
    form[`prizes.${at}.value`] = amountText(prize.valueMinor);
    form[`prizes.${at}.cost`] = prize.costMinor ? amountText(prize.costMinor) : "";
    form[`prizes.${at}.quantity`] = String(prize.quantity);
    form[`prizes.${at}.sponsor`] = prize.sponsor;
  }
  for (const [at, level] of draft.priceLevels.entries()) {
    form[`priceLevels.${at}.count`] = String(level.count);
    form[`priceLevels.${at}.price`] = amountText(level.priceMinor);
    form[`priceLevels.${at}.stock`] = count(level.stock);
  }
  const day = (date: Date | null, days: number) =>
    date ? localTimeText(new Date(date.getTime() - days * 86_400_000), draft.timeZone).slice(0, 10) : "";
  for (const [at, permission] of draft.permissions.entries()) {
    form[`permissions.${at}.area`] = areaNames.get(permission.areaId) ?? permission.areaId;
    form[`permissions.${at}.coverage`] = permission.coverage;
    form[`permissions.${at}.permitNumber`] = permission.permitNumber;
    form[`permissions.${at}.from`] = day(permission.validFrom, 0);
    form[`permissions.${at}.to`] = day(permission.validTo, 1);
  }
  for (const [at, areaId] of draft.exclusions.entries())
    form[`exclusions.${at}.area`] = areaNames.get(areaId) ?? areaId;
  return form;
}
