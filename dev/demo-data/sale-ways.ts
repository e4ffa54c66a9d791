import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";

/** How a raffle of the demonstration is sold: bundles, a board of numbers, a tray of prizes, gifts, on paper. */
export interface SaleWays {
  format?: "standard" | "number-board" | "tricky-tray";
  /** Minor units; `stock` null where a bundle has none of its own. */
  levels?: Array<{ count: number; priceMinor: number; stock: number | null }>;
  /** What the prizes of a tray are called. */
  pools?: string[];
  giftsAllowed?: boolean;
  participation?: "online" | "offline" | "both";
  /** May become a 50/50 when fewer are sold than there are. */
  conversionAllowed?: boolean;
}

/** Gives a raffle that nobody has bought of yet other ways of being sold. */
export async function setWays(db: Database, raffleId: string, ways: SaleWays): Promise<void> {
  await db.transaction(async (tx) => {
    const raffle = await tx.raffle.update({
      where: { gameId: raffleId },
      data: {
        format: ways.format ?? "standard",
        giftsAllowed: ways.giftsAllowed ?? false,
        conversionAllowed: ways.conversionAllowed ?? false,
        ...(ways.participation ? { participation: ways.participation } : {}),
      },
    });
    await tx.priceLevel.createMany({ data: (ways.levels ?? []).map((level) => ({ id: newId(), raffleId, ...level })) });
    for (const [at, heading] of (ways.pools ?? []).entries()) {
      await tx.drawing.create({
        data: {
          id: newId(),
          raffleId,
          kind: "pool",
          position: at + 1,
          drawAt: raffle.drawAt,
          prizes: { create: [{ id: newId(), raffleId, groupPosition: 1, heading, valueMinor: 5_000 }] },
        },
      });
    }
  });
}
