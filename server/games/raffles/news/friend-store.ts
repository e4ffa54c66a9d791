import type { Reader, Tx } from "@/server/kernel/db";

/** A raffle that is on sale or starts later, by the name in its address; null for any other. */
export async function findSendable(
  reader: Reader,
  slug: string,
): Promise<{ id: string; slug: string; title: string; organisationName: string } | null> {
  const game = await reader.game.findFirst({
    where: { slug, state: "active" },
    include: { organisation: { select: { name: true } }, raffle: { select: { title: true } } },
  });
  return game?.raffle
    ? { id: game.id, slug: game.slug, title: game.raffle.title, organisationName: game.organisation.name }
    : null;
}

/**
 * Takes up the addresses that may get a letter about this raffle, each once a raffle for good: those that want none,
 * and those that had enough of them since `since`, are left out. Answers the hashes that were taken up.
 */
export async function takeUpAddresses(
  tx: Tx,
  letter: { raffleId: string; senderId: string; at: Date; since: Date; mostToAddress: number },
  hashes: readonly string[],
): Promise<string[]> {
  const rows = await tx.query<{ hash: string }>({
    text: `insert into friend_letter (id, raffle_id, sender_id, address_hash, sent_at)
           select new_id(), $1::uuid, $2::uuid, h.hash, $3::timestamptz from unnest($4::text[]) as h(hash)
            where not exists (select 1 from mail_block b where b.address_hash = h.hash)
              and (select count(*) from friend_letter f where f.address_hash = h.hash and f.sent_at > $5::timestamptz) < $6::int
           on conflict (raffle_id, address_hash) do nothing
           returning address_hash as hash`,
    values: [letter.raffleId, letter.senderId, letter.at, [...hashes], letter.since, letter.mostToAddress],
  });
  return rows.map(({ hash }) => hash);
}

/** What a letter to a friend says; null once the raffle is over or its sender gone. */
export async function findFriendFacts(
  reader: Reader,
  raffleId: string,
  senderId: string,
): Promise<{ slug: string; organisationName: string; senderName: string } | null> {
  const [game, sender] = await Promise.all([
    reader.game.findFirst({ where: { id: raffleId, state: "active" }, include: { organisation: true } }),
    reader.member.findFirst({ where: { id: senderId, status: "active" } }),
  ]);
  return game && sender
    ? { slug: game.slug, organisationName: game.organisation.name, senderName: sender.givenName }
    : null;
}

export async function isBlocked(reader: Reader, hash: string): Promise<boolean> {
  return (await reader.mailBlock.count({ where: { addressHash: hash } })) > 0;
}

/** What the member of an address has said about letters; null where the address is no member's. */
export async function findNotify(reader: Reader, address: string): Promise<unknown> {
  const member = await reader.member.findUnique({ where: { email: address.toLowerCase() }, select: { notify: true } });
  return member?.notify ?? null;
}

/** Keeps that an address wants no letters from friends. Again changes nothing. */
export async function insertBlock(tx: Tx, hash: string, at: Date): Promise<void> {
  await tx.mailBlock.createMany({ data: [{ addressHash: hash, blockedAt: at }], skipDuplicates: true });
}
