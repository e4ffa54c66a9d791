import { type DraftFault, FORMATS, PARTICIPATIONS, type PermissionDraft, type RaffleDraft, STRUCTURES } from "./draft";
import { readDrawings, writeDrawings } from "./drawings-form";
import { type DraftForm, FormReader, type FormRows } from "./form-reader";
import { amountText, localTimeText, parseAmount, parseCount, parsePercent, percentText } from "./form-values";

/**
 * The draft that a form means. `areaIds` are the areas its texts were found to mean, by field. Faults are about what
 * cannot be read at all; what is readable but wrong is found by the rules of a draft.
 */
export function readDraftForm(
  form: DraftForm,
  areaIds: ReadonlyMap<string, string>,
): { draft: RaffleDraft; faults: DraftFault[]; rows: FormRows } {
  const reader = new FormReader(form);
  const text = (name: string) => reader.text(name);
  const { timeZone } = reader;
  const draft: RaffleDraft = {
    title: text("title").trim(),
    summary: text("summary").trim(),
    description: text("description").trim(),
    cover: text("cover") || "hamper",
    notActualItem: reader.isOn("notActualItem"),
    category: text("category") || "other",
    subcategory: text("subcategory").trim(),
    imageId: text("imageId") || null,
    sponsors: text("sponsors")
      .split("\n")
      .map((sponsor) => sponsor.trim())
      .filter(Boolean),
    structure: reader.choose(STRUCTURES, "structure", "single"),
    format: reader.choose(FORMATS, "format", "standard"),
    participation: reader.choose(PARTICIPATIONS, "participation", "online"),
    drawings: readDrawings(reader),
    pot:
      text("format") === "fifty-fifty"
        ? {
            shareBasisPoints: parsePercent(text("pot.share") || "50"),
            seedMinor: reader.amount("pot.seed"),
            minimumMinor: reader.amount("pot.minimum"),
            capMinor: text("pot.cap") ? parseAmount(text("pot.cap")) : null,
          }
        : null,
    isFree: text("purchase") === "free" || (!text("purchase") && parseAmount(text("price")) === 0),
    priceMinor: text("purchase") === "free" ? reader.amount("price") : parseAmount(text("price")),
    currency: "USD",
    priceLevels: reader.each("priceLevels", "priceLevels", (at) => ({
      count: parseCount(text(`${at}.count`)) ?? Number.NaN,
      priceMinor: parseAmount(text(`${at}.price`)),
      stock: parseCount(text(`${at}.stock`)),
    })),
    ticketCap: parseCount(text("ticketCap")),
    targetCount: parseCount(text("targetCount")),
    perPersonMaximum: parseCount(text("perPersonMaximum")),
    perHouseholdMaximum: parseCount(text("perHouseholdMaximum")),
    freeEntryAllowed: reader.isOn("freeEntryAllowed"),
    freeEntryText: text("freeEntryText").trim(),
    donationsAllowed: reader.isOn("donationsAllowed"),
    giftsAllowed: reader.isOn("giftsAllowed"),
    coverFeeAllowed: reader.isOn("coverFeeAllowed"),
    staffBarred: reader.isOn("staffBarred"),
    numbering: reader.choose(["at-issue", "at-close"], "numbering", "at-issue"),
    ticketNumberPart: reader.choose(["record", "participant", "sequence"], "ticketNumberPart", "sequence"),
    earlyBirdsWinAgain: !reader.isOn("earlyBirdsLeave"),
    stubsReturn: reader.isOn("stubsReturn"),
    conversionAllowed: reader.isOn("conversionAllowed"),
    claimDays: text("claimDays") ? (parseCount(text("claimDays")) ?? 60) : 60,
    deliveryText: text("deliveryText").trim(),
    rulesText: text("rulesText").trim(),
    ticketText: text("ticketText").trim(),
    drawPlace: text("drawPlace").trim(),
    drawDirections: text("drawDirections").trim(),
    extraCostMinor: reader.amount("extraCost"),
    fees: {
      processingBasisPoints: text("fees.processing") ? parsePercent(text("fees.processing")) : 290,
      processingPerTicketMinor: reader.amount("fees.processingPerTicket"),
      licenceMinor: reader.amount("fees.licence"),
      regulatorBasisPoints: text("fees.regulator") ? parsePercent(text("fees.regulator")) : 0,
    },
    opensAt: reader.moment("opensAt"),
    closesAt: reader.moment("closesAt"),
    drawAt: reader.moment("drawAt"),
    timeZone,
    minimumAge: parseCount(text("minimumAge")),
    permissions: reader.each(
      "permissions",
      "permissions",
      (at): PermissionDraft => ({
        areaId: areaIds.get(`${at}.area`) ?? "",
        coverage: reader.choose(["wide", "not-required", "local"], `${at}.coverage`, "wide"),
        permitNumber: text(`${at}.permitNumber`).trim(),
        validFrom: reader.dayStart(`${at}.from`, 0),
        validTo: reader.dayStart(`${at}.to`, 1), // valid through the day that was written
      }),
    ),
    exclusions: reader.each("exclusions", "exclusions", (at) => areaIds.get(`${at}.area`) ?? ""),
  };
  return { draft, faults: reader.faults, rows: reader.rows };
}

const OWN_NAMES: Record<string, string> = {
  priceMinor: "price",
  extraCostMinor: "extraCost",
  isFree: "purchase",
  valueMinor: "value",
  costMinor: "cost",
  areaId: "area",
  validTo: "to",
  organisation: "title",
  shareBasisPoints: "share",
  seedMinor: "seed",
  minimumMinor: "minimum",
  capMinor: "cap",
  processingBasisPoints: "processing",
  processingPerTicketMinor: "processingPerTicket",
  licenceMinor: "licence",
  regulatorBasisPoints: "regulator",
};

/** Names of a draft's fields on the form: rows are numbered as on the form, amounts and areas have their own names. */
export function formField(field: string, rows: FormRows): string {
  const parts = field.split(".");
  if (parts[0] === "sponsors") return "sponsors";
  // The longest part that is a row of the form says where the field stands.
  for (let length = parts.length; length > 0; length--) {
    const row = rows.get(parts.slice(0, length).join("."));
    if (!row) continue;
    const rest = parts.slice(length).map((part) => OWN_NAMES[part] ?? part);
    return [row, ...(parts[0] === "exclusions" ? ["area"] : rest)].join(".");
  }
  return parts.map((part) => OWN_NAMES[part] ?? part).join(".");
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
    imageId: draft.imageId ?? "",
    sponsors: draft.sponsors.join("\n"),
    structure: draft.structure,
    format: draft.format,
    participation: draft.participation,
    purchase: draft.isFree ? "free" : "paid",
    price: amountText(draft.priceMinor),
    ticketCap: count(draft.ticketCap),
    targetCount: count(draft.targetCount),
    perPersonMaximum: count(draft.perPersonMaximum),
    perHouseholdMaximum: count(draft.perHouseholdMaximum),
    freeEntryAllowed: on(draft.freeEntryAllowed),
    freeEntryText: draft.freeEntryText,
    giftsAllowed: on(draft.giftsAllowed),
    donationsAllowed: on(draft.donationsAllowed),
    coverFeeAllowed: on(draft.coverFeeAllowed),
    staffBarred: on(draft.staffBarred),
    numbering: draft.numbering,
    ticketNumberPart: draft.ticketNumberPart,
    earlyBirdsLeave: on(!draft.earlyBirdsWinAgain),
    stubsReturn: on(draft.stubsReturn),
    conversionAllowed: on(draft.conversionAllowed),
    claimDays: String(draft.claimDays),
    deliveryText: draft.deliveryText,
    rulesText: draft.rulesText,
    ticketText: draft.ticketText,
    drawPlace: draft.drawPlace,
    drawDirections: draft.drawDirections,
    "fees.processing": percentText(draft.fees.processingBasisPoints),
    "fees.processingPerTicket": amountText(draft.fees.processingPerTicketMinor),
    "fees.licence": amountText(draft.fees.licenceMinor),
    "fees.regulator": percentText(draft.fees.regulatorBasisPoints),
    extraCost: draft.extraCostMinor ? amountText(draft.extraCostMinor) : "",
    opensAt: localTimeText(draft.opensAt, draft.timeZone),
    closesAt: localTimeText(draft.closesAt, draft.timeZone),
    drawAt: localTimeText(draft.drawAt, draft.timeZone),
    timeZone: draft.timeZone,
    minimumAge: count(draft.minimumAge),
  };
  if (draft.pot) {
    form["pot.share"] = percentText(draft.pot.shareBasisPoints);
    form["pot.seed"] = amountText(draft.pot.seedMinor);
    form["pot.minimum"] = amountText(draft.pot.minimumMinor);
    form["pot.cap"] = draft.pot.capMinor === null ? "" : amountText(draft.pot.capMinor);
  }
  writeDrawings(form, draft.drawings, draft.timeZone);
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
