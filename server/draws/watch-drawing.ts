import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { advanceDrawing } from "./advance-drawings";
import type { Certificate, Manifest } from "./certificate";
import type { DrawPhase, DrawView, TranscriptLine } from "./draw-view";
import { drawnLevels } from "./drawing-terms";
import { mayFreeze } from "./freeze-drawing";
import { shownMedia } from "./media-store";
import { type MembershipProof, makeProof } from "./membership";
import type { DrawDeps } from "./ports";
import { findGrantedRenewal } from "./renewal-store";
import { countBetween, type RevealStep, reelOf, schedule, showAt, showOrder } from "./reveal";
import { type FrozenList, readFrozenList } from "./show";
import {
  type DrawingRecord,
  entriesOfMember,
  findDrawing,
  findEntry,
  readManifest,
  readStoredCertificate,
  readTerms,
  readWinners,
} from "./store";

function phaseOf(drawing: DrawingRecord, now: Date, done: boolean): DrawPhase {
  if (drawing.state === "missed" || drawing.state === "cancelled") return drawing.state;
  if (drawing.state === "drawn") return done ? "done" : "showing";
  if (drawing.state === "frozen") return now < drawing.drawAt ? "waiting" : "drawing";
  if (drawing.kind === "early-bird") return drawing.triggeredAt === null ? "open" : "closing";
  return now < drawing.game.closesAt ? "open" : "closing";
}

interface ShownRow {
  rank: number;
  level: number;
  ticket: string;
  shownAs: string;
  amountMinor: number | null;
  came: "drawn" | "called";
  forfeited: boolean;
  prize: string | null;
}

/** The smallest and largest number that begin with the digits shown. */
function rangeOf(shown: string, width: number): [number, number] {
  return [Number(shown.padEnd(width, "0")), Number(shown.padEnd(width, "9"))];
}

function leftIn(list: FrozenList, shown: string, before: ShownRow[]): number | null {
  if (list.tails.length === 0) return null;
  const [from, to] = rangeOf(shown, list.width);
  const gone = before.filter((row) => {
    const tail = Number(reelOf(row.ticket, list.width).tail);
    return tail >= from && tail <= to;
  }).length;
  return countBetween(list.tails, from, to) - gone;
}

function transcriptOf(
  drawing: DrawingRecord,
  steps: RevealStep[],
  rows: Map<number, ShownRow>,
  list: FrozenList | null,
) {
  const lines: TranscriptLine[] = [];
  const add = (at: Date | null, code: TranscriptLine["code"], params: TranscriptLine["params"] = {}) => {
    if (at) lines.push({ at: at.toISOString(), code, params });
  };
  const round = drawing.round ?? 0;
  const byHand = drawing.method === "hand";
  const isEarlyBird = drawing.kind === "early-bird";
  if (isEarlyBird) add(drawing.triggeredAt, "triggered", { count: drawing.triggerOrder ?? 0 });
  if (!byHand) add(drawing.roundNamedAt, "named", { round });
  if (!isEarlyBird && drawing.state !== "planned" && drawing.state !== "named") add(drawing.game.closesAt, "closed");
  if (drawing.entryCount !== null) add(drawing.frozenAt, "frozen", { count: drawing.entryCount });
  if (drawing.state === "missed") add(drawing.drawAt, "missed", { round });
  if (byHand) add(drawing.drawnAt, "byHand");
  else {
    add(drawing.drawnAt, "round", { round });
    add(drawing.drawnAt, "seed");
  }
  const before: ShownRow[] = [];
  for (const step of steps) {
    const row = rows.get(step.rank)!;
    const { tail } = reelOf(row.ticket, list?.width ?? 1);
    if (step.kind === "digit") {
      const shown = tail.slice(0, step.digits);
      const [from, to] = rangeOf(shown, tail.length);
      const pad = (number: number) => String(number).padStart(tail.length, "0");
      const left = list ? leftIn(list, shown, before) : null;
      add(new Date(step.atMs), "digit", {
        level: row.level,
        place: step.digits,
        digit: shown.at(-1)!,
        ...(left === null ? { left: -1, from: "", to: "" } : { left, from: pad(from), to: pad(to) }),
      });
    }
    if (step.kind === "winner") {
      add(new Date(step.atMs), "winner", { level: row.level, ticket: row.ticket });
      before.push(row);
    }
  }
  return lines.reverse();
}

/** A crowd on a page that waits asks the beacon no oftener than this, in each process. */
const TRY_EVERY_MS = 1000;
const tries = new Map<string, { atMs: number; going: Promise<void> }>();

async function advanceForReaders(deps: DrawDeps, drawingId: string): Promise<void> {
  const nowMs = deps.clock.now().getTime();
  const last = tries.get(drawingId);
  if (last && nowMs - last.atMs < TRY_EVERY_MS) return last.going;
  for (const [id, { atMs }] of tries) if (nowMs - atMs >= TRY_EVERY_MS) tries.delete(id);
  const going = advanceDrawing(deps, drawingId).then(
    () => {},
    (error) => log.error("draw_failed", { drawingId, error }),
  );
  tries.set(drawingId, { atMs: nowMs, going });
  return going;
}

/**
 * What everybody sees of a drawing at this moment, moving it on first where something is due. Fails with
 * `drawing_not_found`.
 */
export async function watchDrawing(deps: DrawDeps, drawingId: string): Promise<DrawView> {
  if (!isId(drawingId)) throw new AppError("drawing_not_found", 404);
  let drawing = await findDrawing(deps.db, drawingId);
  if (!drawing || drawing.game.state === "draft" || drawing.game.state === "pending_activation") {
    throw new AppError("drawing_not_found", 404);
  }
  const now = deps.clock.now();
  const due = drawing.state === "frozen" ? drawing.method !== "hand" && drawing.drawAt <= now : mayFreeze(drawing, now);
  if (["planned", "named", "frozen"].includes(drawing.state) && due) {
    await advanceForReaders(deps, drawingId);
    drawing = (await findDrawing(deps.db, drawingId))!;
  }
  return viewOf(deps, drawing);
}

/** Everybody who has or had a prize: those drawn, and the reserves that were called since. */
async function shownRowsOf(deps: DrawDeps, drawing: DrawingRecord): Promise<ShownRow[]> {
  const headings = new Map(drawing.prizes.map(({ id, heading }) => [id, heading]));
  const rows = await readWinners(deps.db, drawing.id);
  return rows.flatMap((row) =>
    row.groupPosition === null
      ? []
      : [
          {
            rank: row.rank,
            level: row.groupPosition,
            ticket: row.number,
            shownAs: row.shownAs,
            amountMinor: row.amountMinor,
            came: row.replacesId === null ? ("drawn" as const) : ("called" as const),
            forfeited: row.state === "forfeited",
            prize: row.prizeId === null ? null : (headings.get(row.prizeId) ?? null),
          },
        ],
  );
}

async function viewOf(deps: DrawDeps, drawing: DrawingRecord): Promise<DrawView> {
  const now = deps.clock.now();
  const list = drawing.state === "drawn" ? await readFrozenList(deps.db, drawing.id) : null;
  const everybody = drawing.state === "drawn" ? await shownRowsOf(deps, drawing) : [];
  const rows = everybody.filter(({ came }) => came === "drawn");
  const byRank = new Map(rows.map((row) => [row.rank, row]));
  const steps = drawing.revealStartsAt ? schedule(rows, drawing.revealStartsAt.getTime(), list?.width ?? 1) : [];
  // What was drawn by hand was seen as it was drawn; there is nothing to reveal.
  const show =
    drawing.method === "hand"
      ? { ...showAt([], 0), shown: showOrder(rows).map(({ rank }) => rank) }
      : showAt(steps, now.getTime());
  const phase = phaseOf(drawing, now, show.done);
  // While sales run the page names neither raffle nor prizes: they are not for everybody.
  const open = now < drawing.game.closesAt && drawing.state !== "drawn";
  const hidden = now < drawing.game.closesAt;
  const manifest = await readTerms(deps.db, drawing.id);
  const shownRows = show.shown.map((rank) => byRank.get(rank)!);

  let stage: DrawView["stage"] = null;
  if (phase === "showing" && show.onStage && list) {
    const row = byRank.get(show.onStage.rank)!;
    const { lead, tail } = reelOf(row.ticket, list.width);
    const shown = show.onStage.complete ? tail : tail.slice(0, show.onStage.digits);
    const others = shownRows.filter((other) => other.rank !== row.rank);
    stage = {
      rank: row.rank,
      level: row.level,
      lead,
      shown,
      digits: tail.length,
      complete: show.onStage.complete,
      ticket: show.onStage.complete ? row.ticket : null,
      left: leftIn(list, shown, others),
    };
  }
  return {
    id: drawing.id,
    phase,
    delayed: drawing.delayedReason,
    now: now.toISOString(),
    title: hidden ? null : drawing.raffle.title,
    slug: hidden ? null : drawing.raffle.slug,
    raffleNumber: drawing.raffle.number,
    organisation: hidden ? null : drawing.organisation.name,
    timeZone: drawing.raffle.timeZone,
    kind: drawing.kind,
    position: drawing.position,
    method: drawing.method,
    endedReason: drawing.endedReason,
    trigger:
      drawing.kind === "early-bird"
        ? {
            count: drawing.triggerCount,
            at: drawing.triggerAt?.toISOString() ?? null,
            triggeredAt: drawing.triggeredAt?.toISOString() ?? null,
          }
        : null,
    others: drawing.drawings
      .filter((other) => other.id !== drawing.id && other.endedReason !== "pools")
      .map(({ id, kind, position, state }) => ({ id, kind, position, state })),
    pot: manifest?.pot ?? null,
    converted: drawing.kind === "main" && drawing.raffle.convertedAt !== null,
    renewed: manifest?.renewal ?? (drawing.state === "named" ? await findGrantedRenewal(deps.db, drawing.id) : null),
    media: await shownMedia(deps.db, drawing.id),
    levels: open ? [] : drawnLevels(drawing),
    times: {
      namedAt: drawing.roundNamedAt?.toISOString() ?? null,
      closesAt: drawing.game.closesAt.toISOString(),
      frozenAt: drawing.frozenAt?.toISOString() ?? null,
      drawAt: drawing.drawAt.toISOString(),
      drawnAt: drawing.drawnAt?.toISOString() ?? null,
    },
    beacon: drawing.round === null ? null : { chainHash: drawing.chainHash!, round: drawing.round },
    list: drawing.listRoot === null ? null : { count: drawing.entryCount!, root: drawing.listRoot },
    result: drawing.seed && drawing.randomness ? { randomness: drawing.randomness, seed: drawing.seed } : null,
    stage,
    // Reserves that were called stand behind those drawn, once the show is over.
    winners: phase === "done" ? [...shownRows, ...everybody.filter(({ came }) => came === "called")] : shownRows,
    winnerCount: rows.length,
    nextAt: show.nextAtMs === null ? null : new Date(show.nextAtMs).toISOString(),
    endsAt: steps.length > 0 ? new Date(steps.at(-1)!.atMs).toISOString() : null,
    transcript: transcriptOf(drawing, show.past, byRank, list),
  };
}

/** The frozen list with its terms, published before the round. Null until it is frozen. Fails with `drawing_not_found`. */
export async function readList(deps: DrawDeps, drawingId: string): Promise<Manifest | null> {
  const drawing = isId(drawingId) ? await findDrawing(deps.db, drawingId) : null;
  if (!drawing) throw new AppError("drawing_not_found", 404);
  const manifest = await readManifest(deps.db, drawingId);
  if (!manifest) return null;
  const { entries } = await readFrozenList(deps.db, drawingId);
  return { ...manifest, list: { ...manifest.list, entries } };
}

/** The certificate, once the last winner has been shown; null before. Fails with `drawing_not_found`. */
export async function readFullCertificate(deps: DrawDeps, drawingId: string): Promise<Certificate | null> {
  const view = await watchDrawing(deps, drawingId);
  if (view.phase !== "done") return null;
  const stored = (await readStoredCertificate(deps.db, drawingId))!;
  const { entries } = await readFrozenList(deps.db, drawingId);
  return { ...stored, list: { ...stored.list, entries } };
}

const titleOf = (drawing: DrawingRecord) => `${drawing.raffle.number} ${drawing.raffle.title}`;

/** The proof that the ticket with this number stands in the frozen list; null where it does not or nothing is frozen. */
export async function proveTicket(deps: DrawDeps, drawingId: string, number: string): Promise<MembershipProof | null> {
  const drawing = isId(drawingId) ? await findDrawing(deps.db, drawingId) : null;
  if (!drawing) throw new AppError("drawing_not_found", 404);
  if (drawing.listRoot === null) return null;
  const entry = await findEntry(deps.db, drawingId, number);
  if (entry === null) return null;
  const { tree } = await readFrozenList(deps.db, drawingId);
  return makeProof({ id: drawing.id, title: titleOf(drawing) }, tree, entry, number);
}

/** The proofs of all tickets that a member holds in the list. */
export async function proveMember(deps: DrawDeps, drawingId: string, memberId: string): Promise<MembershipProof[]> {
  const drawing = await findDrawing(deps.db, drawingId);
  if (!drawing || drawing.listRoot === null) return [];
  const own = await entriesOfMember(deps.db, drawingId, memberId);
  const { tree } = await readFrozenList(deps.db, drawingId);
  return own.map(({ index, number }) => makeProof({ id: drawing.id, title: titleOf(drawing) }, tree, index, number));
}
