import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { Prisma } from "@/server/kernel/prisma/client";
import type { PurchaseState } from "@/server/lotteries/purchase-states";
import type { Entry } from "@/server/lotteries/selection";
import type { Conditions } from "./conditions";
import { conditionsText } from "./conditions";
import type { Buyer, Mode, ShareState, SyndicateState, UnsoldRule } from "./syndicate";

// Plain statements where a lock or a function is asked for; the hot one, `take_shares`, is a function of the database.

type Row = Prisma.SyndicateGetPayload<object>;

/** Shares of one ticket, or whole lines that each member brings (S11). */
export type SyndicateForm = "shares" | "lines";

export interface Syndicate
  extends Omit<Row, "state" | "mode" | "form" | "buyer" | "unsoldRule" | "answer" | "entries"> {
  readonly state: SyndicateState;
  readonly mode: Mode;
  readonly form: SyndicateForm;
  readonly buyer: Buyer;
  readonly unsoldRule: UnsoldRule;
  readonly answer: UnsoldRule | null;
  readonly entries: readonly Entry[];
}

export interface Share {
  readonly number: number;
  readonly weight: number;
  readonly priceMinor: number;
  readonly state: ShareState;
  readonly holderId: string | null;
}

const plain = (value: unknown) => JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue;
const syndicateOf = (row: Row): Syndicate => row as unknown as Syndicate;

/** The database's own time, by which cut-offs are kept. */
export async function databaseTime(reader: Reader): Promise<Date> {
  const [row] = await reader.query<{ at: Date }>({ text: "select clock_timestamp() as at" });
  return new Date(row!.at);
}

export interface Agent {
  organisationId: string;
  governingAreaId: string;
  status: string;
}

export async function findAgent(reader: Reader): Promise<Agent | null> {
  const [row] = await reader.query<Agent & Record<string, unknown>>({
    text: `select o.id::text as "organisationId", o.governing_area_id as "governingAreaId", o.status
             from lottery_agent a join organisation o on o.id = a.organisation_id`,
  });
  return row ?? null;
}

/** An organisation by the letters of its ticket numbers. */
export async function findOrganisationId(reader: Reader, code: string): Promise<string | null> {
  return (await reader.organisation.findUnique({ where: { code }, select: { id: true } }))?.id ?? null;
}

/** Makes an organisation the agent; false where there is one already. */
export async function insertAgent(tx: Tx, organisationId: string, at: Date): Promise<boolean> {
  const { count } = await tx.lotteryAgent.createMany({
    data: [{ organisationId, appointedAt: at }],
    skipDuplicates: true,
  });
  return count === 1;
}

export async function registerManager(tx: Tx, memberId: string, termsVersion: number, at: Date): Promise<void> {
  await tx.syndicateManager.createMany({ data: [{ memberId, termsVersion, registeredAt: at }], skipDuplicates: true });
}

export async function findSyndicate(reader: Reader, id: string): Promise<Syndicate | null> {
  const row = await reader.syndicate.findUnique({ where: { gameId: id } });
  return row && syndicateOf(row);
}

export async function findSyndicateByRequest(
  reader: Reader,
  managerId: string,
  requestKey: string,
): Promise<Syndicate | null> {
  const row = await reader.syndicate.findUnique({ where: { managerId_requestKey: { managerId, requestKey } } });
  return row && syndicateOf(row);
}

export async function findSyndicateBySlug(reader: Reader, slug: string): Promise<Syndicate | null> {
  // What is in no address of ours is not asked for: the database takes not every sign that an address can hold.
  if (!/^[a-z0-9-]+$/.test(slug)) return null;
  const game = await reader.game.findUnique({ where: { slug }, select: { id: true } });
  return game && findSyndicate(reader, game.id);
}

export async function findSlug(reader: Reader, id: string): Promise<string> {
  return (await reader.game.findUniqueOrThrow({ where: { id }, select: { slug: true } })).slug;
}

export interface NewSyndicate {
  readonly id: string;
  readonly agent: Agent;
  readonly slug: (number: number) => string;
  readonly minimumAge: number;
  readonly timeZone: string;
  readonly managerId: string;
  readonly requestKey: string;
  readonly state: "buying" | "open";
  readonly conditions: Conditions;
  readonly digest: string;
  readonly cutOffAt: Date;
  readonly decideBy: Date;
  readonly salesCloseAt: Date;
  readonly isPublic: boolean;
  /** The syndicate whose people play on with this one (S9). */
  readonly continuesId: string | null;
  readonly at: Date;
}

/** Writes a syndicate with its game, its conditions and its shares. False where the manager's key has one already. */
export async function insertSyndicate(tx: Tx, one: NewSyndicate): Promise<boolean> {
  const { id, agent, conditions, at } = one;
  await tx.query({ text: "select 1 from organisation where id = $1::uuid for update", values: [agent.organisationId] });
  const known = await findSyndicateByRequest(tx, one.managerId, one.requestKey);
  if (known) return false;
  const last = await tx.game.aggregate({ where: { organisationId: agent.organisationId }, _max: { number: true } });
  const number = (last._max.number ?? 0) + 1;
  await tx.game.create({
    data: {
      ...{ id, kind: "syndicate", number, slug: one.slug(number) },
      organisationId: agent.organisationId,
      governingAreaId: agent.governingAreaId,
      minimumAge: one.minimumAge,
      state: "active",
      opensAt: at,
      closesAt: one.decideBy,
      timeZone: one.timeZone,
      lockedAt: at,
      activatedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
  // Where the agent may buy and sell: its own lists, as they stand now.
  await tx.query({
    text: `insert into game_permission (game_id, area_id, coverage, permit_number, valid_from, valid_to)
           select $1::uuid, area_id, coverage, permit_number, valid_from, valid_to from organisation_list_entry
            where organisation_id = $2::uuid and list = 'permission'`,
    values: [id, agent.organisationId],
  });
  await tx.query({
    text: `insert into game_exclusion (game_id, area_id) select $1::uuid, area_id from organisation_list_entry
            where organisation_id = $2::uuid and list = 'exclusion'`,
    values: [id, agent.organisationId],
  });
  await tx.syndicate.create({
    data: {
      gameId: id,
      managerId: one.managerId,
      requestKey: one.requestKey,
      name: conditions.name,
      mode: conditions.mode,
      form: conditions.pool ? "lines" : "shares",
      buyer: conditions.buyer ?? "agent",
      state: one.state,
      lotteryGame: conditions.game,
      draws: [...conditions.draws],
      entries: plain(conditions.entries),
      priceMinor: conditions.priceMinor,
      currency: conditions.currency,
      shareCount: conditions.shares.length,
      unsoldRule: conditions.unsoldRule,
      cutOffAt: one.cutOffAt,
      decideBy: one.decideBy,
      salesCloseAt: one.salesCloseAt,
      isPublic: one.isPublic,
      continuesId: one.continuesId,
      nextAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
  await tx.syndicateConditions.create({
    data: {
      syndicateId: id,
      version: 1,
      data: plain(JSON.parse(conditionsText(conditions))),
      digest: one.digest,
      writtenAt: at,
    },
  });
  await tx.syndicateSignature.create({ data: { syndicateId: id, version: 1, memberId: one.managerId, signedAt: at } });
  await tx.syndicateShare.createMany({
    data: conditions.shares.map((share) => ({ syndicateId: id, ...share, state: "offered" })),
  });
  return true;
}

export async function findConditions(
  reader: Reader,
  id: string,
  version: number,
): Promise<{ data: Conditions; digest: string } | null> {
  const row = await reader.syndicateConditions.findUnique({
    where: { syndicateId_version: { syndicateId: id, version } },
  });
  return row && { data: row.data as unknown as Conditions, digest: row.digest };
}

/** Later conditions, which whoever joins from now on has to have read. */
export async function writeConditions(
  tx: Tx,
  id: string,
  next: { version: number; data: Conditions; digest: string; managerId: string; at: Date },
): Promise<void> {
  const { version, digest, at } = next;
  await tx.syndicateConditions.create({
    data: { syndicateId: id, version, data: plain(next.data), digest, writtenAt: at },
  });
  await tx.syndicateSignature.create({ data: { syndicateId: id, version, memberId: next.managerId, signedAt: at } });
  await tx.syndicate.update({
    where: { gameId: id },
    data: { conditionsVersion: version, unsoldRule: next.data.unsoldRule, name: next.data.name, updatedAt: at },
  });
}

/** The syndicate, held until the transaction ends: nobody joins or moves it meanwhile. */
export async function lockSyndicate(tx: Tx, id: string): Promise<Syndicate | null> {
  await tx.query({ text: "select 1 from syndicate where game_id = $1::uuid for update", values: [id] });
  return findSyndicate(tx, id);
}

export async function findShares(reader: Reader, id: string): Promise<Share[]> {
  const rows = await reader.syndicateShare.findMany({ where: { syndicateId: id }, orderBy: { number: "asc" } });
  return rows.map((row) => ({ ...row, state: row.state as ShareState }));
}

/** Moves a syndicate that is still in `from`. Returns whether this call did. */
export async function moveSyndicate(
  tx: Tx,
  id: string,
  from: SyndicateState,
  to: SyndicateState,
  at: Date,
  data: Prisma.SyndicateUpdateManyMutationInput = {},
): Promise<boolean> {
  const { count } = await tx.syndicate.updateMany({
    where: { gameId: id, state: from },
    data: { ...data, state: to, updatedAt: at, nextAt: at },
  });
  return count === 1;
}

export async function setGameState(tx: Tx, id: string, state: "drawn" | "archived", at: Date): Promise<void> {
  await tx.game.updateMany({ where: { id }, data: { state, updatedAt: at } });
}

export async function noteNext(tx: Tx, id: string, state: SyndicateState, nextAt: Date): Promise<void> {
  await tx.syndicate.updateMany({ where: { gameId: id, state }, data: { nextAt } });
}

/** Somebody has news for it: whoever looks next goes on with it at once. */
export async function makeDue(tx: Tx, id: string): Promise<void> {
  await tx.query({
    text: "update syndicate set next_at = least(next_at, clock_timestamp()) where game_id = $1::uuid",
    values: [id],
  });
}

export async function keepShares(tx: Tx, id: string, managerId: string, at: Date): Promise<number> {
  const { count } = await tx.syndicateShare.updateMany({
    where: { syndicateId: id, state: "offered" },
    data: { state: "kept", holderId: managerId, takenAt: at },
  });
  return count;
}

export async function returnShares(tx: Tx, id: string): Promise<void> {
  await tx.syndicateShare.updateMany({ where: { syndicateId: id }, data: { state: "returned" } });
}

export async function writeAnswer(
  tx: Tx,
  id: string,
  answer: UnsoldRule | null,
  isPublic: boolean,
  at: Date,
): Promise<void> {
  await tx.syndicate.update({
    where: { gameId: id },
    data: { ...(answer ? { answer, answeredAt: at } : {}), isPublic, updatedAt: at, nextAt: at },
  });
}

/** What the agent bought for it: the newest, since a purchase that was refused is followed by none. */
export async function findPurchaseState(
  reader: Reader,
  id: string,
): Promise<{
  id: string;
  state: PurchaseState;
  priceMinor: number;
  refundMinor: number;
  reference: string | null;
} | null> {
  const [row] = await reader.query<{
    id: string;
    state: PurchaseState;
    priceMinor: number;
    refundMinor: number;
    reference: string | null;
  }>({
    text: `select id::text, state, price_minor as "priceMinor", refund_minor as "refundMinor", reference from lottery_purchase
            where subject = $1 order by requested_at desc limit 1`,
    values: [`syndicate:${id}`],
  });
  return row ?? null;
}

/** Syndicates for which something may be due, the longest due first. */
export async function findDueSyndicates(reader: Reader, now: Date, limit: number): Promise<string[]> {
  const rows = await reader.query<{ id: string }>({
    text: `select game_id::text as id from syndicate where state not in ('cancelled', 'failed') and next_at <= $1::timestamptz
            order by next_at limit $2`,
    values: [now, limit],
  });
  return rows.map(({ id }) => id);
}

export interface Taken {
  outcome:
    | "taken"
    | "already"
    | "unknown"
    | "closed"
    | "suspended"
    | "sold-out"
    | "barred"
    | "conditions-changed"
    | "rules-changed"
    | "insufficient";
  numbers: number[] | null;
  amountMinor: number | null;
  remaining: number | null;
}

export interface Taking {
  requestKey: string;
  syndicateId: string;
  memberId: string;
  /** Empty: any `count`. */
  numbers: readonly number[];
  count: number;
  conditionsVersion: number;
  rulesVersion: bigint;
  evidence: { input: unknown; decision: string; reasons: unknown };
  /** Null: the database's clock. */
  now: Date | null;
}

/** Takes shares in one statement; see the function `take_shares`. */
export async function takeInDatabase(reader: Reader, taking: Taking): Promise<Taken> {
  const [row] = await reader.query<Taken & Record<string, unknown>>({
    text: `select outcome, numbers, amount_minor as "amountMinor", remaining
             from take_shares($1, $2::uuid, $3::uuid, $4::int[], $5::int, $6::int, $7::bigint, $8::jsonb, $9::timestamptz)`,
    values: [
      taking.requestKey,
      taking.syndicateId,
      taking.memberId,
      [...taking.numbers],
      taking.count,
      taking.conditionsVersion,
      taking.rulesVersion.toString(),
      JSON.stringify(taking.evidence),
      taking.now,
    ],
  });
  return row!;
}

/** Keeps why somebody was let in, beside what `take_shares` keeps of those who join. */
export async function keepEvidence(
  tx: Tx,
  entry: {
    gameId: string;
    memberId: string;
    purpose: string;
    input: unknown;
    decision: string;
    reasons: unknown;
    rulesVersion: bigint;
    at: Date;
  },
): Promise<void> {
  const { at, input, reasons, ...row } = entry;
  await tx.decisionEvidence.create({
    data: { id: newId(at.getTime()), ...row, input: plain(input ?? {}), reasons: plain(reasons), decidedAt: at },
  });
}

export interface Order {
  id: string;
  memberId: string;
  numbers: number[];
  amountMinor: number;
}

export function findOrders(reader: Reader, id: string): Promise<Order[]> {
  return reader.syndicateOrder.findMany({
    where: { syndicateId: id },
    orderBy: [{ takenAt: "asc" }, { id: "asc" }],
    select: { id: true, memberId: true, numbers: true, amountMinor: true },
  });
}

/**
 * Does work that may be refused, inside a transaction that goes on: a refusal of the database ends it, so the work stands behind
 * a point to return to. False where `isRefusal` knows the error, and then nothing of the work is left.
 */
export async function attempt(
  tx: Tx,
  isRefusal: (error: unknown) => boolean,
  work: () => Promise<void>,
): Promise<boolean> {
  await tx.$executeRawUnsafe("savepoint attempt");
  try {
    await work();
    await tx.$executeRawUnsafe("release savepoint attempt");
    return true;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await tx.$executeRawUnsafe("rollback to savepoint attempt");
    return false;
  }
}

/** The manager and everybody who has, or had, a share. */
export async function findPeople(reader: Reader, id: string): Promise<string[]> {
  const rows = await reader.query<{ id: string }>({
    text: `select manager_id::text as id from syndicate where game_id = $1::uuid
           union select holder_id::text from syndicate_share where syndicate_id = $1::uuid and holder_id is not null
           union select member_id::text from syndicate_owner where syndicate_id = $1::uuid
           order by 1`,
    values: [id],
  });
  return rows.map((row) => row.id);
}

export interface Addressee {
  givenName: string;
  email: string;
  locale: string;
  notify: unknown;
}

/** Whom a letter is to; null where the account is closed. */
export function findAddressee(reader: Reader, memberId: string): Promise<Addressee | null> {
  return reader.member.findFirst({
    where: { id: memberId, status: { not: "closed" } },
    select: { givenName: true, email: true, locale: true, notify: true },
  });
}

/** Whose an address is; somebody unknown is written to as they are, and whoever may not be invited is not (S12). */
export async function findAddresseeByEmail(reader: Reader, email: string, now: Date): Promise<Addressee | null> {
  const member = await reader.member.findFirst({
    where: { email },
    select: { givenName: true, email: true, locale: true, notify: true, status: true, excludedUntil: true },
  });
  if (!member) return { givenName: "", email, locale: "en", notify: null };
  if (member.status !== "active" || (member.excludedUntil && member.excludedUntil > now)) return null;
  return member;
}

/** Writes a statement; what was issued before stays, and this one counts from now on. */
export async function insertStatement(
  tx: Tx,
  row: { syndicateId: string; memberId: string; body: string; signature: string; datedAt: Date },
): Promise<void> {
  const { syndicateId, memberId } = row;
  const last = await tx.syndicateStatement.aggregate({ where: { syndicateId, memberId }, _max: { issue: true } });
  await tx.syndicateStatement.create({ data: { ...row, issue: (last._max.issue ?? 0) + 1 } });
}

export interface IssuedStatement {
  issue: number;
  body: string;
  signature: string;
  datedAt: Date;
}

/** A member's newest statement, or one of those before it. */
export function findStatement(
  reader: Reader,
  syndicateId: string,
  memberId: string,
  issue?: number,
): Promise<IssuedStatement | null> {
  return reader.syndicateStatement.findFirst({
    where: { syndicateId, memberId, ...(issue === undefined ? {} : { issue }) },
    orderBy: { issue: "desc" },
  });
}

/** All that were issued to a member, the newest first. */
export function findStatements(reader: Reader, syndicateId: string, memberId: string): Promise<IssuedStatement[]> {
  return reader.syndicateStatement.findMany({ where: { syndicateId, memberId }, orderBy: { issue: "desc" } });
}
