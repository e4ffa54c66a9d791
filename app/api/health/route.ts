import { checkParts, type PartState } from "@/server/api/check-parts";
import { services } from "@/server/api/services";

export const dynamic = "force-dynamic";

const KEPT_MS = 2000;
let last: { at: number; parts: Promise<PartState[]> } | null = null;

/**
 * Each part's state, for load balancers and people: 200 while the venue can do its work, 503 when the database is away
 * or not as this version needs it. What exactly is wrong stands in the log and in `npm run cli -- doctor`, not here.
 */
export async function GET(): Promise<Response> {
  if (!last || Date.now() - last.at > KEPT_MS) last = { at: Date.now(), parts: checkParts(services()) };
  const parts = await last.parts;
  const down = parts.some(({ state }) => state === "down");
  const state = down ? "down" : parts.some((part) => part.state === "degraded") ? "degraded" : "ok";
  return Response.json(
    { state, parts: Object.fromEntries(parts.map((part) => [part.name, part.state])) },
    { status: down ? 503 : 200, headers: { "cache-control": "no-store" } },
  );
}
