import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { divide } from "../conditions";
import { tell } from "../notices";
import { type Ownership, ownersAt } from "../owner-store";
import type { Payout } from "../payout-store";
import type { Share, Syndicate } from "../store";
import { nextClaimant, REMINDER_DAYS, winnersOf } from "./claim";
import {
  type ClaimRecord,
  findClaimsOf,
  findLotteryWords,
  findStanding,
  findWinners,
  insertClaim,
  type LotteryWord,
  moveClaim,
  writeParts,
} from "./claim-store";
import { readClaimDays } from "./read-claim-days";

const DAY_MS = 86_400_000;

/**
 * What the lottery's word on a draw means for claims, in the transaction that pays its prizes: a prize for a named person opens a
 * claim; another amount is what is approved from now on; what was paid under an approved claim is each winner's, with what was kept
 * back; what was paid without a name needs none.
 */
export async function followClaims(
  tx: Tx,
  one: Syndicate,
  purchaseIds: readonly string[],
  drawDate: string,
  shares: readonly Share[],
  owners: readonly Ownership[],
  payouts: readonly Payout[],
  at: Date,
): Promise<void> {
  const known = (await findClaimsOf(tx, one.gameId)).filter((claim) => claim.drawDate === drawDate);
  const partsOf = (amountMinor: number) => {
    const amounts = divide(amountMinor, shares);
    const owner = ownersAt(owners, drawDate);
    const parts = shares.map(({ number, weight }, n) => {
      return { shareNumber: number, weight, memberId: owner.get(number)!, amountMinor: amounts[n]! };
    });
    return winnersOf(parts);
  };
  for (const word of await findLotteryWords(tx, purchaseIds, drawDate)) {
    const claim = known.find(({ purchaseId }) => purchaseId === word.purchaseId);
    if (word.state === "claimant-needed" && word.amountMinor > 0) {
      if (!claim) await openClaim(tx, one, word, drawDate, partsOf(word.amountMinor), at);
      else if (claim.amountMinor !== word.amountMinor) {
        await changeAmount(tx, claim, word.amountMinor, partsOf(word.amountMinor), at);
      }
    }
    if (claim && (word.state === "paid" || word.state === "nothing")) {
      await endClaim(tx, claim, word, partsOf(claim.amountMinor), payouts, at);
    }
  }
}

async function openClaim(
  tx: Tx,
  one: Syndicate,
  word: LotteryWord,
  drawDate: string,
  winners: ReturnType<typeof winnersOf>,
  at: Date,
): Promise<void> {
  const standing = await findStanding(
    tx,
    winners.map(({ memberId }) => memberId),
  );
  const claimantId = nextClaimant(
    winners.map((winner) => ({ ...winner, hasDeclined: !standing.has(winner.memberId) })),
  );
  const id = newId(at.getTime());
  const { gameId: syndicateId } = one;
  const claimBy = new Date(Date.parse(`${drawDate}T00:00:00Z`) + (await readClaimDays(tx, at)) * DAY_MS);
  const { purchaseId, amountMinor } = word;
  const row = { id, syndicateId, purchaseId, drawDate, amountMinor, claimantId, claimBy, openedAt: at };
  await insertClaim(tx, row, winners);
  const people = winners.map(({ memberId }) => ({ memberId }));
  await tell(tx, "claim-opened", { syndicateId, key: id }, people, { date: drawDate, amountMinor }, at);
  if (claimantId) await askClaimant(tx, { id, syndicateId, drawDate, amountMinor, claimantId }, at);
  for (const days of REMINDER_DAYS) {
    const notBefore = new Date(claimBy.getTime() - days * DAY_MS);
    const about = { syndicateId, key: `${id}:${days}` };
    const fill = { date: claimBy.toISOString().slice(0, 10), amountMinor, claimId: id };
    const everybody = [...new Set([one.managerId, ...winners.map(({ memberId }) => memberId)])];
    if (notBefore > at) {
      await tell(
        tx,
        "claim-reminder",
        about,
        everybody.map((memberId) => ({ memberId })),
        fill,
        at,
        notBefore,
      );
    }
  }
  await writeAudit(tx, {
    ...{ at, actorId: null, actorRole: "venue", action: "open-claim", subject: `syndicate:${syndicateId}` },
    after: { claim: id, date: drawDate, amountMinor, winners: winners.length },
  });
}

/** Asks whoever is named now. */
export async function askClaimant(
  tx: Tx,
  claim: { id: string; syndicateId: string; drawDate: string; amountMinor: number; claimantId: string },
  at: Date,
): Promise<void> {
  const about = { syndicateId: claim.syndicateId, key: claim.id };
  const fill = { date: claim.drawDate, amountMinor: claim.amountMinor };
  await tell(tx, "claim-asked", about, [{ memberId: claim.claimantId }], fill, at);
}

/** Another result before it was approved by two: whoever approved the old amount has approved nothing. */
async function changeAmount(
  tx: Tx,
  claim: ClaimRecord,
  amountMinor: number,
  winners: ReturnType<typeof winnersOf>,
  at: Date,
): Promise<void> {
  if (claim.state === "approved" || claim.state === "paid" || claim.state === "lapsed") return;
  const back = claim.state === "approved-once" ? { state: "consented" as const, approvedBy: null } : {};
  if (await moveClaim(tx, claim.id, claim.state, { amountMinor, ...back }, at)) await writeParts(tx, claim.id, winners);
}

async function endClaim(
  tx: Tx,
  claim: ClaimRecord,
  word: LotteryWord,
  winners: ReturnType<typeof winnersOf>,
  payouts: readonly Payout[],
  at: Date,
): Promise<void> {
  if (claim.state === "paid" || claim.state === "lapsed") return;
  if (claim.state !== "approved") {
    await moveClaim(tx, claim.id, claim.state, { state: "lapsed" }, at);
    return;
  }
  const paidMinor = Math.min(word.paidMinor, claim.amountMinor);
  if (paidMinor <= 0 || !(await moveClaim(tx, claim.id, "approved", { state: "paid", paidMinor }, at))) return;
  // What reached the wallets is what was paid out; with several tickets in one payment, each claim's part of it by weight.
  const net = new Map<string, number>();
  for (const part of payouts.flatMap(({ parts }) => parts)) {
    net.set(part.memberId, (net.get(part.memberId) ?? 0) + part.amountMinor);
  }
  const total = [...net.values()].reduce((sum, one) => sum + one, 0);
  const known = await findWinners(tx, claim.id);
  const own =
    total === paidMinor
      ? winners.map(({ memberId }) => net.get(memberId) ?? 0)
      : divide(
          paidMinor,
          winners.map(({ weight }) => ({ weight })),
        );
  const parts = winners.map(({ memberId, amountMinor }, n) => ({ memberId, amountMinor, netMinor: own[n]! }));
  await writeParts(
    tx,
    claim.id,
    parts.filter(({ memberId }) => known.some((winner) => winner.memberId === memberId)),
  );
  for (const { memberId, netMinor } of parts) {
    const about = { syndicateId: claim.syndicateId, key: claim.id };
    const fill = { date: claim.drawDate, amountMinor: netMinor };
    await tell(tx, "claim-paid", about, [{ memberId }], fill, at);
  }
}
