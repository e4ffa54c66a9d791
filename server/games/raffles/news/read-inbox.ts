import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { residencePlace } from "@/server/jurisdiction/entry";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { Actor } from "@/server/people/authority";
import { findResidence } from "./campaign-store";
import { countReceived, findReceived, type ReceivedLetter } from "./inbox-store";

export const LETTERS_ON_PAGE = 20;

export interface InboxLetter extends Omit<ReceivedLetter, "raffle"> {
  /** Of news: the raffle while it is open to the member where they live; null where it is closed to them, or over. */
  raffle: { slug: string; title: string } | null;
}

/**
 * The letters that organisations sent to a member, page by page from 1 (U8). News name a raffle, and a raffle that is closed
 * to its reader now is shown to nobody, whatever a letter once said.
 */
export async function readInbox(
  { db, clock }: { db: Database; clock: Clock },
  actor: Actor,
  page: number,
): Promise<{ letters: InboxLetter[]; count: number }> {
  const [rows, count, residence] = await Promise.all([
    findReceived(db, actor.memberId, LETTERS_ON_PAGE, (page - 1) * LETTERS_ON_PAGE),
    countReceived(db, actor.memberId),
    findResidence(db, actor.memberId),
  ]);
  const now = clock.now();
  const letters = await Promise.all(
    rows.map(async ({ raffle, ...letter }): Promise<InboxLetter> => {
      if (!raffle || !residence) return { ...letter, raffle: null };
      const wish = { gameId: raffle.id, memberId: actor.memberId, presence: residencePlace(residence), now };
      const { allowed } = await authoriseEntry(db, wish);
      return { ...letter, raffle: allowed ? { slug: raffle.slug, title: raffle.title } : null };
    }),
  );
  return { letters, count };
}
