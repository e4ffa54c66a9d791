import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { postMovement } from "@/server/ledger/post-movement";
import { type HandDraw, handAnswer, handDraws, noteHandPrize } from "@/server/lotteries/record-hand-ticket";
import type { Actor } from "@/server/people/authority";
import { advanceSyndicate } from "./advance-syndicate";
import { prizePaidIn } from "./hand-money";
import { findHandToSettle } from "./hand-ticket-store";
import { tellEverybody } from "./letters";
import type { SyndicateDeps } from "./ports";
import { findSyndicate, lockSyndicate } from "./store";

/** More than this is not paid in through a wallet; the same bound as any amount of the ledger. */
const MOST_MINOR = 1_000_000_000_00;

/**
 * The manager pays in what a ticket bought by hand won in a draw (S8), from their own wallet; the shares then get it like any prize of
 * the lottery's. Where the lottery's result says what was won, it is paid in whole and exactly. Throws AppError notFound (not the
 * manager's), 409 `handNothingOwed` (no result, nothing won, or all of it paid already), `insufficientBalance`, 422 `handAmount` (what is owed,
 * where it is known).
 */
export async function payInPrize(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { syndicateId: string; date: string; amountMinor: number },
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const one = await lockSyndicate(tx, wish.syndicateId);
    if (one?.managerId !== actor.memberId || one.buyer !== "manager") throw new AppError("notFound", 404);
    if ((one.state !== "playing" && one.state !== "settled") || !one.purchaseId) {
      throw new AppError("handNothingOwed", 409);
    }
    const draw = (await handDraws(tx, one.purchaseId)).find(({ date }) => date === wish.date);
    const isOwed = draw && (draw.state === null || draw.state === "requested");
    // Of a result that was corrected upwards after it was paid in, the rest.
    const owedMinor = draw?.wonMinor == null ? null : Math.max(0, draw.wonMinor - draw.paidMinor);
    if (!isOwed || owedMinor === 0) throw new AppError("handNothingOwed", 409);
    const { amountMinor } = wish;
    const fits = Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor <= MOST_MINOR;
    if (!fits || (owedMinor !== null && amountMinor !== owedMinor)) {
      throw new AppError("handAmount", 422, { owedMinor: owedMinor ?? 0, currency: one.currency });
    }
    const from = { id: one.gameId, currency: one.currency, managerId: one.managerId };
    const what = { date: draw.date, answers: draw.answeredRevision };
    await postMovement(tx, prizePaidIn(from, what, amountMinor, at));
    await noteHandPrize(tx, one.purchaseId, draw, { paidMinor: draw.paidMinor + amountMinor }, at);
    await writeAudit(tx, {
      at,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "pay-in-prize",
      subject: `syndicate:${one.gameId}`,
      after: { date: draw.date, amountMinor },
    });
  });
  await advanceSyndicate(deps, wish.syndicateId);
}

/**
 * What results mean for tickets bought by hand: nothing won is written down, so that the syndicate is settled; a prize is owed by the
 * manager from then on, and everybody is told. A result that is corrected afterwards is followed: less is owed, or what was paid in too
 * much goes back share by share and then to the manager; or more is owed again. Returns how many draws were answered.
 */
export async function settleHandTickets(deps: SyndicateDeps): Promise<number> {
  let answered = 0;
  for (const { id, purchaseId } of await findHandToSettle(deps.db)) {
    try {
      const isNew = (draw: HandDraw) => handAnswer(draw) !== null;
      const state = (await findSyndicate(deps.db, id))!.state;
      if (state === "playing" && !(await handDraws(deps.db, purchaseId)).some(isNew)) continue;
      const at = await deps.moment(deps.db);
      const count = await deps.db.transaction((tx) => answer(tx, id, purchaseId, at));
      answered += count;
      if (count > 0) await advanceSyndicate(deps, id);
    } catch (error) {
      log.error("hand_ticket_stuck", { syndicateId: id, error });
    }
  }
  return answered;
}

async function answer(tx: Tx, id: string, purchaseId: string, at: Date): Promise<number> {
  const one = await lockSyndicate(tx, id);
  if (one?.state !== "playing" && one?.state !== "settled") return 0;
  let count = 0;
  for (const draw of await handDraws(tx, purchaseId)) {
    const what = handAnswer(draw);
    await noteHandPrize(tx, purchaseId, draw, what ?? "seen", at);
    if (what === null) continue;
    if (what === "owed") await tellEverybody(tx, one, "owed", at, draw.date, draw.answeredRevision);
    count++;
  }
  return count;
}
