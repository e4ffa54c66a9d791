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
  delayedReason: DelayReason | null;
  raffle: {
    title: string;
    slug: string;
    number: string;
    timeZone: string;
    numbering: "at_issue" | "at_close";
    ticketCap: number | null;
  };
  game: { state: string; closesAt: Date; governingAreaId: string };
  organisation: { id: string; name: string; code: string };
  prizes: Array<{ groupPosition: number; choice: number; heading: string; quantity: number }>;
}

const whole = {
  raffle: {
    select: {
      title: true,
      numbering: true,
      ticketCap: true,
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
    select: { groupPosition: true, choice: true, heading: true, quantity: true },
    orderBy: [{ groupPosition: "asc" as const }, { choice: "asc" as const }],
  },
};

/** One drawing, or null. The certificate is read apart: it may be large. */
export async function findDrawing(reader: Reader, drawingId: string): Promise<DrawingRecord | null> {
  const row = await reader.drawing.findUnique({
    where: { id: drawingId },
    omit: { certificate: true },
    include: whole,
  });
  if (!row) return null;
  const { game } = row.raffle;
  return {
    ...row,
    state: row.state as DrawingState,
    round: row.round === null ? null : Number(row.round),
    delayedReason: row.delayedReason as DelayReason | null,
    raffle: {
      title: row.raffle.title,
      slug: game.slug,
      number: `${game.organisation.code}-${game.number}`,
      timeZone: game.timeZone,
      numbering: row.raffle.numbering,
      ticketCap: row.raffle.ticketCap,
    },
    game: { state: game.state, closesAt: game.closesAt, governingAreaId: game.governingAreaId },
    organisation: game.organisation,
  };
}

/** Drawings whose next step is due at `now`, the longest waiting first. */
export async function dueDrawingIds(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const rows = await reader.drawing.findMany({
    where: {
      method: "beacon",
      kind: "main",
      OR: [
        { state: { in: ["planned", "named"] }, raffle: { game: { state: "active", closesAt: { lte: now } } } },
        { state: "named", drawAt: { lte: now }, raffle: { game: { closesAt: { lte: now } } } },
        { state: "frozen", drawAt: { lte: now } },
      ],
    },
    select: { id: true },
    orderBy: { drawAt: "asc" },
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

/** Tickets issued whose money is neither captured nor given up. */
export function countUnsettled(reader: Reader, raffleId: string): Promise<number> {
  return reader.ticket.count({ where: { raffleId, state: "issued" } });
}

/** Names the round, once: false when the drawing was not waiting for one. */
export async function writeRound(
  tx: Tx,
  drawingId: string,
  named: { chainHash: string; round: number; at: Date; drawAt: Date },
): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: { id: drawingId, state: "planned" },
    data: {
      state: "named",
      chainHash: named.chainHash,
      round: BigInt(named.round),
      roundNamedAt: named.at,
      drawAt: named.drawAt,
    },
  });
  return count === 1;
}

/** Gives the valid tickets of a raffle that is numbered at its close the numbers 1..N, in the order of issue (T5). */
export async function numberTickets(tx: Tx, raffleId: string): Promise<void> {
  await tx.query({
    text: `update ticket t set sequence = x.n, number = ticket_number(o.code, g.number, m.number, x.n)
           from (select id, row_number() over (order by issue_order)::int as n from ticket
                 where raffle_id = $1::uuid and state = 'valid') x,
                member m, game g join organisation o on o.id = g.organisation_id
           where t.id = x.id and m.id = t.holder_id and g.id = $1::uuid and t.sequence is null`,
    values: [raffleId],
  });
}

/** Copies the valid tickets into the drawing's list, ordered by their sequence, and answers their numbers. */
export async function writeEntries(tx: Tx, drawingId: string, raffleId: string): Promise<string[]> {
  await tx.query({
    text: `insert into drawing_entry (drawing_id, index, ticket_id, number)
           select $1::uuid, (row_number() over (order by sequence, issue_order) - 1)::int, id, number
           from ticket where raffle_id = $2::uuid and state = 'valid'`,
    values: [drawingId, raffleId],
  });
  return readEntries(tx, drawingId);
}

/** The frozen list, in its order. */
export async function readEntries(reader: Reader, drawingId: string): Promise<string[]> {
  const rows = await reader.query<{ number: string }>({
    text: "select number from drawing_entry where drawing_id = $1::uuid order by index",
    values: [drawingId],
  });
  return rows.map((row) => row.number);
}

/** Freezes drawing and sales together. False when the drawing was not waiting for it. */
export async function writeFreeze(
  tx: Tx,
  drawing: { id: string; raffleId: string },
  manifest: Manifest,
  frozenAt: Date,
): Promise<boolean> {
  const { entries: _, ...list } = manifest.list;
  const stored: StoredManifest = { ...manifest, list };
  const { count } = await tx.drawing.updateMany({
    where: { id: drawing.id, state: "named" },
    data: {
      state: "frozen",
      frozenAt,
      entryCount: list.count,
      listRoot: list.root,
      certificate: stored as never,
      delayedReason: null,
    },
  });
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
      state: { in: ["named", "frozen"] },
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
  facts: { drawnAt: Date; revealStartsAt: Date; revealEndsAt: Date },
): Promise<boolean> {
  const { count } = await tx.drawing.updateMany({
    where: { id: drawing.id, state: "frozen" },
    data: {
      state: "drawn",
      signature: certificate.beacon.signature,
      randomness: certificate.beacon.randomness,
      seed: certificate.seed,
      drawnAt: facts.drawnAt,
      revealStartsAt: facts.revealStartsAt,
      revealEndsAt: facts.revealEndsAt,
      delayedReason: null,
      certificate: certificate as never,
    },
  });
  if (count !== 1) return false;
  const open = await tx.drawing.count({
    where: { raffleId: drawing.raffleId, state: { in: ["planned", "named", "frozen", "missed"] } },
  });
  if (open === 0)
    await tx.game.updateMany({ where: { id: drawing.raffleId, state: "active" }, data: { state: "drawn" } });
  return true;
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

/** Drawings for the list: those of active raffles up to `until`, and the last `past` that have ended. */
export async function listedDrawings(reader: Reader, now: Date, until: Date, past: number) {
  const select = {
    id: true,
    state: true,
    drawAt: true,
    entryCount: true,
    revealStartsAt: true,
    raffle: whole.raffle,
  };
  const [coming, ended] = await Promise.all([
    reader.drawing.findMany({
      where: {
        state: { in: ["named", "frozen"] },
        drawAt: { lte: until },
        raffle: { game: { state: { in: ["active", "suspended"] }, opensAt: { lte: now } } },
      },
      select,
      orderBy: { drawAt: "asc" },
      take: 100,
    }),
    reader.drawing.findMany({
      where: { state: { in: ["drawn", "missed"] } },
      select,
      orderBy: { drawAt: "desc" },
      take: past,
    }),
  ]);
  return [...coming, ...ended].map(({ raffle, ...row }) => ({
    ...row,
    title: raffle.title,
    organisation: raffle.game.organisation.name,
    raffleNumber: `${raffle.game.organisation.code}-${raffle.game.number}`,
    timeZone: raffle.game.timeZone,
    closesAt: raffle.game.closesAt,
  }));
}

/** Where a letter goes; null where there is no such member. */
export function recipientOf(reader: Reader, memberId: string) {
  return reader.member.findUnique({
    where: { id: memberId },
    select: { email: true, givenName: true, locale: true, status: true },
  });
}
