import { type AuditFact, writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { Actor, AuthorizedOrganiser } from "@/server/people/authority";
import {
  countReserves,
  findWinner,
  listOwnPrizes,
  listWinners,
  moveWinner,
  overdueClaims,
  type PrizeOption,
  voidedWinners,
  type WinnerRecord,
} from "./claim-store";
import { ownDrawing } from "./own-drawing";
import { type ForfeitReason, passOn } from "./pass-on";
import type { DrawDeps } from "./ports";
import { type DrawingRecord, findDrawing, siblingIds } from "./store";

type Deps = Pick<DrawDeps, "db" | "clock">;

/** What a winner takes: one of the prizes of a choice, as the item, in cash, or towards a purchase. */
export interface Taking {
  prizeId: string | null;
  option: PrizeOption["kind"];
}

const AT_ONCE = 200;

/**
 * Gives on every prize that nobody claimed in time, and those of tickets voided since: for the worker's timer, and for
 * whoever looks at a drawing's winners, so that nothing waits for a job. Answers how many went on.
 */
export async function forfeitOverdue(deps: Deps, drawingId?: string): Promise<number> {
  const now = deps.clock.now();
  let moved = 0;
  for (const due of await overdueClaims(deps.db, now, AT_ONCE)) {
    if (drawingId !== undefined && due.drawingId !== drawingId) continue;
    const drawing = (await findDrawing(deps.db, due.drawingId))!;
    const went = await deps.db.transaction((tx) =>
      passOn(tx, drawing, due.id, { why: "unclaimed", by: null, at: now, from: ["unclaimed"] }),
    );
    if (went !== null) moved++;
  }
  return moved;
}

/** The prizes somebody has won in a drawing, once they have been shown. Fails with `drawing_not_found`. */
export async function readOwnPrizes(
  deps: Deps,
  actor: Actor,
  drawingId: string,
): Promise<{ drawing: DrawingRecord; prizes: WinnerRecord[] }> {
  const drawing = isId(drawingId) ? await findDrawing(deps.db, drawingId) : null;
  if (!drawing) throw new AppError("drawing_not_found", 404);
  if (drawing.state !== "drawn" || !drawing.shownAt || drawing.shownAt > deps.clock.now())
    return { drawing, prizes: [] };
  await forfeitOverdue(deps, drawingId);
  return { drawing, prizes: await listOwnPrizes(deps.db, drawingId, actor.memberId) };
}

/** What a taking comes to among what the prize offers. Fails with `prizeUnknown` and `optionUnknown`. */
function takingOf(winner: WinnerRecord, taking: Taking): { prizeId: string | null; optionTaken: string } {
  if (winner.amountMinor !== null) return { prizeId: winner.prizeId, optionTaken: "cash" };
  const wanted = taking.prizeId ?? winner.prizeId ?? (winner.choices.length === 1 ? winner.choices[0]!.id : null);
  const prize = winner.choices.find(({ id }) => id === wanted);
  if (!prize) throw new AppError("prizeUnknown", 422);
  if (winner.prizeId !== null && prize.id !== winner.prizeId) throw new AppError("prizeChosen", 409);
  if (!prize.options.some(({ kind }) => kind === taking.option)) throw new AppError("optionUnknown", 422);
  return { prizeId: prize.id, optionTaken: taking.option };
}

async function move(
  deps: Deps,
  drawing: DrawingRecord,
  winner: WinnerRecord,
  by: { id: string; role: AuditFact["actorRole"] },
  action: string,
  from: string,
  to: Parameters<typeof moveWinner>[3],
): Promise<void> {
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await moveWinner(tx, winner.id, [from], to, at))) throw new AppError("changedMeanwhile", 409);
    await writeAudit(tx, {
      at,
      actorId: by.id,
      actorRole: by.role,
      action,
      subject: `drawing:${drawing.id}`,
      areaId: drawing.game.governingAreaId,
      before: { ticket: winner.number, state: winner.state },
      after: { state: to.state, prizeId: to.prizeId, option: to.optionTaken },
    });
  });
}

/**
 * D4: the winner claims a prize and says which, and how. Fails with `drawing_not_found` for somebody else's prize,
 * `claimOver` after the last day, `prizeUnknown`, `optionUnknown`, and `changedMeanwhile`.
 */
export async function claimPrize(deps: Deps, actor: Actor, winnerId: string, taking: Taking): Promise<void> {
  const winner = isId(winnerId) ? await findWinner(deps.db, winnerId) : null;
  if (winner?.memberId !== actor.memberId || winner.groupPosition === null)
    throw new AppError("drawing_not_found", 404);
  const drawing = (await findDrawing(deps.db, winner.drawingId))!;
  const now = deps.clock.now();
  if (!drawing.shownAt || drawing.shownAt > now) throw new AppError("drawing_not_found", 404);
  if (winner.state === "forfeited" || (winner.state === "unclaimed" && winner.claimBy && winner.claimBy <= now)) {
    await forfeitOverdue(deps, winner.drawingId);
    throw new AppError("claimOver", 409);
  }
  const to = { state: "claimed" as const, claimedAt: now, ...takingOf(winner, taking) };
  await move(deps, drawing, winner, { id: actor.memberId, role: "participant" }, "claim-prize", "unclaimed", to);
}

/** The winner and its drawing, for the organisation that holds it. Fails with `drawing_not_found`. */
async function ownWinner(
  deps: Deps,
  by: AuthorizedOrganiser,
  winnerId: string,
): Promise<{ winner: WinnerRecord; drawing: DrawingRecord }> {
  const winner = isId(winnerId) ? await findWinner(deps.db, winnerId) : null;
  if (!winner || winner.groupPosition === null) throw new AppError("drawing_not_found", 404);
  return { winner, drawing: await ownDrawing(deps.db, by, winner.drawingId) };
}

const organiser = (by: AuthorizedOrganiser) => ({ id: by.actor.memberId, role: "organisation" as const });

/** The organisation writes down what a winner claimed in person. Fails as {@link claimPrize} does. */
export async function recordClaim(
  deps: Deps,
  by: AuthorizedOrganiser,
  winnerId: string,
  taking: Taking,
): Promise<void> {
  const { winner, drawing } = await ownWinner(deps, by, winnerId);
  const to = { state: "claimed" as const, claimedAt: deps.clock.now(), ...takingOf(winner, taking) };
  await move(deps, drawing, winner, organiser(by), "record-claim", "unclaimed", to);
}

/**
 * The organisation has checked age and identity of the person who claims. Fails with `checkBoth` unless both were, and
 * `changedMeanwhile`.
 */
export async function checkClaim(
  deps: Deps,
  by: AuthorizedOrganiser,
  winnerId: string,
  checked: { identity: boolean; age: boolean },
): Promise<void> {
  if (!checked.identity || !checked.age) throw new AppError("checkBoth", 422);
  const { winner, drawing } = await ownWinner(deps, by, winnerId);
  const to = { state: "checked" as const, checkedAt: deps.clock.now(), checkedBy: by.actor.memberId };
  await move(deps, drawing, winner, organiser(by), "check-claim", "claimed", to);
}

/** The prize was handed over. Fails with `changedMeanwhile` unless the claim was checked. */
export async function deliverPrize(deps: Deps, by: AuthorizedOrganiser, winnerId: string): Promise<void> {
  const { winner, drawing } = await ownWinner(deps, by, winnerId);
  const to = { state: "delivered" as const, deliveredAt: deps.clock.now() };
  await move(deps, drawing, winner, organiser(by), "deliver-prize", "checked", to);
}

/**
 * A prize that its winner cannot have, or does not want, goes on to the next reserve. Fails with `noteNeeded` without
 * what was found, and `changedMeanwhile`.
 */
export async function forfeitPrize(
  deps: Deps,
  by: AuthorizedOrganiser,
  winnerId: string,
  why: Exclude<ForfeitReason, "unclaimed" | "voided">,
  note: string,
): Promise<{ reserveId: string } | "none"> {
  const { drawing } = await ownWinner(deps, by, winnerId);
  const text = note.trim();
  if (!text || text.length > 500) throw new AppError("noteNeeded", 422);
  const went = await deps.db.transaction((tx) =>
    passOn(tx, drawing, winnerId, { why, by: organiser(by), at: deps.clock.now(), note: text }),
  );
  if (went === null) throw new AppError("changedMeanwhile", 409);
  return went;
}

export interface DrawingWinners {
  drawing: DrawingRecord;
  /** Empty until the winners have been shown. */
  winners: WinnerRecord[];
  reservesLeft: number;
}

/**
 * Every drawing of a raffle with its winners and what became of their prizes, for its organisation. Prizes that are
 * overdue, or whose ticket was voided, go on first.
 */
export async function readRaffleWinners(
  deps: Deps,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<DrawingWinners[]> {
  const main = isId(raffleId) ? await mainDrawing(deps, raffleId) : null;
  if (!main || main.organisation.id !== by.organisationId) throw new AppError("drawing_not_found", 404);
  const found: DrawingWinners[] = [];
  const now = deps.clock.now();
  for (const { id } of main.drawings) {
    const drawing = (await findDrawing(deps.db, id))!;
    const shown = drawing.state === "drawn" && drawing.shownAt !== null && drawing.shownAt <= now;
    if (shown) {
      await forfeitOverdue(deps, id);
      await passOnVoided(deps, drawing, now);
    }
    const winners = shown ? await listWinners(deps.db, id) : [];
    found.push({ drawing, winners, reservesLeft: shown ? await countReserves(deps.db, id) : 0 });
  }
  return found;
}

async function mainDrawing(deps: Deps, raffleId: string): Promise<DrawingRecord | null> {
  const [id] = await siblingIds(deps.db, raffleId, "main");
  return id ? findDrawing(deps.db, id) : null;
}

async function passOnVoided(deps: Deps, drawing: DrawingRecord, now: Date): Promise<void> {
  for (const id of await voidedWinners(deps.db, drawing.id)) {
    await deps.db.transaction((tx) => passOn(tx, drawing, id, { why: "voided", by: null, at: now }));
  }
}
