import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { postMovement } from "@/server/ledger/post-movement";
import { handDraws, noteHandPrize } from "@/server/lotteries/record-hand-ticket";
import type { Actor } from "@/server/people/authority";
import { advanceSyndicate } from "./advance-syndicate";
import { prizePaidIn } from "./hand-money";
import { findPlayingByHand } from "./hand-ticket-store";
import { tellEverybody } from "./letters";
import type { SyndicateDeps } from "./ports";
import { lockSyndicate } from "./store";

/** More than this is not paid in through a wallet; the same bound as any amount of the ledger. */
const MOST_MINOR = 1_000_000_000_00;

/**
 * The manager pays in what a ticket bought by hand won in a draw (S8), from their own wallet; the shares then get it like any prize of
 * the lottery's. Where the lottery's result says what was won, it is paid in whole and exactly. Throws AppError notFound (not the
 * manager's), 409 `handNothingOwed` (no result, nothing won, or paid already), `insufficientBalance`, 422 `handAmount` (what is owed,
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
    if (one.state !== "playing" || !one.purchaseId) throw new AppError("handNothingOwed", 409);
    const draw = (await handDraws(tx, one.purchaseId)).find(({ date }) => date === wish.date);
    if (!draw || draw.wonMinor === 0 || draw.state === "paid" || draw.state === "nothing") {
      throw new AppError("handNothingOwed", 409);
    }
    const { amountMinor } = wish;
    const fits = Number.isSafeInteger(amountMinor) && amountMinor > 0 && amountMinor <= MOST_MINOR;
    if (!fits || (draw.wonMinor !== null && amountMinor !== draw.wonMinor)) {
      throw new AppError("handAmount", 422, { owedMinor: draw.wonMinor ?? 0, currency: one.currency });
    }
    const from = { id: one.gameId, currency: one.currency, managerId: one.managerId };
    await postMovement(tx, prizePaidIn(from, draw.date, amountMinor, at));
    await noteHandPrize(tx, one.purchaseId, draw, { paidMinor: amountMinor }, at);
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
 * manager from then on, and everybody is told. Returns how many draws were answered.
 */
export async function settleHandTickets(deps: SyndicateDeps): Promise<number> {
  let answered = 0;
  for (const { id, purchaseId } of await findPlayingByHand(deps.db)) {
    try {
      const fresh = (await handDraws(deps.db, purchaseId)).filter(({ state }) => state === null);
      if (fresh.length === 0) continue;
      const at = await deps.moment(deps.db);
      await deps.db.transaction(async (tx) => {
        const one = await lockSyndicate(tx, id);
        if (one?.state !== "playing") return;
        for (const draw of await handDraws(tx, purchaseId)) {
          if (draw.state !== null) continue;
          const isNothing = draw.wonMinor === 0;
          await noteHandPrize(tx, purchaseId, draw, isNothing ? "nothing" : "owed", at);
          if (!isNothing) await tellEverybody(tx, one, "owed", at, draw.date);
          answered++;
        }
      });
      await advanceSyndicate(deps, id);
    } catch (error) {
      log.error("hand_ticket_stuck", { syndicateId: id, error });
    }
  }
  return answered;
}
