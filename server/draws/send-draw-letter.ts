import type { Database } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { formatMoney } from "@/server/kernel/money";
import { wantsNotice } from "@/server/people/notices";
import type { DrawLetterJob } from "./announce";
import { writeDrawLetter } from "./draw-letter";
import { drawnLevels } from "./drawing-terms";
import { makeProof } from "./membership";
import { readFrozenList } from "./show";
import { entriesOfMember, findDrawing, readWinners, recipientOf } from "./store";

const WINNERS_IN_LETTER = 50;
/** What may be switched off (U11); prizes, and changes of a draw that was paid for, are told in any case. */
const SWITCHABLE: ReadonlySet<DrawLetterJob["letter"]> = new Set(["frozen", "drawn"]);

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
  if (SWITCHABLE.has(job.letter) && !wantsNotice(member.notify, "draws")) return;
  const own = await entriesOfMember(deps.db, drawing.id, job.memberId);
  const title = `${drawing.raffle.number} ${drawing.raffle.title}`;
  const proofs =
    job.letter === "frozen"
      ? await readFrozenList(deps.db, drawing.id).then(({ tree }) =>
          own.map(({ index, number }) => makeProof({ id: drawing.id, title }, tree, index, number)),
        )
      : [];
  const levels = new Map(drawnLevels(drawing).map((level) => [level.position, level]));
  const mine = new Set(own.map(({ ticketId }) => ticketId));
  const money = (minor: number) => formatMoney(minor, drawing.raffle.currency, member.locale);
  const rows = await readWinners(deps.db, drawing.id);
  const wins = rows
    .filter((winner) => winner.groupPosition !== null && (job.letter !== "won" || mine.has(winner.ticketId)))
    .slice(0, WINNERS_IN_LETTER)
    .map((winner) => {
      const level = levels.get(winner.groupPosition!);
      if (!level) return { ticket: winner.number, prize: "" };
      const what = winner.amountMinor === null ? level.prizes.join(" / ") : money(winner.amountMinor);
      return { ticket: winner.number, prize: `${level.label} (${what})` };
    });
  const claims = rows.filter((winner) => mine.has(winner.ticketId) && winner.claimBy !== null);
  const lastClaim = claims.map(({ claimBy }) => claimBy!).sort((a, b) => b.getTime() - a.getTime())[0];
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
    earlyBird: drawing.kind === "early-bird",
    byHand: drawing.method === "hand",
    claimBy: lastClaim
      ? new Intl.DateTimeFormat(member.locale, { dateStyle: "long", timeZone: drawing.raffle.timeZone }).format(
          lastClaim,
        )
      : "",
    claimLink: `${deps.appUrl}/draws/${drawing.id}/claim`,
    wins,
    choiceLink: SWITCHABLE.has(job.letter) ? `${deps.appUrl}/account/notifications` : "",
  });
  await deps.mail.send({ to: member.email, ...letter, idempotencyKey: `draw-${deliveryId}` });
}
