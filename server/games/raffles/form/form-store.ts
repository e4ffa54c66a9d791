import type { Database, Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { FormPatch } from "./merge-forms";
import type { RaffleForm } from "./raffle-form";
import type { SalesPlaceDraft } from "./read-form";

export interface StoredForm {
  form: RaffleForm;
  revision: number; // 0: never typed in, made from the draft
}

/** One change of one field: who, when, from what to what. */
export interface FormChange extends FormPatch {
  revision: number;
  by: string;
  byName: string;
  at: Date;
}

export async function findForm(reader: Reader, raffleId: string): Promise<StoredForm | null> {
  const row = await reader.raffleForm.findUnique({ where: { raffleId } });
  return row && { form: row.form as Record<string, string>, revision: row.revision };
}

/** The form for whoever writes it next, locked; with `first` in it where nobody has typed yet. */
export async function lockForm(
  tx: Tx,
  raffleId: string,
  first: { form: RaffleForm; memberId: string; now: Date },
): Promise<StoredForm> {
  await tx.query({
    text: `insert into raffle_form (raffle_id, form, revision, updated_at, updated_by)
           values ($1::uuid, $2::jsonb, 1, $3, $4::uuid) on conflict (raffle_id) do nothing`,
    values: [raffleId, JSON.stringify(first.form), first.now, first.memberId],
  });
  const [row] = await tx.query<StoredForm>({
    text: `select form, revision from raffle_form where raffle_id = $1::uuid for update`,
    values: [raffleId],
  });
  return row!;
}

/** Writes the form under the next revision, with a line for every field that changed. */
export async function writeForm(
  tx: Tx,
  raffleId: string,
  form: RaffleForm,
  revision: number,
  applied: readonly FormPatch[],
  by: { memberId: string; now: Date },
): Promise<void> {
  await tx.raffleForm.update({
    where: { raffleId },
    data: { form, revision, updatedAt: by.now, updatedBy: by.memberId },
  });
  await tx.raffleFormChange.createMany({
    data: applied.map((patch) => ({ raffleId, revision, ...patch, changedBy: by.memberId, changedAt: by.now })),
  });
}

/** Every change after a revision, the oldest first. */
export function findChanges(reader: Reader, raffleId: string, afterRevision: number): Promise<FormChange[]> {
  return reader.query<FormChange>({
    text: `select c.revision, c.field, c.before, c.after, c.changed_by as by, c.changed_at as at,
                  trim(m.given_name || ' ' || m.family_name) as "byName"
             from raffle_form_change c join member m on m.id = c.changed_by
            where c.raffle_id = $1::uuid and c.revision > $2 order by c.revision, c.field`,
    values: [raffleId, afterRevision],
  });
}

/** Removes changes that are older than `changedBefore`, and those of raffles locked before `lockedBefore`. Returns how many. */
export async function removeChanges(db: Database, old: { lockedBefore: Date; changedBefore: Date }): Promise<number> {
  const [row] = await db.query<{ count: number }>({
    text: `with gone as (
             delete from raffle_form_change c
              where c.changed_at < $2
                 or c.raffle_id in (select g.id from game g where g.locked_at < $1)
             returning 1)
           select count(*)::int as count from gone`,
    values: [old.lockedBefore, old.changedBefore],
  });
  return row?.count ?? 0;
}

/**
 * How many fields of the form at this revision the draft could not take, for whoever activates the raffle. False where
 * the form has been written since: whoever wrote it notes its own.
 */
export async function noteFaults(tx: Tx, raffleId: string, revision: number, faults: number): Promise<boolean> {
  const { count } = await tx.raffleForm.updateMany({ where: { raffleId, revision }, data: { faults } });
  return count > 0;
}

export async function countFaults(reader: Reader, raffleId: string): Promise<number> {
  const row = await reader.raffleForm.findUnique({ where: { raffleId }, select: { faults: true } });
  return row?.faults ?? 0;
}

/** The places of sale of a raffle, in their order. */
export async function findSalesPlaces(
  reader: Reader,
  raffleId: string,
): Promise<Array<SalesPlaceDraft & { id: string }>> {
  const rows = await reader.salesPlace.findMany({ where: { raffleId }, orderBy: { position: "asc" } });
  return rows.map(({ raffleId: _, position: __, mapUrl, ...place }) => ({ ...place, mapUrl: mapUrl ?? "" }));
}

/** One place of sale with its raffle, or null. */
export function findSalesPlace(
  reader: Reader,
  id: string,
): Promise<{ raffleId: string; name: string; street: string; city: string; postalCode: string } | null> {
  return reader.salesPlace.findUnique({
    where: { id },
    select: { raffleId: true, name: true, street: true, city: true, postalCode: true },
  });
}

/** Puts these places in place of the ones before; nothing is written where they are the same. */
export async function replaceSalesPlaces(
  tx: Tx,
  raffleId: string,
  places: readonly SalesPlaceDraft[],
  now: Date,
): Promise<void> {
  const before = (await findSalesPlaces(tx, raffleId)).map(({ id: _, ...place }) => place);
  if (JSON.stringify(before.map(sorted)) === JSON.stringify(places.map(sorted))) return;
  await tx.salesPlace.deleteMany({ where: { raffleId } });
  await tx.salesPlace.createMany({
    data: places.map((place, at) => ({
      ...place,
      id: newId(now.getTime()),
      raffleId,
      position: at + 1,
      mapUrl: place.mapUrl || null,
    })),
  });
}

const sorted = (place: SalesPlaceDraft) => Object.entries(place).sort(([one], [other]) => (one < other ? -1 : 1));
