import type { Database } from "@/server/kernel/db";

/** What a buyer of the demonstration has to know of a raffle before buying. */
export async function findEntryTerms(
  db: Database,
  raffleId: string,
): Promise<{ rulesVersion: number; perPerson: number | null; staffIds: ReadonlySet<string> }> {
  const raffle = await db.raffle.findUniqueOrThrow({
    where: { gameId: raffleId },
    include: { game: { include: { organisation: { include: { roles: true } } } } },
  });
  return {
    rulesVersion: raffle.rulesVersion,
    perPerson: raffle.perPersonMaximum,
    staffIds: new Set(raffle.game.organisation.roles.map((role) => role.memberId)),
  };
}
