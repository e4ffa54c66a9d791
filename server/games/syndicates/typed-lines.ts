import type { Entry } from "@/server/lotteries/selection";

/** Lines as people write them, and as the entry form and the recording page show them: bonus numbers after a plus. */
export function linesText(entries: readonly Entry[]): string {
  return entries
    .map(({ main, bonus }) => (bonus.length > 0 ? `${main.join(" ")} + ${bonus.join(" ")}` : main.join(" ")))
    .join("\n");
}
