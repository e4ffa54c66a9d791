import { createHash } from "node:crypto";
import type { Reader, Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { answerClaim, requestClaim, touchClaim } from "./claim-store";
import type { Entry } from "./selection";
import { showTicket } from "./show-ticket";
import { BY_HAND, confirmation, findPurchaseByRequest, insertPurchase, movePurchase } from "./store";

const NEVER = new Date("9999-12-31T00:00:00Z");

export interface HandTicket {
  subject: string;
  game: string;
  draws: readonly string[];
  entries: readonly Entry[];
  lineCount: number;
  priceMinor: number;
  currency: string;
  /** What the terminal printed on it. */
  reference: string;
  salesCloseAt: Date;
  boughtBy: string;
}

/**
 * Writes down a ticket that somebody bought at a counter, so that it is shown and settled like the agent's. The venue holds no such
 * ticket and collects nothing for it. Whoever calls has compared it with what was agreed. Returns the purchase's id. Throws AppError
 * 409 `handTicketKnown` where the same reference is on record already, or another ticket is for the same subject.
 */
export async function recordHandTicket(tx: Tx, ticket: HandTicket, at: Date): Promise<string> {
  const { subject, game, lineCount, priceMinor, currency, reference, salesCloseAt } = ticket;
  const [draws, entries] = [[...ticket.draws], [...ticket.entries]];
  const id = newId(at.getTime());
  const requestHash = createHash("sha256")
    .update(JSON.stringify([subject, game, draws, entries]))
    .digest("hex");
  const isNew = await insertPurchase(tx, {
    ...{ id, requestKey: subject, requestHash, subject, lottery: BY_HAND, game, draws, entries },
    ...{ lineCount, priceMinor, currency, salesCloseAt, requestedBy: ticket.boughtBy, requestedAt: at, nextAt: NEVER },
  });
  if (!isNew) throw new AppError("handTicketKnown", 409);
  const printed = { reference, entries, confirmedAt: at, cancelUntil: salesCloseAt };
  // No two records name one ticket: the database refuses the second.
  await movePurchase(tx, id, ["requested"], "confirmed", at, confirmation(printed as never)).catch((error: unknown) => {
    if (String((error as { code?: string }).code) === "P2002") throw new AppError("handTicketKnown", 409);
    throw error;
  });
  return id;
}

/** Whether a ticket for this subject is on record. */
export async function isRecorded(reader: Reader, subject: string): Promise<boolean> {
  return (await findPurchaseByRequest(reader, subject)) !== null;
}

export interface HandDraw {
  date: string;
  /** What the ticket won by the result that counts; null where the lottery has not said it all. */
  wonMinor: number | null;
  revision: number;
  /** What was written down last; null where nothing was. */
  state: string | null;
  paidMinor: number;
  /** Grows with each answer that was written down; 0 before the first. */
  answeredRevision: number;
}

/** The draws of a ticket bought by hand that have a result, with what was paid in of each. */
export async function handDraws(reader: Reader, purchaseId: string): Promise<HandDraw[]> {
  const { draws } = await showTicket({ db: reader as never }, purchaseId);
  return draws.flatMap(({ date, result, prizeMinor, claim }) =>
    result
      ? [
          {
            ...{ date, wonMinor: prizeMinor, revision: result.revision, state: claim?.state ?? null },
            ...{ paidMinor: claim?.paidMinor ?? 0, answeredRevision: claim?.revision ?? 0 },
          },
        ]
      : [],
  );
}

/**
 * What the result that counts means for what is written down: so much stays `paid` (0 where nothing was won), or more is `owed`. Null
 * where it means nothing new, or the lottery has not said all of it again.
 */
export function handAnswer({
  wonMinor,
  state,
  paidMinor,
}: Pick<HandDraw, "wonMinor" | "state" | "paidMinor">): "owed" | { paidMinor: number } | null {
  if (wonMinor === null) return state === null ? "owed" : null;
  if (wonMinor > paidMinor) return state === "requested" ? null : "owed";
  const isSaid = state === (wonMinor > 0 ? "paid" : "nothing") && wonMinor === paidMinor;
  return isSaid ? null : { paidMinor: wonMinor };
}

/**
 * Writes what is known of a draw of a ticket bought by hand: it is `owed` until whoever holds the ticket pays it in, or so much was
 * paid in and stays, all payments and corrections counted; 0 where nothing was won. `seen` notes that a result was looked at.
 */
export async function noteHandPrize(
  tx: Tx,
  purchaseId: string,
  draw: HandDraw,
  what: "owed" | "seen" | { paidMinor: number },
  at: Date,
): Promise<void> {
  const key = { purchaseId, drawDate: draw.date };
  if (what === "seen") return touchClaim(tx, key, at);
  if (draw.state !== "requested") await requestClaim(tx, { ...key, claimant: null, at, nextAt: NEVER });
  if (what === "owed") return;
  const { paidMinor } = what;
  await answerClaim(tx, key, {
    ...{ state: paidMinor > 0 ? "paid" : "nothing", amountMinor: draw.wonMinor ?? paidMinor, paidMinor, at },
    // Each answer is newer than the one before, also where another source than before is the one that counts.
    revision: Math.max(draw.revision, draw.answeredRevision + 1),
  });
}
