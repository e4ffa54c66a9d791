/** A fault as an address names it: one plain word, and none that every object has, which any list of texts seems to hold. */
export function askedFault(asked: unknown): string | undefined {
  return typeof asked === "string" && /^[A-Za-z]{1,60}$/.test(asked) && !(asked in {}) ? asked : undefined;
}
