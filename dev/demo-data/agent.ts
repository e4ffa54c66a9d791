import { syndicateServices } from "@/server/api/syndicate-services";
import { appointAgent } from "@/server/games/syndicates/appoint-agent";
import type { Requirements } from "@/server/jurisdiction/requirements";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { DemoServices } from "./seed-demo";

const AGENT = "AGENT";
const STATE = "US-NY";
/** Where whole lines are shared and no fractions. */
const WHOLE_LINES_STATE = "US-VT";
const BEFORE_MS = 60 * 86_400_000;

/**
 * An agent that may buy and sell in New York, where a manager may also buy by hand, and in Vermont, where by the demonstration's law no
 * fractions of a ticket are sold. Nothing where it was
 * done before.
 */
export async function appointDemoAgent({ process }: DemoServices): Promise<void> {
  const deps = syndicateServices(process);
  const { db, clock } = process;
  if (!deps || (await db.organisation.count({ where: { code: AGENT } })) > 0) return;
  const at = clock.now();
  await db.organisation.create({
    data: {
      ...{ id: newId(), code: AGENT, name: "Drawbridge Ticket Agency" },
      description: "Buys lottery tickets for syndicates and keeps them. Invented for the demonstration.",
      governingAreaId: STATE,
      areaIds: [STATE],
      createdAt: at,
      listEntries: {
        create: [STATE, WHOLE_LINES_STATE].map((areaId) => ({
          ...{ id: newId(), areaId, list: "permission" as const, coverage: "wide" as const, createdAt: at },
        })),
      },
    },
  });
  await appointAgent(deps, null, AGENT);
  await addToLaw(db, STATE, { handBoughtTicketsAllowed: true }, at);
  await addToLaw(db, WHOLE_LINES_STATE, { ticketSharesAllowed: false }, at);
}

/** One more word in the state's law, as invented as the rest of it. */
async function addToLaw(db: Database, areaId: string, word: Requirements, at: Date): Promise<void> {
  const before = await db.areaRule.findFirst({ where: { areaId }, orderBy: { version: "desc" } });
  await db.areaRule.create({
    data: {
      ...{ id: newId(), areaId, version: (before?.version ?? 0) + 1, minimumAge: before?.minimumAge ?? 18 },
      rules: { ...((before?.rules as object | null) ?? {}), ...word },
      ...{ source: before?.source ?? "", confidence: before?.confidence ?? "unverified" },
      ...{ validFrom: new Date(at.getTime() - BEFORE_MS), createdAt: at },
    },
  });
}
