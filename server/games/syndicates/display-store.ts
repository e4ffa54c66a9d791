import type { Reader, Tx } from "@/server/kernel/db";
import type { Person, Shows } from "./display";

/** People by id, with how they chose to be shown in this syndicate. */
export async function findPersons(
  reader: Reader,
  syndicateId: string,
  memberIds: readonly string[],
): Promise<Map<string, Person>> {
  const ids = [...new Set(memberIds)];
  const [members, chosen] = await Promise.all([
    reader.member.findMany({ where: { id: { in: ids } }, select: { id: true, givenName: true, familyName: true } }),
    reader.syndicateDisplay.findMany({ where: { syndicateId, memberId: { in: ids } } }),
  ]);
  const choices = new Map(chosen.map((row) => [row.memberId, row]));
  return new Map(
    members.map(({ id, givenName, familyName }) => {
      const choice = choices.get(id);
      const shows = (choice?.shows as Shows | undefined) ?? null;
      return [id, { givenName, familyName, shows, ownName: choice?.name ?? null }];
    }),
  );
}

export async function writeDisplay(
  tx: Tx,
  row: { syndicateId: string; memberId: string; shows: Shows; name: string | null; chosenAt: Date },
): Promise<void> {
  const { syndicateId, memberId, ...choice } = row;
  await tx.syndicateDisplay.upsert({
    where: { syndicateId_memberId: { syndicateId, memberId } },
    create: row,
    update: choice,
  });
}
