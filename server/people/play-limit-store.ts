import type { Reader, Tx } from "@/server/kernel/db";
import type { LimitName, LimitTerms } from "./play-limit";

export interface LimitRow extends LimitTerms {
  kind: string;
  period: string;
  currency: string;
}

/** The database's clock: what limits and exclusions are counted by. */
export async function databaseMoment(reader: Reader): Promise<Date> {
  const [row] = await reader.query<{ at: Date }>({ text: "select clock_timestamp()::timestamptz(3) as at" });
  return new Date(row!.at);
}

/** Until when somebody has excluded themselves; a moment in the past is over. */
export async function findExclusion(reader: Reader, memberId: string): Promise<Date | null> {
  const row = await reader.member.findUnique({ where: { id: memberId }, select: { excludedUntil: true } });
  return row?.excludedUntil ?? null;
}

export async function findLimits(reader: Reader, memberId: string): Promise<LimitRow[]> {
  return reader.playLimit.findMany({ where: { memberId } });
}

/** Every change of somebody's limits and exclusion stands in line behind this, and behind what they are playing for. */
export async function lockMemberLimits(tx: Tx, memberId: string): Promise<{ excludedUntil: Date | null } | null> {
  const [row] = await tx.query<{ until: Date | null }>({
    text: "select excluded_until as until from member where id = $1::uuid for no key update",
    values: [memberId],
  });
  return row ? { excludedUntil: row.until && new Date(row.until) } : null;
}

export async function writeLimit(
  tx: Tx,
  limit: { memberId: string; name: LimitName; currency: string; terms: LimitTerms; at: Date },
): Promise<void> {
  const { memberId, currency, terms, at } = limit;
  const { kind, period } = limit.name;
  await tx.playLimit.upsert({
    where: { memberId_kind_period_currency: { memberId, kind, period, currency } },
    create: { memberId, kind, period, currency, ...terms, changedAt: at },
    update: { ...terms, changedAt: at },
  });
}

export async function writeExclusion(tx: Tx, memberId: string, until: Date): Promise<void> {
  await tx.member.update({ where: { id: memberId }, data: { excludedUntil: until } });
}

/** Why this member may not play for so much more now; null where they may. See `play_refusal`. */
export async function askPlayRefusal(
  tx: Tx,
  stake: { memberId: string; currency: string; moreMinor: number },
): Promise<string | null> {
  const [row] = await tx.query<{ refusal: string | null }>({
    text: "select play_refusal($1::uuid, $2, $3::bigint) as refusal",
    values: [stake.memberId, stake.currency, stake.moreMinor],
  });
  return row?.refusal ?? null;
}

/** What somebody has lost and deposited in each period, in minor units, and the minutes they were there in the last day. */
export async function findPlayed(
  reader: Reader,
  memberId: string,
  currency: string,
): Promise<{ money: Array<{ period: string; lossMinor: number; depositMinor: number }>; minutes: number }> {
  const periods = await reader.query<{ period: string; loss: string; deposited: string }>({
    text: `select period, play_loss($1::uuid, $2, clock_timestamp() - play_window(period))::text as loss,
                  play_deposited($1::uuid, $2, clock_timestamp() - play_window(period))::text as deposited
             from unnest(array['day', 'week', 'month']) as period`,
    values: [memberId, currency],
  });
  const [row] = await reader.query<{ minutes: number }>({
    text: `select (select count(*)::int from play_minute p
                    where p.member_id = $1::uuid and p.minute > clock_timestamp() - interval '24 hours') as minutes`,
    values: [memberId],
  });
  const money = periods.map(({ period, loss, deposited }) => ({
    period,
    lossMinor: Number(loss),
    depositMinor: Number(deposited),
  }));
  return { money, minutes: row!.minutes };
}
