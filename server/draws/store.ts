import type { Reader, Tx } from "@/server/kernel/db";
import type { Certificate, Manifest, StoredCertificate, StoredManifest } from "./certificate";
import type { DelayReason } from "./draw-view";

export type DrawingState = "planned" | "named" | "frozen" | "drawn" | "missed" | "cancelled";

/** A drawing with what stands around it. */
export interface DrawingRecord {
  id: string;
  raffleId: string;
  kind: string;
  position: number;
  state: DrawingState;
  method: string;
  drawAt: Date;
  chainHash: string | null;
  round: number | null;
  roundNamedAt: Date | null;
  reserveCount: number;
  frozenAt: Date | null;
  entryCount: number | null;
  listRoot: string | null;
  seed: string | null;
  randomness: string | null;
  drawnAt: Date | null;
  revealStartsAt: Date | null;
  /** When the last winner has been shown; null before the draw. */
  shownAt: Date | null;
  delayedReason: DelayReason | null;
  triggerCount: number | null;
  triggerAt: Date | null;
  triggeredAt: Date | null;
  /** The last ticket in order of issue that takes part; null where all do. */
  triggerOrder: number | null;
  endedReason: string | null;
  raffle: {
    title: string;
    slug: string;
    number: string;
    timeZone: string;
    numbering: "at_issue" | "at_close";
    ticketCap: number | null;
    targetCount: number | null;
    format: string;
    currency: string;
    earlyBirdsWinAgain: boolean;
    stubsReturn: boolean;
    claimDays: number;
    potShareBasisPoints: number | null;
    potSeedMinor: number;
    potMinimumMinor: number;
    potCapMinor: number | null;
    conversionAllowed: boolean;
    convertedAt: Date | null;
    conversionDeclinedAt: Date | null;
  };
  /** Every drawing of the raffle in the order in which they are held: early birds, pools, the main one. */
  drawings: Array<{
    id: string;
    kind: string;
    position: number;
    state: DrawingState;
    method: string;
    listRoot: string | null;
    endedReason: string | null;
    triggeredAt: Date | null;
  }>;
  game: { state: string; closesAt: Date; governingAreaId: string };
  organisation: { id: string; name: string; code: string };
  prizes: Array<{ id: string; groupPosition: number; choice: number; heading: string; quantity: number }>;
}

export const whole = {
  raffle: {
    select: {
      title: true,
      numbering: true,
      ticketCap: true,
      targetCount: true,
      format: true,
      currency: true,
      earlyBirdsWinAgain: true,
      stubsReturn: true,
      claimDays: true,
      potShareBasisPoints: true,
      potSeedMinor: true,
      potMinimumMinor: true,
      potCapMinor: true,
      conversionAllowed: true,
      convertedAt: true,
      conversionDeclinedAt: true,
      drawings: {
        select: {
          id: true,
          kind: true,
          position: true,
          state: true,
          method: true,
          listRoot: true,
          endedReason: true,
          triggeredAt: true,
        },
      },
      game: {
        select: {
          state: true,
          slug: true,
          number: true,
          closesAt: true,
          timeZone: true,
          governingAreaId: true,
          organisation: { select: { id: true, name: true, code: true } },
        },
      },
    },
  },
  prizes: {
    select: { id: true, groupPosition: true, choice: true, heading: true, quantity: true },
    orderBy: [{ groupPosition: "asc" as const }, { choice: "asc" as const }],
  },
};

const HELD = ["early-bird", "pool", "main"];

/** One drawing, or null. The certificate is read apart: it may be large. */
export async function findDrawing(reader: Reader, drawingId: string): Promise<DrawingRecord | null> {
  const row = await reader.drawing.findUnique({
    where: { id: drawingId },
    omit: { certificate: true },
    include: whole,
  });
  if (!row) return null;
  const { game, drawings, ...raffle } = row.raffle;
  return {
    ...row,
    shownAt: row.revealEndsAt,
    state: row.state as DrawingState,
    round: row.round === null ? null : Number(row.round),
    triggerOrder: row.triggerOrder === null ? null : Number(row.triggerOrder),
    delayedReason: row.delayedReason as DelayReason | null,
    raffle: {
      ...raffle,
      slug: game.slug,
      number: `${game.organisation.code}-${game.number}`,
      timeZone: game.timeZone,
    },
    drawings: drawings.sort((a, b) => HELD.indexOf(a.kind) - HELD.indexOf(b.kind) || a.position - b.position) as never,
    game: { state: game.state, closesAt: game.closesAt, governingAreaId: game.governingAreaId },
    organisation: game.organisation,
  };
}

/** Drawings whose next step is due at `now`, the longest waiting first. */
export async function dueDrawingIds(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const rows = await reader.drawing.findMany({
    where: {
      OR: [
        { state: { in: ["planned", "named"] }, raffle: { game: { state: "active", closesAt: { lte: now } } } },
        {
          kind: "early-bird",
          state: { in: ["planned", "named"] },
          OR: [{ triggeredAt: { not: null } }, { triggerAt: { lte: now } }],
          raffle: { game: { state: "active" } },
        },
        {
          state: "named",
          drawAt: { lte: now },
          OR: [{ kind: "early-bird" }, { raffle: { game: { closesAt: { lte: now } } } }],
        },
        { method: "beacon", state: "frozen", drawAt: { lte: now } },
      ],
    },
    select: { id: true },
    // Those that wait for somebody come last, so that they never hold up the others.
    orderBy: [{ delayedReason: { sort: "asc", nulls: "first" } }, { drawAt: "asc" }],
    take: limit,
  });
  return rows.map((row) => row.id);
}

/** Drawings whose winners are being shown at `now`. */
export async function showingDrawingIds(reader: Reader, now: Date, longestShowSeconds: number): Promise<string[]> {
  const rows = await reader.drawing.findMany({
    where: {
      state: "drawn",
      revealStartsAt: { gte: new Date(now.getTime() - (longestShowSeconds + 5) * 1000), lte: now },
    },
    select: { id: true },
  });
  return rows.map((row) => row.id);
}

/** Takes the lock of the raffle's sales (the same that issuing takes) and of the drawing. False where it is gone. */
export async function lockForFreeze(tx: Tx, raffleId: string, drawingId: string): Promise<boolean> {
  await tx.query({ text: "select 1 from raffle_sales where raffle_id = $1::uuid for update", values: [raffleId] });
  const rows = await tx.query({ text: "select 1 from drawing where id = $1::uuid for update", values: [drawingId] });
  return rows.length === 1;
}

/** Tickets issued, up to one where that is given, whose money is neither captured nor given up. */
export function countUnsettled(reader: Reader, raffleId: string, upTo: number | null = null): Promise<number> {
  const issueOrder = upTo === null ? undefined : { lte: BigInt(upTo) };
  return reader.ticket.count({ where: { raffleId, state: "issued", issueOrder } });
}

/** Names the round, once: false when the drawing was not waiting for one. */
export async function writeRound(
  tx: Tx,
  drawingId: string,
  named: { chainHash: string; round: number; at: Date; drawAt: Date },
  from: "planned" | "missed" = "planned",
): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: { id: drawingId, state: from },
    data: {
      delayedReason: null,
      state: "named",
      chainHash: named.chainHash,
      round: BigInt(named.round),
      roundNamedAt: named.at,
      drawAt: named.drawAt,
    },
  });
  return count === 1;
}

/** The frozen list, in its order. */
export async function readEntries(reader: Reader, drawingId: string): Promise<string[]> {
  const rows = await reader.query<{ number: string }>({
    text: "select number from drawing_entry where drawing_id = $1::uuid order by index",
    values: [drawingId],
  });
  return rows.map((row) => row.number);
}

/** Freezes the drawing, and sales with it unless they go on after an early bird. False when the drawing was not waiting for it. */
export async function writeFreeze(
  tx: Tx,
  drawing: { id: string; raffleId: string; kind: string; state: string },
  manifest: Manifest,
  frozenAt: Date,
): Promise<boolean> {
  const { entries: _, ...list } = manifest.list;
  const stored: StoredManifest = { ...manifest, list };
  const { count } = await tx.drawing.updateMany({
    where: { id: drawing.id, state: drawing.state as DrawingState },
    data: {
      state: "frozen",
      frozenAt,
      entryCount: list.count,
      listRoot: list.root,
      certificate: stored as never,
      delayedReason: null,
    },
  });
  if (drawing.kind === "early-bird") return count === 1;
  await tx.query({
    text: "update raffle_sales set frozen_at = $2::timestamptz where raffle_id = $1::uuid and frozen_at is null",
    values: [drawing.raffleId, frozenAt],
  });
  return count === 1;
}

/** Stops a drawing that missed its round, publicly. False when it had moved on. */
export async function writeMissed(tx: Tx, drawingId: string): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: { id: drawingId, state: { in: ["planned", "named"] } },
    data: { state: "missed" },
  });
  return count === 1;
}

/** Says, or stops saying, why a due drawing waits. False when nothing changed. */
export async function writeDelay(tx: Tx, drawingId: string, reason: DelayReason | null): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: {
      id: drawingId,
      state: { in: ["planned", "named", "frozen"] },
      ...(reason === null
        ? { delayedReason: { not: null } }
        : { OR: [{ delayedReason: null }, { delayedReason: { not: reason } }] }),
    },
    data: { delayedReason: reason },
  });
  return count === 1;
}

/** What was published at the freeze, without the list's entries. Null before it. */
export async function readManifest(reader: Reader, drawingId: string): Promise<StoredManifest | null> {
  const row = await reader.drawing.findUnique({ where: { id: drawingId }, select: { certificate: true, state: true } });
  return row?.state === "frozen" ? (row.certificate as unknown as StoredManifest) : null;
}

/** The pot, and the round named anew, of what was frozen, whatever became of it. Null before the freeze. */
export async function readTerms(
  reader: Reader,
  drawingId: string,
): Promise<Pick<StoredManifest, "pot" | "renewal"> | null> {
  const rows = await reader.query<{ pot: StoredManifest["pot"]; renewal: StoredManifest["renewal"] }>({
    text: "select certificate -> 'pot' as pot, certificate -> 'renewal' as renewal from drawing where id = $1::uuid and certificate is not null",
    values: [drawingId],
  });
  return rows[0] ?? null;
}

/** The certificate without the list's entries. Null before the draw. */
export async function readStoredCertificate(reader: Reader, drawingId: string): Promise<StoredCertificate | null> {
  const row = await reader.drawing.findUnique({ where: { id: drawingId }, select: { certificate: true, state: true } });
  return row?.state === "drawn" ? (row.certificate as unknown as StoredCertificate) : null;
}

export interface EntryHolder {
  index: number;
  ticketId: string;
  memberId: string;
  showAs: string;
  name: string;
  area: string;
}

/** Who holds these places of the list, and what they let be seen of them (D4). */
export async function holdersOf(reader: Reader, drawingId: string, indexes: number[]): Promise<EntryHolder[]> {
  return reader.query<EntryHolder & Record<string, unknown>>({
    text: `select e.index, e.ticket_id as "ticketId", m.id as "memberId", m.show_winner_as as "showAs",
                  m.given_name || ' ' || m.family_name as name,
                  coalesce((select a.name from area a where a.id = m.county_ids[1]),
                           (select a.name from area a where a.id = m.subdivision_id), '') as area
           from drawing_entry e join ticket t on t.id = e.ticket_id join member m on m.id = t.holder_id
           where e.drawing_id = $1::uuid and e.index = any($2::int[])`,
    values: [drawingId, indexes],
  });
}

/** Everybody who holds a ticket of the frozen list. */
export async function participantIds(reader: Reader, drawingId: string): Promise<string[]> {
  const rows = await reader.query<{ id: string }>({
    text: `select distinct t.holder_id as id from drawing_entry e join ticket t on t.id = e.ticket_id
           where e.drawing_id = $1::uuid`,
    values: [drawingId],
  });
  return rows.map((row) => row.id);
}

/** Everybody who holds a ticket that counts, where there is no frozen list. */
export async function ticketHolderIds(reader: Reader, raffleId: string): Promise<string[]> {
  const rows = await reader.query<{ id: string }>({
    text: "select distinct holder_id as id from ticket where raffle_id = $1::uuid and state in ('issued', 'valid')",
    values: [raffleId],
  });
  return rows.map((row) => row.id);
}

/** Stores the outcome. False when the drawing was drawn already: then nothing of this call remains. */
export async function writeDraw(
  tx: Tx,
  drawing: { id: string; raffleId: string },
  certificate: Certificate | StoredCertificate,
  facts: { drawnAt: Date; revealStartsAt: Date | null; revealEndsAt: Date },
): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: { id: drawing.id, state: "frozen" },
    data: {
      state: "drawn",
      signature: certificate.beacon?.signature ?? null,
      randomness: certificate.beacon?.randomness ?? null,
      seed: certificate.seed,
      drawnAt: facts.drawnAt,
      revealStartsAt: facts.revealStartsAt,
      revealEndsAt: facts.revealEndsAt,
      delayedReason: null,
      certificate: certificate as never,
    },
  });
  if (count !== 1) return false;
  await closeDrawnRaffle(tx, drawing.raffleId);
  return true;
}

/** A raffle of which no drawing is left to hold is drawn. */
export async function closeDrawnRaffle(tx: Tx, raffleId: string): Promise<void> {
  const open = await tx.drawing.count({
    where: { raffleId, state: { in: ["planned", "named", "frozen", "missed"] } },
  });
  if (open === 0) await tx.game.updateMany({ where: { id: raffleId, state: "active" }, data: { state: "drawn" } });
}

export interface WinnerRow {
  id: string;
  rank: number;
  reserve: boolean;
  groupPosition: number | null;
  prizeId: string | null;
  ticketId: string;
  number: string;
  shownAs: string;
  amountMinor: number | null;
  claimBy: Date | null;
  stubReturned: boolean;
}

export async function writeWinners(tx: Tx, drawingId: string, winners: WinnerRow[], now: Date): Promise<void> {
  await tx.winner.createMany({ data: winners.map((winner) => ({ ...winner, drawingId, updatedAt: now })) });
}

/** The prize of each group that has no choice: its winner has it without asking. */
export async function solePrizes(reader: Reader, drawingId: string): Promise<Map<number, string>> {
  const rows = await reader.prize.findMany({ where: { drawingId }, select: { id: true, groupPosition: true } });
  const groups = new Map<number, string[]>();
  for (const row of rows) groups.set(row.groupPosition, [...(groups.get(row.groupPosition) ?? []), row.id]);
  return new Map([...groups].flatMap(([position, ids]) => (ids.length === 1 ? [[position, ids[0]!] as const] : [])));
}

/** Winners and reserves in the order drawn. */
export function readWinners(reader: Reader, drawingId: string) {
  return reader.winner.findMany({ where: { drawingId }, orderBy: { rank: "asc" } });
}

/** The places a member holds in a frozen list. */
export async function entriesOfMember(
  reader: Reader,
  drawingId: string,
  memberId: string,
): Promise<Array<{ index: number; number: string; ticketId: string }>> {
  return reader.query({
    text: `select e.index, e.number, e.ticket_id as "ticketId" from drawing_entry e join ticket t on t.id = e.ticket_id
           where e.drawing_id = $1::uuid and t.holder_id = $2::uuid order by e.index`,
    values: [drawingId, memberId],
  });
}

/** Where a ticket stands in the frozen list of a drawing of its raffle, by its number. */
export async function findEntry(reader: Reader, drawingId: string, number: string): Promise<number | null> {
  const rows = await reader.query<{ index: number }>({
    text: "select index from drawing_entry where drawing_id = $1::uuid and number = $2",
    values: [drawingId, number],
  });
  return rows[0]?.index ?? null;
}

/** Where a letter goes; null where there is no such member. */
export function recipientOf(reader: Reader, memberId: string) {
  return reader.member.findUnique({
    where: { id: memberId },
    select: { email: true, givenName: true, locale: true, status: true, notify: true },
  });
}

/** The drawings of one kind of a raffle, in their order. */
export async function siblingIds(reader: Reader, raffleId: string, kind: string): Promise<string[]> {
  const rows = await reader.drawing.findMany({
    where: { raffleId, kind },
    select: { id: true },
    orderBy: { position: "asc" },
  });
  return rows.map(({ id }) => id);
}
