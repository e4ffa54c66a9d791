/** Why tickets cannot be written down now; the codes of texts. */
export type EntryClosed =
  | "entryOff"
  | "entryNotGranted"
  | "entryEndedByActivation"
  | "entryAfterClose"
  | "entryFrozen"
  | "raffleSuspended"
  | "lawForbidsEntry";

/** What decides whether tickets sold off line may be written down (R13). */
export interface EntryFacts {
  /** Of the venue: always, after a request was granted, or not at all. */
  mode: "allowed" | "on-request" | "off";
  granted: boolean;
  state: string;
  participation: string;
  closesAt: Date;
  frozen: boolean;
  lawAllows: boolean;
}

/**
 * Whether tickets sold off line may be written down now: for a raffle that is sold online until it is activated, for the
 * others until the close. The database holds the same rule where it issues them.
 */
export function entryClosed(facts: EntryFacts, now: Date): EntryClosed | null {
  if (!facts.lawAllows) return "lawForbidsEntry";
  if (facts.mode === "off") return "entryOff";
  if (facts.mode === "on-request" && !facts.granted) return "entryNotGranted";
  if (facts.state === "suspended") return "raffleSuspended";
  if (facts.frozen) return "entryFrozen";
  if (now >= facts.closesAt) return "entryAfterClose";
  if (facts.state === "draft" || facts.state === "pending_activation") return null;
  if (facts.state !== "active") return "entryAfterClose";
  return facts.participation === "online" ? "entryEndedByActivation" : null;
}

/** A number as it is printed: letters before it and its figure. */
export interface PrintedNumber {
  number: string;
  prefix: string;
  figure: number;
}

/** Reads one printed number, such as "a-0042"; null where it is none. */
export function readPrintedNumber(typed: string): PrintedNumber | null {
  const number = typed.trim().toUpperCase().replace(/\s+/g, "").replace(/[–—−]/g, "-");
  const found = /^([A-Z0-9]*?-?)(\d{1,9})$/.exec(number);
  if (!found || found[1]!.length > 13 || /\d$/.test(found[1]!)) return null;
  return { number, prefix: found[1]!, figure: Number(found[2]) };
}

/**
 * Reads printed numbers, one or many: "A-0042, A-0043" or "A-0042 to A-0051". A range counts up behind one prefix.
 * Answers the part that cannot be read, or a number that stands in it twice.
 */
export function readPrintedNumbers(
  text: string,
  most: number,
): { numbers: PrintedNumber[] } | { unreadable: string } | { twice: string } | { tooMany: number } {
  const numbers: PrintedNumber[] = [];
  const seen = new Set<string>();
  for (const part of text
    .split(/[,;\n]+/)
    .map((one) => one.trim())
    .filter(Boolean)) {
    const [from, to, ...more] = part.split(/\s+(?:to|a|hasta|-|–)\s+|\.\.+/i);
    const first = readPrintedNumber(from ?? "");
    const last = to === undefined ? first : readPrintedNumber(to);
    if (!first || !last || more.length > 0 || last.prefix !== first.prefix || last.figure < first.figure)
      return { unreadable: part };
    if (last.figure - first.figure >= most) return { tooMany: most };
    const digits = first.number.length - first.prefix.length;
    for (let figure = first.figure; figure <= last.figure; figure++) {
      const number = first.prefix + String(figure).padStart(digits, "0");
      const key = `${first.prefix}/${figure}`;
      if (seen.has(key)) return { twice: number };
      seen.add(key);
      numbers.push({ number, prefix: first.prefix, figure });
    }
    if (numbers.length > most) return { tooMany: most };
  }
  return { numbers };
}

export interface Level {
  id: string;
  count: number;
  priceMinor: number;
}

/** What a number of tickets costs: one by one, or as whole bundles of one level (B1). */
export interface Price {
  totalMinor: number;
  levelId: string | null;
  bundles: number;
  unitMinor: number;
}

/** Every price that so many tickets may have been sold at. The law wants the price that was printed and no other. */
export function pricesOf(quantity: number, priceMinor: number, levels: readonly Level[]): Price[] {
  const plain = { totalMinor: quantity * priceMinor, levelId: null, bundles: 1, unitMinor: priceMinor };
  const bundled = levels
    .filter(({ count }) => count > 1 && quantity % count === 0)
    .map(({ id, count, priceMinor: unitMinor }) => ({
      totalMinor: (quantity / count) * unitMinor,
      levelId: id,
      bundles: quantity / count,
      unitMinor,
    }));
  return [plain, ...bundled].sort((one, other) => one.totalMinor - other.totalMinor);
}

export const MOST_TICKETS_AN_ENTRY = 1000;
