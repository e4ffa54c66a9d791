import { writeAudit } from "@/server/kernel/audit-store";
import { AppError, isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import {
  answerClaim,
  type ClaimRow,
  findClaim,
  findClaimable,
  findDueClaims,
  postponeClaim,
  requestClaim,
} from "./claim-store";
import { type Claim, type LotteryDeps, LotteryRefusal } from "./ports";
import { pauseSeconds } from "./purchase-states";
import { findPurchase, type Purchase } from "./store";

const AT_ONCE = 100;
const BACK_DAYS = 60;
const DAY_MS = 86_400_000;
const FIRST_ANSWER_SECONDS = 60;
/** A lottery that refuses a claim is asked again now and then: its books may have been behind its results. */
const REFUSED_PAUSE_MS = 3_600_000;

/**
 * Collects from the lottery what a ticket won in a draw; after a corrected result, what is still missing of it, or hears what
 * the lottery takes back. That it is
 * asked for is a row before the lottery hears of it, and asking twice collects once. The answer is the row: `paid`,
 * `nothing`, `claimant-needed` (ask again with the person's name), `refused`, or `requested`, and then the worker goes on
 * asking. Whoever names a claimant has decided before that it may. Throws AppError: notFound, lotteryPurchaseOpen,
 * lotteryDrawUnknown.
 */
export async function claimPrize(
  deps: LotteryDeps,
  purchaseId: string,
  drawDate: string,
  claimant: string | null = null,
): Promise<ClaimRow> {
  const purchase = await findPurchase(deps.db, purchaseId);
  if (!purchase) throw new AppError("notFound", 404);
  if (purchase.state !== "confirmed") throw new AppError("lotteryPurchaseOpen", 409, { state: purchase.state });
  if (!purchase.draws.includes(drawDate)) throw new AppError("lotteryDrawUnknown", 422, { date: drawDate });
  const at = deps.clock.now();
  const nextAt = new Date(at.getTime() + FIRST_ANSWER_SECONDS * 1000);
  await deps.db.transaction((tx) => requestClaim(tx, { purchaseId, drawDate, claimant, at, nextAt }));
  return collect(deps, purchase, drawDate);
}

async function collect(deps: LotteryDeps, purchase: Purchase, drawDate: string): Promise<ClaimRow> {
  const row = (await findClaim(deps.db, purchase.id, drawDate))!;
  const key = { purchaseId: purchase.id, drawDate };
  try {
    const { claimant } = row;
    const answer = await deps.lottery.claim({ reference: purchase.reference!, date: drawDate, claimant });
    // Less than before is believed only of a newer result, and never less than that result is worth.
    const isLess = answer.paidMinor < row.paidMinor;
    const isOlder = isLess ? answer.revision <= row.revision : answer.revision < row.revision;
    if (answer.currency !== purchase.currency || isOlder || (isLess && answer.paidMinor < answer.amountMinor)) {
      throw new AppError("lotteryWrong", 502, { what: "it has paid less than it had" });
    }
    await write(deps, purchase, row, answer);
  } catch (error) {
    if (error instanceof LotteryRefusal) await refuse(deps, key, error);
    else if (isAppError(error) && ["lotteryUnavailable", "lotteryWrong"].includes(error.code)) {
      log.warn("lottery_claim_open", { ...key, code: error.code, error });
      const nextAt = new Date(deps.clock.now().getTime() + pauseSeconds(row.attempts) * 1000);
      await deps.db.transaction((tx) => postponeClaim(tx, key, nextAt));
    } else throw error;
  }
  return (await findClaim(deps.db, purchase.id, drawDate))!;
}

async function write(deps: LotteryDeps, purchase: Purchase, before: ClaimRow, answer: Claim): Promise<void> {
  const { state, revision, amountMinor, paidMinor } = answer;
  const at = deps.clock.now();
  const key = { purchaseId: purchase.id, drawDate: before.drawDate };
  await deps.db.transaction(async (tx) => {
    if (!(await answerClaim(tx, key, { state, revision, amountMinor, paidMinor, at }))) return;
    await writeAudit(tx, {
      at,
      actorId: null,
      actorRole: "venue",
      action: "claim-lottery-prize",
      subject: `lottery-purchase:${purchase.id}`,
      before: { paidMinor: before.paidMinor, revision: before.revision },
      after: { date: before.drawDate, state, revision, amountMinor, paidMinor },
    });
    const change = { purchaseId: purchase.id, subject: purchase.subject, date: before.drawDate, paidMinor };
    for (const follower of deps.followers) await follower.claimChanged(tx, change);
  });
}

async function refuse(
  deps: LotteryDeps,
  key: { purchaseId: string; drawDate: string },
  refusal: LotteryRefusal,
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction((tx) =>
    answerClaim(tx, key, {
      state: "refused",
      refusalCode: refusal.code.slice(0, 100),
      nextAt: new Date(at.getTime() + REFUSED_PAUSE_MS),
      at,
    }),
  );
}

/**
 * Claims for every ticket whose draw has a result that was not claimed by yet, and goes on with claims that were not
 * answered. Returns how many were answered.
 */
export async function claimPrizes(deps: LotteryDeps): Promise<number> {
  const now = deps.clock.now();
  const from = new Date(now.getTime() - BACK_DAYS * DAY_MS).toISOString().slice(0, 10);
  const open = await findDueClaims(deps.db, deps.lottery.name, now, AT_ONCE);
  const fresh = await findClaimable(deps.db, deps.lottery.name, from, now, AT_ONCE);
  let answered = 0;
  for (const { purchaseId, drawDate } of [...open, ...fresh]) {
    try {
      const { state } = await claimPrize(deps, purchaseId, drawDate);
      if (state !== "requested") answered++;
    } catch (error) {
      log.error("lottery_claim_failed", { purchaseId, drawDate, error });
    }
  }
  return answered;
}
