import { createHash } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database, Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { listBooks, lockSales } from "./book-store";
import { type EntryRaffle, findEntryRaffle } from "./entry-store";
import { bookFigures, type Difference, differencesOf, type Figures, hasPaper } from "./reconciliation";
import {
  type Acknowledgement,
  countOrigins,
  countSales,
  findLatestAcknowledgement,
  insertAcknowledgement,
} from "./reconciliation-store";

export interface ReconcileDeps {
  db: Database;
  clock: Clock;
}

interface Counted {
  figures: Figures;
  figuresHash: string;
  differences: Difference[];
}

async function count(reader: Reader, raffleId: string): Promise<Counted | null> {
  // One after another: inside a transaction there is one connection.
  const sales = await countSales(reader, raffleId);
  const origins = await countOrigins(reader, raffleId);
  const books = await listBooks(reader, raffleId);
  if (!sales) return null;
  const figures: Figures = { ...sales, origins, books: books.map(bookFigures) };
  const figuresHash = createHash("sha256").update(JSON.stringify(figures)).digest("hex");
  return { figures, figuresHash, differences: differencesOf(figures, books) };
}

export interface RaffleReconciliation extends Counted {
  raffle: EntryRaffle;
  /** Whether anything of this raffle is on paper; without it no draw waits for this. */
  paper: boolean;
  closed: boolean;
  /** The newest acknowledgement, and whether it was of these very figures. */
  acknowledged: (Acknowledgement & { current: boolean }) | null;
}

/** Sales, voids, books and money of a raffle, and what of them differs (P28). Throws 404 `raffleNotFound`. */
export async function readReconciliation(
  deps: ReconcileDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<RaffleReconciliation> {
  const raffle = isId(raffleId) ? await findEntryRaffle(deps.db, raffleId) : null;
  if (!raffle || raffle.organisationId !== by.organisationId) throw new AppError("raffleNotFound", 404);
  const [counted, latest] = await Promise.all([count(deps.db, raffleId), findLatestAcknowledgement(deps.db, raffleId)]);
  if (!counted) throw new AppError("raffleNotFound", 404);
  return {
    ...counted,
    raffle,
    paper: hasPaper(counted.figures),
    closed: deps.clock.now() >= raffle.closesAt,
    acknowledged: latest && { ...latest, current: latest.figuresHash === counted.figuresHash },
  };
}

/**
 * Records that somebody of the organisation has compared the figures and stands for them, with a note where something
 * differs. Only after the close, of the figures that were shown, and not while the draw has to wait for something. Throws
 * AppError: notClosedYet, figuresChanged, stillOpen, noteNeeded, signatureMissing, listFrozen.
 */
export async function acknowledgeReconciliation(
  deps: ReconcileDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  word: { figuresHash: string; note: string; signedAs: string },
): Promise<void> {
  const shown = await readReconciliation(deps, by, raffleId);
  if (!shown.closed) throw new AppError("notClosedYet", 409);
  const note = word.note.trim().slice(0, 2000);
  const signedAs = word.signedAs.replace(/\s+/g, " ").trim().slice(0, 140);
  if (!signedAs) throw new AppError("signatureMissing", 422);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if ((await lockSales(tx, raffleId)).frozen) throw new AppError("listFrozen", 409);
    const counted = await count(tx, raffleId);
    if (counted?.figuresHash !== word.figuresHash) throw new AppError("figuresChanged", 409);
    if (counted.differences.some(({ stops }) => stops)) throw new AppError("stillOpen", 409);
    if (counted.differences.length > 0 && !note) throw new AppError("noteNeeded", 422);
    const id = newId(now.getTime());
    await insertAcknowledgement(tx, {
      id,
      raffleId,
      figures: counted.figures,
      figuresHash: counted.figuresHash,
      differences: counted.differences,
      note,
      signedAs,
      acknowledgedBy: by.actor.memberId,
      acknowledgedAt: now,
    });
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "acknowledge-reconciliation",
      subject: `raffle:${raffleId}`,
      after: { id, figuresHash: counted.figuresHash, differences: counted.differences, note, signedAs },
    });
  });
}

export type PaperWait = "books" | "reconciliation";

/**
 * What of its paper a draw still has to wait for; null when nothing. A raffle without paper waits for nothing. Asked
 * inside the freeze, under the raffle's lock.
 */
export async function paperWaitsFor(reader: Reader, raffleId: string): Promise<PaperWait | null> {
  const counted = await count(reader, raffleId);
  if (!counted || !hasPaper(counted.figures)) return null;
  // Rows of a file that are not entered yet are stubs nobody has seen; payments under way the freeze waits for by itself.
  if (counted.differences.some(({ stops, code }) => stops && code !== "uncaptured")) return "books";
  const latest = await findLatestAcknowledgement(reader, raffleId);
  return latest?.figuresHash === counted.figuresHash ? null : "reconciliation";
}
