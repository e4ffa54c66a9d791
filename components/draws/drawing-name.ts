/** The kinds of drawing that have a name of their own; one that is not known is called as the main one is. */
export function kindOf(kind: string): "main" | "early-bird" | "pool" {
  return kind === "early-bird" || kind === "pool" ? kind : "main";
}
