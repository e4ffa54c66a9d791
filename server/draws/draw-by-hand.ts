import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { announce, postLetters } from "./announce";
import { CERTIFICATE_FORMAT, type CertificateWinner, type StoredCertificate, type StoredManifest } from "./certificate";
import { deleteEntry, type FoundTicket, findStub, type HandEntry, insertEntry, listEntries } from "./hand-store";
import { listMedia } from "./media-store";
import { ownDrawing } from "./own-drawing";
import type { DrawDeps } from "./ports";
import { potParts } from "./pot-parts";
import { recordWinners } from "./record-winners";
import { makeSeal } from "./seed";
import { type DrawingRecord, lockForFreeze, participantIds, readManifest, writeDraw } from "./store";

type Deps = Pick<DrawDeps, "db" | "clock" | "realtime">;

/** One place to be drawn: the prize level, and which of its winners. */
export interface HandPlace {
  level: number;
  label: string;
  place: number;
  prizes: Array<{ id: string; heading: string }>;
  entry: HandEntry | null;
}

export interface HandDraw {
  drawing: DrawingRecord;
  /** Null until the list is frozen; then what was published. */
  manifest: StoredManifest | null;
  places: HandPlace[];
  /** How many places have to be filled: no more than there are stubs to draw. */
  wanted: number;
}

function placesOf(drawing: DrawingRecord, manifest: StoredManifest | null, entries: HandEntry[]): HandPlace[] {
  return (manifest?.drawing.levels ?? []).flatMap((level) =>
    Array.from({ length: level.quantity }, (_, at) => ({
      level: level.position,
      label: level.label,
      place: at + 1,
      prizes: drawing.prizes
        .filter(({ groupPosition }) => groupPosition === level.position)
        .map(({ id, heading }) => ({ id, heading })),
      entry: entries.find((one) => one.groupPosition === level.position && one.place === at + 1) ?? null,
    })),
  );
}

/** Where a drawing by hand stands. Fails with `drawing_not_found` and `drawing_not_by_hand`. */
export async function readHandDraw(deps: Deps, by: AuthorizedOrganiser, drawingId: string): Promise<HandDraw> {
  const drawing = await ownDrawing(deps.db, by, drawingId);
  if (drawing.method !== "hand") throw new AppError("drawing_not_by_hand", 409);
  const [manifest, entries] = await Promise.all([readManifest(deps.db, drawingId), listEntries(deps.db, drawingId)]);
  const places = placesOf(drawing, manifest, entries);
  const count = manifest?.list.count ?? 0;
  const wanted = drawing.raffle.stubsReturn && count > 0 ? places.length : Math.min(places.length, count);
  return { drawing, manifest, places, wanted };
}

/** What is wrong with a number drawn, in the order in which a person would find out. */
export function refuseStub(
  drawing: DrawingRecord,
  written: string,
  found: FoundTicket | null,
): asserts found is FoundTicket & { index: number } {
  if (!found || found.state === "taken-back") throw new AppError("numberUnknown", 422, { number: written });
  if (found.raffleId !== drawing.raffleId) {
    throw new AppError("numberOtherRaffle", 422, { number: found.number, raffle: found.raffleTitle });
  }
  if (found.state !== "valid") throw new AppError("numberVoid", 422, { number: found.number });
  if (found.index === null) throw new AppError("numberOtherDrawing", 422, { number: found.number });
}

/** Checks a number as it is typed and writes nothing. Answers the ticket's whole number. Fails as entering it would. */
export async function checkNumber(
  deps: Deps,
  by: AuthorizedOrganiser,
  drawingId: string,
  written: string,
): Promise<{ number: string }> {
  const { drawing, places } = await readHandDraw(deps, by, drawingId);
  const found = await findStub(deps.db, drawing.raffleId, drawingId, written);
  refuseStub(drawing, written, found);
  refuseDrawn(drawing, places, found);
  return { number: found.number };
}

function refuseDrawn(drawing: DrawingRecord, places: HandPlace[], found: FoundTicket): void {
  const drawn = places.find(({ entry }) => entry?.ticketId === found.ticketId);
  if (!drawn || drawing.raffle.stubsReturn) return;
  throw new AppError("numberDrawn", 409, { number: found.number, prize: drawn.level, by: drawn.entry!.enteredByName });
}

/**
 * Enters a winning number at its place (D1). Fails with `drawing_not_frozen`, `placeUnknown`, `numberUnknown`,
 * `numberOtherRaffle`, `numberVoid`, `numberOtherDrawing`, `numberDrawn` where stubs do not return, `prizeUnknown`, and
 * `placeTaken` with the number and the person where somebody was faster.
 */
export async function enterWinner(
  deps: Deps,
  by: AuthorizedOrganiser,
  drawingId: string,
  entry: { level: number; place: number; number: string; prizeId: string | null },
): Promise<{ number: string }> {
  const { drawing, places } = await readHandDraw(deps, by, drawingId);
  if (drawing.state !== "frozen") throw new AppError("drawing_not_frozen", 409);
  const wanted = places.find(({ level, place }) => level === entry.level && place === entry.place);
  if (!wanted) throw new AppError("placeUnknown", 422);
  const taken = (one: HandEntry) => new AppError("placeTaken", 409, { number: one.number, by: one.enteredByName });
  if (wanted.entry) throw taken(wanted.entry);
  const found = await findStub(deps.db, drawing.raffleId, drawingId, entry.number);
  refuseStub(drawing, entry.number, found);
  refuseDrawn(drawing, places, found);
  const only = wanted.prizes.length === 1 ? wanted.prizes[0]!.id : null;
  if (entry.prizeId && !wanted.prizes.some(({ id }) => id === entry.prizeId)) throw new AppError("prizeUnknown", 422);

  const at = deps.clock.now();
  const written = await deps.db.transaction(async (tx) => {
    const stands = await insertEntry(tx, {
      drawingId,
      groupPosition: entry.level,
      place: entry.place,
      ticketId: found.ticketId,
      prizeId: entry.prizeId ?? only,
      stubReturned: drawing.raffle.stubsReturn,
      enteredBy: by.actor.memberId,
      enteredAt: at,
    });
    if (stands)
      await auditEntry(
        tx,
        drawing,
        by,
        "enter-winner",
        { level: entry.level, place: entry.place, number: found.number },
        at,
      );
    return stands;
  });
  if (!written) {
    // Somebody was faster, with this place or with this number: say which, and with whom to compare stubs.
    const now = await readHandDraw(deps, by, drawingId);
    const same = now.places.find(({ level, place }) => level === entry.level && place === entry.place)?.entry;
    if (same) throw taken(same);
    refuseDrawn(drawing, now.places, found);
    throw new AppError("changedMeanwhile", 409);
  }
  await announce(deps.realtime, drawingId, "moved");
  return { number: found.number };
}

/** Takes a number back before the drawing is confirmed. Fails with `placeUnknown` where nothing stands there. */
export async function undoWinner(
  deps: Deps,
  by: AuthorizedOrganiser,
  drawingId: string,
  place: { level: number; place: number },
): Promise<void> {
  const drawing = await ownDrawing(deps.db, by, drawingId);
  if (drawing.state !== "frozen" || drawing.method !== "hand") throw new AppError("drawing_not_frozen", 409);
  await deps.db.transaction(async (tx) => {
    if (!(await deleteEntry(tx, drawingId, place.level, place.place))) throw new AppError("placeUnknown", 409);
    await auditEntry(tx, drawing, by, "undo-winner", place, deps.clock.now());
  });
}

export function auditEntry(
  tx: Tx,
  drawing: DrawingRecord,
  by: AuthorizedOrganiser,
  action: string,
  after: object,
  at: Date,
) {
  return writeAudit(tx, {
    at,
    actorId: by.actor.memberId,
    actorRole: "organisation",
    action,
    subject: `drawing:${drawing.id}`,
    areaId: drawing.game.governingAreaId,
    after,
  });
}

/**
 * Confirms a drawing by hand: what was entered becomes its winners and its certificate, with the films and pictures that
 * were added until now, and nothing of it changes afterwards. Fails with `placesEmpty`, `numberVoid` where a ticket was
 * voided since, `drawing_not_frozen`.
 */
export async function confirmHandDraw(deps: Deps, by: AuthorizedOrganiser, drawingId: string): Promise<void> {
  const { drawing: seen } = await readHandDraw(deps, by, drawingId);
  const at = deps.clock.now();
  await deps.db.transaction(
    async (tx) => {
      // The lock that entering does not take: what is read here is what is confirmed, since the guard refuses entries
      // of a drawing that is no longer frozen.
      if (!(await lockForFreeze(tx, seen.raffleId, drawingId))) throw new AppError("drawing_not_found", 404);
      const { drawing, manifest, places, wanted } = await readHandDraw({ ...deps, db: tx as never }, by, drawingId);
      if (drawing.state !== "frozen" || !manifest) throw new AppError("drawing_not_frozen", 409);
      const filled = places.slice(0, wanted);
      const empty =
        filled.filter(({ entry }) => entry === null).length + places.slice(wanted).filter(({ entry }) => entry).length;
      if (empty > 0) throw new AppError("placesEmpty", 422, { count: empty });
      const stale = filled.find(({ entry }) => !entry!.valid);
      if (stale) throw new AppError("numberVoid", 422, { number: stale.entry!.number });

      const parts = manifest.pot ? potParts(manifest.pot.potMinor, filled.length) : null;
      const winners: CertificateWinner[] = filled.map(({ level, label, prizes, entry }, index) => ({
        rank: index + 1,
        entry: entry!.index,
        ticket: entry!.number,
        level,
        label,
        prize: manifest.pot ? null : (prizes.find(({ id }) => id === entry!.prizeId)?.heading ?? null),
        amountMinor: parts ? parts[index]! : null,
      }));
      const media = (await listMedia(tx, drawingId)).map(({ kind, name, sha256, sizeBytes, address }) => ({
        kind,
        name,
        sha256,
        bytes: sizeBytes,
        address,
      }));
      const certificate: StoredCertificate = {
        ...manifest,
        format: CERTIFICATE_FORMAT,
        beacon: null,
        times: { ...manifest.times, drawnAt: at.toISOString() },
        seed: null,
        hand: { media, seal: makeSeal(manifest.terms, manifest.list, { winners, reserves: [], media }) },
        winners,
        reserves: [],
      };
      const times = { drawnAt: at, revealStartsAt: null, revealEndsAt: at };
      if (!(await writeDraw(tx, drawing, certificate, times))) throw new AppError("changedMeanwhile", 409);
      const chosen = new Map(
        filled.flatMap(({ entry }, index) => (entry!.prizeId ? [[index + 1, entry!.prizeId]] : [])) as [
          number,
          string,
        ][],
      );
      const winnerIds = await recordWinners(tx, drawing, { winners, reserves: [] }, at, at, chosen);
      await auditEntry(
        tx,
        drawing,
        by,
        "draw-winners",
        { method: "hand", seal: certificate.hand!.seal, winners: winners.map(({ ticket }) => ticket) },
        at,
      );
      const others = (await participantIds(tx, drawingId)).filter((id) => !winnerIds.includes(id));
      await postLetters(tx, "won", drawingId, winnerIds, at);
      await postLetters(tx, "drawn", drawingId, others, at);
    },
    { timeoutMs: 120_000 },
  );
  await announce(deps.realtime, drawingId, "moved");
}
