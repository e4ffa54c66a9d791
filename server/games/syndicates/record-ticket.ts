import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { isRecorded, recordHandTicket } from "@/server/lotteries/record-hand-ticket";
import { type Entry, isFault, readEntry } from "@/server/lotteries/selection";
import type { Actor } from "@/server/people/authority";
import { advanceSyndicate } from "./advance-syndicate";
import { type HandPicture, insertHandTicket } from "./hand-ticket-store";
import type { SyndicateDeps } from "./ports";
import { lockSyndicate, makeDue, type Syndicate } from "./store";

const REFERENCE = /^[A-Z0-9][A-Z0-9 ./-]{2,58}[A-Z0-9]$/;

/** What asks for the syndicate's ticket of whoever buys it by hand, and until when. */
export function mayRecord(
  one: Pick<Syndicate, "buyer" | "state" | "salesCloseAt">,
  now: Date,
): "yes" | "not-yet" | "over" | "no" {
  if (one.buyer !== "manager") return "no";
  if (one.state === "open" || one.state === "deciding") return "not-yet";
  return one.state === "placing" && now < one.salesCloseAt ? "yes" : "over";
}

/**
 * Records a ticket that the manager bought by hand (S2), before the lottery's sales for its first draw end: what the terminal printed
 * on it, its numbers, a picture of it. It has to be the very ticket that everybody agreed to; then it plays, each owner has a signed
 * statement of it, and what members paid goes to the manager. Throws AppError notFound (not the manager's), 409 `handNotYet` (shares
 * are open), `handTooLate`, `handTicketKnown`, 422 `handReference`, `handLines` (how many), `handLine` (which differs).
 */
export async function recordTicket(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { syndicateId: string; reference: string; entries: readonly unknown[]; picture: HandPicture },
): Promise<void> {
  const reference = wish.reference.trim().toUpperCase().replace(/\s+/g, " ");
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const one = await lockSyndicate(tx, wish.syndicateId);
    if (one?.managerId !== actor.memberId || one.buyer !== "manager") throw new AppError("notFound", 404);
    const may = mayRecord(one, at);
    if (may === "not-yet") throw new AppError("handNotYet", 409);
    if (may !== "yes") {
      throw new AppError((await isRecorded(tx, subjectOf(one))) ? "handTicketKnown" : "handTooLate", 409);
    }
    if (!REFERENCE.test(reference)) throw new AppError("handReference", 422);
    compareLines(one, wish.entries);
    const purchaseId = await recordHandTicket(
      tx,
      {
        ...{ subject: subjectOf(one), game: one.lotteryGame, draws: one.draws, entries: one.entries, reference },
        ...{ lineCount: one.entries.length, priceMinor: one.priceMinor, currency: one.currency },
        ...{ salesCloseAt: one.salesCloseAt, boughtBy: actor.memberId },
      },
      at,
    );
    const record = { syndicateId: one.gameId, purchaseId, recordedBy: actor.memberId, recordedAt: at };
    if (!(await insertHandTicket(tx, { ...record, picture: wish.picture }))) throw new AppError("handTicketKnown", 409);
    await makeDue(tx, one.gameId);
    await writeAudit(tx, {
      at,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "record-ticket",
      subject: `syndicate:${one.gameId}`,
      after: { reference, lines: one.entries.length },
    });
  });
  await advanceSyndicate(deps, wish.syndicateId);
}

const subjectOf = (one: Syndicate) => `syndicate:${one.gameId}`;

/** Line for line what was agreed, in whatever order the terminal printed it. */
function compareLines(one: Syndicate, given: readonly unknown[]): void {
  if (given.length !== one.entries.length) throw new AppError("handLines", 422, { count: one.entries.length });
  const rules = rulesOn(findGame(one.lotteryGame)!, one.draws[0]!)!;
  const left = one.entries.map(textOf);
  for (const [at, line] of given.entries()) {
    const entry = readEntry(rules, line);
    const found = isFault(entry) ? -1 : left.indexOf(textOf(entry));
    if (found < 0) throw new AppError("handLine", 422, { line: at + 1 });
    left.splice(found, 1);
  }
}

function textOf({ main, bonus, addOns, system }: Entry): string {
  const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
  return JSON.stringify([sorted(main), sorted(bonus), [...addOns].sort(), system]);
}
