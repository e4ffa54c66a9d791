import type { Reader, Tx } from "@/server/kernel/db";

export type WinnerState = "unclaimed" | "claimed" | "checked" | "delivered" | "forfeited";

/** What a winner may take instead of the item: its kind, with the amounts of the prize's option in minor units. */
export interface PrizeOption {
  kind: "item" | "cash" | "towards";
  valueMinor: number;
}

export interface PrizeChoice {
  id: string;
  choice: number;
  heading: string;
  valueMinor: number;
  options: PrizeOption[];
}

/** Somebody's prize, with what is known of them to the organisation. */
export interface WinnerRecord {
  id: string;
  drawingId: string;
  rank: number;
  reserve: boolean;
  groupPosition: number | null;
  prizeId: string | null;
  ticketId: string;
  number: string;
  shownAs: string;
  state: WinnerState;
  claimBy: Date | null;
  optionTaken: PrizeOption["kind"] | null;
  amountMinor: number | null;
  claimedAt: Date | null;
  checkedAt: Date | null;
  deliveredAt: Date | null;
  replacesId: string | null;
  note: string;
  memberId: string;
  name: string;
  email: string;
  birthDate: Date;
  address: string;
  /** The prizes of the group: one, or those among which one chooses. */
  choices: PrizeChoice[];
}

const columns = `w.id::text as id, w.drawing_id::text as "drawingId", w.rank, w.reserve,
  w.group_position as "groupPosition", w.prize_id::text as "prizeId", w.ticket_id::text as "ticketId", w.number,
  w.shown_as as "shownAs", w.state, w.claim_by as "claimBy", w.option_taken as "optionTaken",
  w.amount_minor as "amountMinor", w.claimed_at as "claimedAt", w.checked_at as "checkedAt",
  w.delivered_at as "deliveredAt", w.replaces_id::text as "replacesId", w.note, m.id::text as "memberId",
  m.given_name || ' ' || m.family_name as name, m.email, m.birth_date as "birthDate",
  concat_ws(', ', m.street, m.city, m.postal_code) as address,
  coalesce((select jsonb_agg(jsonb_build_object('id', p.id, 'choice', p.choice, 'heading', p.heading,
              'valueMinor', p.value_minor, 'options', p.options) order by p.choice)
              from prize p where p.drawing_id = w.drawing_id and p.group_position = w.group_position), '[]') as choices`;
const from = "winner w join ticket t on t.id = w.ticket_id join member m on m.id = t.holder_id";

type Row = WinnerRecord & Record<string, unknown>;

/** A prize's ways to take it: the item itself is always one. */
function withItem(winner: WinnerRecord): WinnerRecord {
  const choices = winner.choices.map((prize) => {
    // What an option costs the organisation stays with the organisation.
    const others = prize.options
      .filter(({ kind }) => kind !== "item")
      .map(({ kind, valueMinor }) => ({ kind, valueMinor }));
    return { ...prize, options: [{ kind: "item" as const, valueMinor: prize.valueMinor }, ...others] };
  });
  return { ...winner, choices };
}

export async function findWinner(reader: Reader, id: string): Promise<WinnerRecord | null> {
  const rows = await reader.query<Row>({ text: `select ${columns} from ${from} where w.id = $1::uuid`, values: [id] });
  return rows[0] ? withItem(rows[0]) : null;
}

/** Everybody who has, or had, a prize of a drawing, in the order drawn; reserves that were not called are left out. */
export async function listWinners(reader: Reader, drawingId: string): Promise<WinnerRecord[]> {
  const rows = await reader.query<Row>({
    text: `select ${columns} from ${from} where w.drawing_id = $1::uuid and w.group_position is not null
           order by w.group_position, w.replaces_id is not null, w.rank`,
    values: [drawingId],
  });
  return rows.map(withItem);
}

/** The prizes a member has won in a drawing. */
export async function listOwnPrizes(reader: Reader, drawingId: string, memberId: string): Promise<WinnerRecord[]> {
  const rows = await reader.query<Row>({
    text: `select ${columns} from ${from} where w.drawing_id = $1::uuid and m.id = $2::uuid
             and w.group_position is not null order by w.rank`,
    values: [drawingId, memberId],
  });
  return rows.map(withItem);
}

/** How many reserves could still be called. */
export async function countReserves(reader: Reader, drawingId: string): Promise<number> {
  const rows = await reader.query<{ left: number }>({
    text: `select count(*)::int as left from winner w join ticket t on t.id = w.ticket_id
            where w.drawing_id = $1::uuid and w.reserve and w.group_position is null and t.state = 'valid'`,
    values: [drawingId],
  });
  return rows[0]!.left;
}

/** Moves a claim on from one of `states`; false when somebody else moved it first. */
export async function moveWinner(
  tx: Tx,
  id: string,
  states: readonly string[],
  to: {
    state: WinnerState;
    prizeId?: string | null;
    optionTaken?: string;
    claimedAt?: Date;
    checkedAt?: Date;
    checkedBy?: string;
    deliveredAt?: Date;
    note?: string;
  },
  at: Date,
): Promise<boolean> {
  const { count } = await tx.winner.updateMany({
    where: { id, state: { in: [...states] } },
    data: { ...to, updatedAt: at },
  });
  return count === 1;
}

/** Gives a prize to the next reserve whose ticket is valid; null where none is left. */
export async function callReserve(
  tx: Tx,
  drawingId: string,
  prize: {
    replacesId: string;
    groupPosition: number;
    prizeId: string | null;
    amountMinor: number | null;
    claimBy: Date;
    at: Date;
  },
): Promise<{ id: string; number: string; memberId: string } | null> {
  const rows = await tx.query<{ id: string; number: string; memberId: string }>({
    text: `update winner w set group_position = $2::int, prize_id = $3::uuid, amount_minor = $4::int,
                  claim_by = $5::timestamptz, replaces_id = $6::uuid, updated_at = $7::timestamptz
             from ticket t
            where t.id = w.ticket_id and w.id = (
              select r.id from winner r join ticket v on v.id = r.ticket_id
               where r.drawing_id = $1::uuid and r.reserve and r.group_position is null and v.state = 'valid'
               order by r.rank limit 1 for update of r)
            returning w.id::text as id, w.number, t.holder_id::text as "memberId"`,
    values: [
      drawingId,
      prize.groupPosition,
      prize.prizeId,
      prize.amountMinor,
      prize.claimBy,
      prize.replacesId,
      prize.at,
    ],
  });
  return rows[0] ?? null;
}

/** Winners whose ticket does not count any more. */
export async function voidedWinners(reader: Reader, drawingId: string): Promise<string[]> {
  const rows = await reader.query<{ id: string }>({
    text: `select w.id::text as id from winner w join ticket t on t.id = w.ticket_id
            where w.drawing_id = $1::uuid and w.group_position is not null and t.state <> 'valid'
              and w.state in ('unclaimed', 'claimed', 'checked') order by w.rank`,
    values: [drawingId],
  });
  return rows.map(({ id }) => id);
}

/** Prizes that nobody claimed in time, the longest overdue first. */
export async function overdueClaims(
  reader: Reader,
  now: Date,
  limit: number,
): Promise<Array<{ id: string; drawingId: string }>> {
  return reader.winner.findMany({
    where: { state: "unclaimed", groupPosition: { not: null }, claimBy: { lte: now } },
    select: { id: true, drawingId: true },
    orderBy: { claimBy: "asc" },
    take: limit,
  });
}
