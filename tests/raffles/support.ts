import { AreaTree } from "@/server/areas/tree";
import type { PrizeGroupDraft, RaffleDraft } from "@/server/games/raffles/draft";
import { mainWith, prizeDraft, raffleDraft } from "@/server/games/raffles/draft-defaults";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { raffleLaw } from "@/server/games/raffles/read-law";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";

/** The tree of what is in the database. */
export async function treeOf(db: Database): Promise<AreaTree> {
  const areas = await db.area.findMany({ include: { parents: true } });
  return AreaTree.fromRows(
    areas.map(({ id, tier, name, parents }) => ({ id, tier, name, parents: parents.map((one) => one.parentId) })),
  );
}

/** Counts what is published and which rounds are named, in place of the beacon and the key-value store. */
export async function raffleDeps(db: Database, clock: Clock) {
  const tree = await treeOf(db);
  const seen = { published: 0, rounds: [] as string[] };
  const deps: RaffleDeps = {
    db,
    clock,
    areas: tree,
    law: raffleLaw(tree),
    rounds: {
      freezeSeconds: 20,
      nameRound: async (tx, drawingId, now) => {
        await tx.drawing.update({
          where: { id: drawingId },
          data: { state: "named", chainHash: "a".repeat(64), round: 1000n, roundNamedAt: now },
        });
        seen.rounds.push(drawingId);
      },
    },
    publishSnapshot: async () => {
      seen.published++;
    },
  };
  return { deps, tree, seen };
}

export async function organisation(db: Database, code: string, ready = true): Promise<string> {
  const id = newId();
  await db.organisation.create({
    data: {
      id,
      code,
      name: `Organisation ${code}`,
      governingAreaId: "US-NY",
      areaIds: ["US", "US-NY", "US-36029"],
      gatewayReady: ready,
      createdAt: new Date(),
    },
  });
  return id;
}

/** A draft that may be activated as it is on 20 November 2026. */
export function draft(change: Partial<RaffleDraft> = {}): RaffleDraft {
  return raffleDraft({
    title: "The Plover, a cedar rowing boat",
    summary: "A boat",
    description: "Built over two winters.",
    cover: "boat",
    category: "boats",
    drawings: [mainWith([plover()])],
    ticketCap: 4000,
    rulesText: "One ticket, one chance.",
    opensAt: new Date("2026-11-20T12:00:00Z"),
    closesAt: new Date("2026-12-12T00:00:00Z"),
    drawAt: new Date("2026-12-12T01:00:00Z"),
    timeZone: "America/New_York",
    permissions: [{ areaId: "US-NY", coverage: "wide", permitNumber: "GC-1", validFrom: null, validTo: null }],
    ...change,
  });
}

/** A group of one boat worth 8,400 dollars. */
export function plover(quantity = 1): PrizeGroupDraft {
  const prize = prizeDraft({ heading: "The Plover", category: "boats", cover: "boat", valueMinor: 840_000 });
  return { quantity, prizes: [prize] };
}
