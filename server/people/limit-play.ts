import { writeAudit } from "@/server/kernel/audit-store";
import type { Database, Reader, Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Actor } from "./authority";
import {
  changeLimit,
  type ExclusionTerm,
  exclusionEnd,
  inForce,
  LIMITS,
  type LimitName,
  type LimitTerms,
  MOST_MINUTES,
  MOST_MONEY_MINOR,
  refusalOfPlay,
  wished,
} from "./play-limit";
import {
  askPlayRefusal,
  databaseMoment,
  findExclusion,
  findLimits,
  findPlayed,
  lockMemberLimits,
  writeExclusion,
  writeLimit,
} from "./play-limit-store";

export interface LimitWish {
  name: LimitName;
  /** Minor units, or minutes; null: no limit. */
  amount: number | null;
}

export interface OwnLimit {
  name: LimitName;
  /** What holds now, what was asked for last, and from when that holds where it does not yet. Null: no limit. */
  amount: number | null;
  wished: number | null;
  wishedFrom: Date | null;
  /** What counts against it: minor units, or minutes. Below zero where more was won than played for. */
  used: number;
}

const NO_TERMS: LimitTerms = { amount: null, nextAmount: null, nextAt: null };

/** A member's own limits in one currency, what counts against each, and until when they are excluded; null: they are not. */
export async function readOwnLimits(
  reader: Reader,
  actor: Actor,
  currency: string,
): Promise<{ limits: OwnLimit[]; excludedUntil: Date | null }> {
  const [rows, played, until, now] = await Promise.all([
    findLimits(reader, actor.memberId),
    findPlayed(reader, actor.memberId, currency),
    findExclusion(reader, actor.memberId),
    databaseMoment(reader),
  ]);
  const limits = LIMITS.map((name) => {
    const terms = rows.find((row) => isNamed(row, name, currency)) ?? NO_TERMS;
    const period = played.money.find((one) => one.period === name.period)!;
    const used = name.kind === "deposit" ? period.depositMinor : period.lossMinor;
    return {
      name,
      amount: inForce(terms, now),
      wished: wished(terms),
      wishedFrom: terms.nextAt && terms.nextAt > now ? terms.nextAt : null,
      used: name.kind === "time" ? played.minutes : used,
    };
  });
  return { limits, excludedUntil: until && until > now ? until : null };
}

function isNamed(row: { kind: string; period: string; currency: string }, name: LimitName, currency: string): boolean {
  return (
    row.kind === name.kind && row.period === name.period && row.currency === (name.kind === "time" ? "" : currency)
  );
}

/**
 * Sets a member's limits: what is lower holds at once, what is higher a day later, by the database's clock. All of them
 * or none. Throws AppError `limitMalformed` (422) with the kind and the period.
 */
export async function setOwnLimits(
  db: Database,
  actor: Actor,
  currency: string,
  wishes: readonly LimitWish[],
): Promise<void> {
  for (const { name, amount } of wishes) {
    const most = name.kind === "time" ? MOST_MINUTES : MOST_MONEY_MINOR;
    if (amount !== null && !(Number.isSafeInteger(amount) && amount >= 0 && amount <= most))
      throw new AppError("limitMalformed", 422, { kind: name.kind, period: name.period });
  }
  const { memberId } = actor;
  await db.transaction(async (tx) => {
    if (!(await lockMemberLimits(tx, memberId))) throw new AppError("notFound", 404);
    const rows = await findLimits(tx, memberId);
    const at = await databaseMoment(tx);
    for (const { name, amount } of wishes) {
      const present = rows.find((row) => isNamed(row, name, currency)) ?? null;
      const terms = changeLimit(present, amount, at);
      if (!terms) continue;
      const own = name.kind === "time" ? "" : currency;
      await writeLimit(tx, { memberId, name, currency: own, terms, at });
      await writeAudit(tx, {
        at,
        actorId: memberId,
        actorRole: "participant",
        action: "set-play-limit",
        subject: `member:${memberId}`,
        before: present && { ...name, currency: own, ...termsOf(present) },
        after: { ...name, currency: own, ...terms },
      });
    }
  });
}

const termsOf = ({ amount, nextAmount, nextAt }: LimitTerms) => ({ amount, nextAmount, nextAt });

/**
 * Excludes a member from all play from this moment on; it can be made longer and not shorter. Whatever they hold and have
 * not paid for ends. Prizes, refunds and what is in the wallet stay theirs. Throws AppError `exclusionLonger` (409) where
 * they are excluded for as long already.
 */
export async function excludeMyself(
  deps: { db: Database; endHolds: (memberId: string) => Promise<unknown> },
  actor: Actor,
  term: ExclusionTerm,
): Promise<Date> {
  const { memberId } = actor;
  const until = await deps.db.transaction(async (tx) => {
    const member = await lockMemberLimits(tx, memberId);
    if (!member) throw new AppError("notFound", 404);
    const at = await databaseMoment(tx);
    const end = exclusionEnd(term, at);
    const before = member.excludedUntil;
    if (before && before >= end) throw new AppError("exclusionLonger", 409, { until: before.toISOString() });
    await writeExclusion(tx, memberId, end);
    await writeAudit(tx, {
      at,
      actorId: memberId,
      actorRole: "participant",
      action: "exclude-myself",
      subject: `member:${memberId}`,
      before: { excludedUntil: before },
      after: { excludedUntil: end, term },
    });
    return end;
  });
  // An order that this does not reach is refused when it is to be paid for.
  await deps.endHolds(memberId);
  return until;
}

/**
 * Lets a stake pass, or throws AppError `selfExcluded`, `lossLimit` or `timeLimit` (403). In the transaction that takes the
 * money: the member's limits stay locked until its end, so two stakes at once are both counted. `written`: the money has
 * moved in this transaction already and counts by itself.
 */
export async function admitStake(
  tx: Tx,
  stake: { memberId: string; currency: string; amountMinor: number; written?: boolean },
): Promise<void> {
  const { memberId, currency, amountMinor, written } = stake;
  const refusal = await askPlayRefusal(tx, { memberId, currency, moreMinor: written ? 0 : amountMinor });
  if (refusal) throw refusalOfPlay(refusal);
}
