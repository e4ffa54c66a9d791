import { type FormValues, listOf, textOf } from "@/components/people/form-spec";
import { amountText, parseAmount, parseCount } from "@/server/games/raffles/form-values";
import { type Requirements, readRequirements } from "@/server/jurisdiction/requirements";

/** What a law says by yes, no, or nothing on record. */
export const YES_NO = [
  "rafflesAllowed",
  "onlineSaleAllowed",
  "permitNeeded",
  "localPermitNeeded",
  "freeEntryAllowed",
  "filterFirst",
  "presenceWaived",
  "earlyBirdsAllowed",
  "earlyBirdCostAllowed",
  "conversionAllowed",
  "fiftyFiftyAllowed",
  "potIsEstimate",
  "trayAllowed",
  "numberBoardAllowed",
  "giftsAllowed",
  "donationsAllowed",
  "manualEntryAllowed",
  "booksAllowed",
  "handBoughtTicketsAllowed",
  "ticketSharesAllowed",
  "stubsReturn",
  "staffBarred",
] as const satisfies ReadonlyArray<keyof Requirements>;

export const COUNTS = [
  "maximumPriceLevels",
  "maximumTickets",
  "maximumPerPerson",
  "maximumPerHousehold",
  "claimDays",
] as const satisfies ReadonlyArray<keyof Requirements>;

/** Amounts stand on the form without their unit. */
export const AMOUNTS = {
  maximumTicketPriceMinor: "maximumTicketPrice",
  maximumPrizeValueMinor: "maximumPrizeValue",
} as const satisfies Partial<Record<keyof Requirements, string>>;

export const TICKED = ["drawMethods", "forbiddenFunding", "ticketElements"] as const satisfies ReadonlyArray<
  keyof Requirements
>;

const TEXTS = ["presence", "numbering", "helpLineText", "ticketText", "note"] as const satisfies ReadonlyArray<
  keyof Requirements
>;

const word = (value: unknown) => (value === true ? "yes" : value === false ? "no" : "");

/** The form of the law in force; nothing on record is an empty form. */
export function lawValues(
  area: string,
  as: "regulator" | "administrator",
  rule: { minimumAge: number | null; rules: unknown; source: string } | undefined,
): FormValues {
  const law = readRequirements(rule?.rules);
  const values: FormValues = { area, as, source: rule?.source ?? "", minimumAge: rule?.minimumAge?.toString() ?? "" };
  for (const name of YES_NO) values[name] = word(law[name]);
  for (const name of COUNTS) values[name] = law[name]?.toString() ?? "";
  for (const name of TICKED) values[name] = law[name] ?? [];
  for (const name of TEXTS) values[name] = law[name] ?? "";
  for (const [name, field] of Object.entries(AMOUNTS)) {
    const amount = law[name as keyof typeof AMOUNTS];
    values[field] = amount === undefined ? "" : amountText(amount);
  }
  return values;
}

/** What a form says of the law, as it is to be checked; what it leaves empty is not in it. */
export function readLaw(values: FormValues): Record<string, unknown> {
  const text = (name: string) => textOf(values, name).trim();
  const law: Record<string, unknown> = {};
  for (const name of YES_NO) if (text(name)) law[name] = text(name) === "yes";
  for (const name of COUNTS) if (text(name)) law[name] = parseCount(text(name));
  for (const name of TICKED) if (listOf(values, name).length > 0) law[name] = listOf(values, name);
  for (const name of TEXTS) if (text(name)) law[name] = text(name);
  for (const [name, field] of Object.entries(AMOUNTS)) if (text(field)) law[name] = parseAmount(text(field));
  return law;
}
