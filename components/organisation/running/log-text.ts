/** How what stands in a log is said to people: names of its parts, and values that are codes, amounts, moments or areas. */
export interface LogWords {
  /** What a part is called: `licenceMinor` → "Licence". */
  name(part: string): string;
  /** A value of a part as people write it. */
  value(part: string, value: string | number | boolean): string;
}

const isNothing = (value: unknown) => value === null || value === undefined || value === "";

/** A stored value as one line of text, "" where there is none. Parts without a value are left out. */
export function logText(part: string, value: unknown, words: LogWords): string {
  if (isNothing(value)) return "";
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return words.value(part, value);
  }
  if (Array.isArray(value)) return value.map((one) => logText(part, one, words)).join("; ");
  return Object.entries(value as Record<string, unknown>)
    .flatMap(([own, one]) => {
      const text = logText(own, one, words);
      return text ? [`${words.name(own)}: ${text}`] : [];
    })
    .join(", ");
}

/** A name that nobody has written words for, as words: `asked_by`, `lastNumber`, `feeMinor` → "Asked by", "Last number", "Fee". */
export function plainName(part: string): string {
  const words = part
    .replace(/(Minor|BasisPoints|Id|At)$/, "")
    .replace(/[-_]/g, " ")
    .replace(/([a-z])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`)
    .trim();
  return words ? words[0]!.toUpperCase() + words.slice(1) : part;
}
