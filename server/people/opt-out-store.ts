import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";

export interface OptOut {
  /** Null: letters of every organisation, and news of new raffles. */
  organisationId: string | null;
  organisationName: string | null;
  at: Date;
}

/** What a member wants no letters of, the newest first. */
export function findOptOuts(reader: Reader, memberId: string): Promise<OptOut[]> {
  return reader.query<OptOut & Record<string, unknown>>({
    text: `select x.organisation_id as "organisationId", o.name as "organisationName", x.at
             from mail_opt_out x left join organisation o on o.id = x.organisation_id
            where x.member_id = $1::uuid order by x.at desc`,
    values: [memberId],
  });
}

/** Keeps an opt-out; false where it was there. */
export async function insertOptOut(
  tx: Tx,
  optOut: { memberId: string; organisationId: string | null; way: "one-click" | "page" | "account"; at: Date },
): Promise<boolean> {
  const data = [{ id: newId(optOut.at.getTime()), ...optOut }];
  return (await tx.mailOptOut.createMany({ data, skipDuplicates: true })).count === 1;
}

/** Takes an opt-out back; false where there was none. */
export async function deleteOptOut(tx: Tx, memberId: string, organisationId: string | null): Promise<boolean> {
  return (await tx.mailOptOut.deleteMany({ where: { memberId, organisationId } })).count > 0;
}

/** Writes which kinds of letters a member wants; what is not named stays as it was. */
export async function updateNotices(tx: Tx, memberId: string, kinds: Readonly<Record<string, boolean>>): Promise<void> {
  await tx.query({
    text: "update member set notify = notify || $2::jsonb where id = $1::uuid returning id",
    values: [memberId, JSON.stringify(kinds)],
  });
}

/** Switches news of new raffles off. */
export async function switchNewsOff(tx: Tx, memberId: string): Promise<void> {
  await tx.query({
    text: `update member set notify = notify || '{"news": false}'::jsonb where id = $1::uuid returning id`,
    values: [memberId],
  });
}
