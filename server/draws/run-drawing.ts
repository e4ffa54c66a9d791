import { writeAudit } from "@/server/kernel/audit-store";
import { AppError, isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { announce, postLetters } from "./announce";
import { timeOfRoundMs } from "./beacon";
import { CERTIFICATE_FORMAT, FORMAT_VERSION, type StoredCertificate, type StoredManifest } from "./certificate";
import { outcome } from "./draw";
import type { DelayReason } from "./draw-view";
import { merkleRoot } from "./merkle";
import type { DrawDeps } from "./ports";
import { recordWinners } from "./record-winners";
import { showEndsAtMs } from "./reveal";
import { findDrawing, participantIds, readEntries, readManifest, writeDelay, writeDraw } from "./store";

/** A round that is this late is said to be late. */
export const LATE_AFTER_SECONDS = 10;
/** Between the draw and the first reveal, so that whoever is on the page is there when it begins. */
export const CURTAIN_SECONDS = 5;

export type DrawOutcome =
  | { outcome: "drawn"; winners: number }
  | { outcome: "already" }
  | { outcome: "not-yet" }
  | { outcome: "delayed"; reason: DelayReason };

/** The longest last part of the numbers in a list, in digits. */
export function tailWidth(entries: readonly string[]): number {
  let width = 1;
  for (const entry of entries) width = Math.max(width, entry.length - entry.lastIndexOf("-") - 1);
  return width;
}

async function delay(deps: DrawDeps, drawingId: string, reason: DelayReason): Promise<DrawOutcome> {
  const changed = await deps.db.transaction((tx) => writeDelay(tx, drawingId, reason));
  if (changed) {
    log[reason === "list" ? "error" : "warn"]("draw_delayed", { drawingId, reason });
    await announce(deps.realtime, drawingId, "moved");
  }
  return { outcome: "delayed", reason };
}

/** A list that was frozen under version 1 is drawn under it: its certificate has no field that came later. */
function asVersionOf(manifest: StoredManifest, certificate: StoredCertificate): StoredCertificate {
  if ((manifest.version as number) === FORMAT_VERSION) return certificate;
  const { hand: _, ...first } = certificate;
  const winners = certificate.winners.map(({ prize: _prize, amountMinor: _amount, ...winner }) => winner);
  return { ...first, winners } as unknown as StoredCertificate;
}

/** The signature of the round, or why it is not to be had. */
async function fetchSignature(deps: DrawDeps, round: number): Promise<{ signature: string } | { reason: DelayReason }> {
  try {
    const signature = await deps.beacon.fetchRound(round);
    return signature ? { signature } : { reason: "beacon" };
  } catch (error) {
    log.warn("beacon_failed", { round, error });
    return { reason: isAppError(error) && error.code === "beacon_wrong" ? "beacon-wrong" : "beacon" };
  }
}

/**
 * Draws a frozen drawing once its round is out: fetches the round, checks it, selects, and stores winners and
 * certificate in one transaction that only a frozen drawing lets through. The outcome follows from the list and the
 * round alone, so it does not matter who calls this, how often, or what crashes between. A beacon that is late, down or
 * wrong delays the draw and says so; the named round never changes. Fails with `drawing_not_found`.
 */
export async function runDrawing(deps: DrawDeps, drawingId: string): Promise<DrawOutcome> {
  const drawing = await findDrawing(deps.db, drawingId);
  if (!drawing) throw new AppError("drawing_not_found", 404);
  if (drawing.state === "drawn") return { outcome: "already" };
  const manifest = await readManifest(deps.db, drawingId);
  if (drawing.state !== "frozen" || !manifest) return { outcome: "not-yet" };
  const { beacon } = manifest;
  if (beacon === null) return { outcome: "not-yet" }; // by hand: its numbers are entered, not computed
  const roundMs = timeOfRoundMs(beacon, beacon.round);
  if (deps.clock.now().getTime() < roundMs) return { outcome: "not-yet" };
  if (deps.beacon.chain.chainHash !== beacon.chainHash) return delay(deps, drawingId, "chain");

  const fetched = await fetchSignature(deps, beacon.round);
  if ("reason" in fetched) {
    const late = deps.clock.now().getTime() >= roundMs + LATE_AFTER_SECONDS * 1000;
    return late || fetched.reason !== "beacon" ? delay(deps, drawingId, fetched.reason) : { outcome: "not-yet" };
  }

  const entries = await readEntries(deps.db, drawingId);
  if (entries.length !== manifest.list.count || merkleRoot(entries) !== manifest.list.root) {
    return delay(deps, drawingId, "list");
  }
  const drawn = outcome(manifest, fetched.signature, (entry) => entries[entry]!);
  const drawnAt = deps.clock.now();
  const revealStartsAt = new Date((Math.floor(drawnAt.getTime() / 1000) + CURTAIN_SECONDS) * 1000);
  const showEnds = new Date(showEndsAtMs(drawn.winners, revealStartsAt.getTime(), tailWidth(entries)));
  const certificate = asVersionOf(manifest, {
    ...manifest,
    format: CERTIFICATE_FORMAT,
    beacon: { ...beacon, signature: fetched.signature, randomness: drawn.randomness },
    times: { ...manifest.times, drawnAt: drawnAt.toISOString() },
    seed: drawn.seed,
    hand: null,
    winners: drawn.winners,
    reserves: drawn.reserves,
  });

  const written = await deps.db.transaction(
    async (tx) => {
      // The guarded change comes first: it takes the row's lock, and only one of several callers gets through.
      if (!(await writeDraw(tx, drawing, certificate, { drawnAt, revealStartsAt, revealEndsAt: showEnds })))
        return false;
      const winnerIds = await recordWinners(tx, drawing, drawn, drawnAt, showEnds);
      await writeAudit(tx, {
        at: drawnAt,
        actorId: null,
        actorRole: "venue",
        action: "draw-winners",
        subject: `drawing:${drawingId}`,
        areaId: drawing.game.governingAreaId,
        after: { round: beacon.round, seed: drawn.seed, winners: drawn.winners.map(({ ticket }) => ticket) },
      });
      // Nobody reads in a letter what the page has not shown yet.
      const everybody = await participantIds(tx, drawingId);
      const winners = new Set(winnerIds);
      const others = everybody.filter((id) => !winners.has(id));
      await postLetters(tx, "won", drawingId, winnerIds, drawnAt, showEnds);
      await postLetters(tx, "drawn", drawingId, others, drawnAt, showEnds);
      return true;
    },
    { timeoutMs: 120_000 },
  );
  if (!written) return { outcome: "already" };
  await announce(deps.realtime, drawingId, "moved");
  return { outcome: "drawn", winners: drawn.winners.length };
}
