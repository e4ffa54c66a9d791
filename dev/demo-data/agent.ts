import { randomInt } from "node:crypto";
import { syndicateServices } from "@/server/api/syndicate-services";
import { appointAgent } from "@/server/games/syndicates/appoint-agent";
import { createSyndicate } from "@/server/games/syndicates/create-syndicate";
import { newId } from "@/server/kernel/ids";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { openDraws } from "@/server/lotteries/draw-calendar";
import { randomLines } from "@/server/lotteries/selection";
import { actFor } from "./people";
import type { DemoServices } from "./seed-demo";

const AGENT = "AGENT";
const IN_ERIE = { alternatives: [[["US"], ["US-NY"], ["US-36029"], null]] };

/** An agent that may buy in New York, and a syndicate that anybody there may join. Nothing where it was done before. */
export async function seedSyndicates({ process }: DemoServices): Promise<void> {
  const deps = syndicateServices(process);
  const { db, clock } = process;
  if (!deps || (await db.organisation.count({ where: { code: AGENT } })) > 0) return;
  const at = clock.now();
  await db.organisation.create({
    data: {
      ...{ id: newId(), code: AGENT, name: "Drawbridge Ticket Agency" },
      description: "Buys lottery tickets for syndicates and keeps them. Invented for the demonstration.",
      governingAreaId: "US-NY",
      areaIds: ["US-NY"],
      createdAt: at,
      listEntries: {
        create: [{ id: newId(), areaId: "US-NY", list: "permission", coverage: "wide", createdAt: at }],
      },
    },
  });
  await appointAgent(deps, null, AGENT);
  const manager = await db.member.findUnique({ where: { email: "ada@demo.example" }, select: { id: true } });
  const game = findGame("us-powerball")!;
  // The one after the next, so that there is time to join.
  const draw = openDraws(game, at, 2).at(-1);
  if (!manager || !draw) return;
  await createSyndicate(deps, await actFor(db, manager.id), {
    name: "Thursday Harbour",
    mode: "agreed",
    game: game.id,
    draws: [draw.date],
    entries: randomLines(rulesOn(game, draw.date)!, 10, (n) => randomInt(n)),
    weights: Array<number>(20).fill(1),
    unsoldRule: "cancel",
    leadMinutes: 60,
    isPublic: true,
    requestKey: "demo-thursday-harbour",
    presence: IN_ERIE,
  });
}
