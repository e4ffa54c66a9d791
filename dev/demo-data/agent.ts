import { syndicateServices } from "@/server/api/syndicate-services";
import { appointAgent } from "@/server/games/syndicates/appoint-agent";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { DemoServices } from "./seed-demo";

const AGENT = "AGENT";
const STATE = "US-NY";
const BEFORE_MS = 60 * 86_400_000;

/** An agent that may buy and sell in New York, where a manager may also buy by hand. Nothing where it was done before. */
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
        create: [{ id: newId(), areaId: STATE, list: "permission", coverage: "wide", createdAt: at }],
      },
    },
  });
  await appointAgent(deps, null, AGENT);
  await permitHandPurchase(db, at);
}

/** One more word in the state's law, as invented as the rest of it. */
async function permitHandPurchase(db: Database, at: Date): Promise<void> {
  const before = await db.areaRule.findFirst({ where: { areaId: STATE }, orderBy: { version: "desc" } });
  await db.areaRule.create({
    data: {
      ...{ id: newId(), areaId: STATE, version: (before?.version ?? 0) + 1, minimumAge: before?.minimumAge ?? 18 },
      rules: { ...((before?.rules as object | null) ?? {}), handBoughtTicketsAllowed: true },
      ...{ source: before?.source ?? "", confidence: before?.confidence ?? "unverified" },
      ...{ validFrom: new Date(at.getTime() - BEFORE_MS), createdAt: at },
    },
  });
}
