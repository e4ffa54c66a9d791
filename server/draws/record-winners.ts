import type { Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { CertificateReserve, CertificateWinner } from "./certificate";
import { voidedWinners } from "./claim-store";
import { passOn } from "./pass-on";
import { type DrawingRecord, holdersOf, solePrizes, type WinnerRow, writeWinners } from "./store";

const DAY_MS = 86_400_000;

/** Until when a prize is claimed: so many days after its winner was shown. */
export function claimBy(shownAt: Date, claimDays: number): Date {
  return new Date(shownAt.getTime() + claimDays * DAY_MS);
}

/**
 * Writes down who won, in the transaction that stores the certificate. A ticket that was voided after the list was
 * frozen stays in the list and may be drawn; its prize goes on to the next reserve at once. Answers the holders of the
 * tickets that won.
 */
export async function recordWinners(
  tx: Tx,
  drawing: DrawingRecord,
  drawn: { winners: CertificateWinner[]; reserves: CertificateReserve[] },
  drawnAt: Date,
  shownAt: Date,
  chosen: ReadonlyMap<number, string> = new Map(),
): Promise<string[]> {
  const selected = [...drawn.winners, ...drawn.reserves];
  const places = [...new Set(selected.map(({ entry }) => entry))];
  const byIndex = new Map((await holdersOf(tx, drawing.id, places)).map((holder) => [holder.index, holder]));
  const prizes = await solePrizes(tx, drawing.id);
  const due = claimBy(shownAt, drawing.raffle.claimDays);
  const row = (one: CertificateReserve, won: CertificateWinner | null): WinnerRow => {
    const holder = byIndex.get(one.entry)!;
    return {
      id: newId(drawnAt.getTime()),
      rank: one.rank,
      reserve: won === null,
      groupPosition: won?.level ?? null,
      prizeId: won ? (chosen.get(won.rank) ?? prizes.get(won.level) ?? null) : null,
      ticketId: holder.ticketId,
      number: one.ticket,
      shownAs: holder.showAs === "name" ? holder.name : holder.showAs === "area" ? holder.area : "",
      amountMinor: won?.amountMinor ?? null,
      claimBy: won ? due : null,
      stubReturned: drawing.method === "hand" && drawing.raffle.stubsReturn,
    };
  };
  const rows = [...drawn.winners.map((won) => row(won, won)), ...drawn.reserves.map((one) => row(one, null))];
  await writeWinners(tx, drawing.id, rows, drawnAt);
  for (const id of await voidedWinners(tx, drawing.id)) {
    await passOn(tx, drawing, id, { why: "voided", by: null, at: drawnAt, tellAt: shownAt });
  }
  return [...new Set(drawn.winners.map(({ entry }) => byIndex.get(entry)!.memberId))];
}
