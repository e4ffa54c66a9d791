import type { Database } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import type { DrawLetterJob } from "./announce";
import { writeDrawLetter } from "./draw-letter";
import { levelsOf } from "./freeze-drawing";
import { makeProof } from "./membership";
import { readFrozenList } from "./show";
import { entriesOfMember, findDrawing, readWinners, recipientOf } from "./store";

const WINNERS_IN_LETTER = 50;

/**
 * The outbox handler of `DRAW_LETTER`: writes the letter from what stands in the database now, in the member's
 * language, and hands it to the mail.
 */
export async function sendDrawLetter(
  deps: { db: Database; mail: Mail; appUrl: string },
  job: DrawLetterJob,
  deliveryId: string,
): Promise<void> {
  const [member, drawing] = await Promise.all([
    recipientOf(deps.db, job.memberId),
    findDrawing(deps.db, job.drawingId),
  ]);
  if (!member || !drawing || member.status === "closed") return;
  const own = await entriesOfMember(deps.db, drawing.id, job.memberId);
  const title = `${drawing.raffle.number} ${drawing.raffle.title}`;
  const proofs =
    job.letter === "frozen"
      ? await readFrozenList(deps.db, drawing.id).then(({ tree }) =>
          own.map(({ index, number }) => makeProof({ id: drawing.id, title }, tree, index, number)),
        )
      : [];
  const levels = new Map(levelsOf(drawing.prizes).map((level) => [level.position, level]));
  const mine = new Set(own.map(({ ticketId }) => ticketId));
  const wins = (await readWinners(deps.db, drawing.id))
    .filter((winner) => !winner.reserve && (job.letter !== "won" || mine.has(winner.ticketId)))
    .slice(0, WINNERS_IN_LETTER)
    .map((winner) => {
      const level = levels.get(winner.groupPosition!);
      return { ticket: winner.number, prize: level ? `${level.label} (${level.prizes.join(" / ")})` : "" };
    });
  const letter = writeDrawLetter(job.letter, member.locale, {
    name: member.givenName,
    raffle: drawing.raffle.title,
    organisation: drawing.organisation.name,
    link: `${deps.appUrl}/draws/${drawing.id}`,
    drawAt: new Intl.DateTimeFormat(member.locale, {
      dateStyle: "long",
      timeStyle: "long",
      timeZone: drawing.raffle.timeZone,
    }).format(drawing.drawAt),
    count: new Intl.NumberFormat(member.locale).format(drawing.entryCount ?? 0),
    root: drawing.listRoot ?? "",
    round: new Intl.NumberFormat(member.locale).format(drawing.round ?? 0),
    proofs,
    wins,
  });
  await deps.mail.send({ to: member.email, ...letter, idempotencyKey: `draw-${deliveryId}` });
}
