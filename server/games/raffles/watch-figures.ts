import { currentRules } from "@/server/edge/current-rules";
import type { SeenPlace } from "@/server/edge/seen-place";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import type { RaffleFigures } from "./listing";
import { readFigures } from "./listing-store";

/**
 * The counters of the raffles among `ids` that the reader may see. What is closed to the reader is left out, exactly
 * as what does not exist.
 */
export async function watchFigures(
  deps: { db: Database; clock: Clock },
  input: { ids: readonly string[]; place: SeenPlace | null },
): Promise<RaffleFigures[]> {
  const now = deps.clock.now();
  const { rules } = await currentRules(deps);
  const open = new Set<string>();
  const seen = [...new Set(input.ids)].filter(isId).filter((id) => {
    if (rules.refusal(id, input.place, now.getTime()) === null) open.add(id);
    return open.has(id) || rules.showsDetail(id, input.place, now.getTime());
  });
  const figures = await readFigures(deps.db, seen, now);
  return figures.map((one) => ({ ...one, open: open.has(one.id) }));
}
