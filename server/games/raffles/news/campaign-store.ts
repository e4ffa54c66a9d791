import type { Database, Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import {
  type CampaignKind,
  type CampaignState,
  type CampaignWords,
  LETTERS_PER_MINUTE,
  type Unreached,
} from "./campaign";

export interface CampaignRecord {
  id: string;
  organisationId: string;
  kind: CampaignKind;
  raffleId: string | null;
  state: CampaignState;
  everyRaffle: boolean;
  raffleIds: string[];
  subject: string;
  body: string;
  replyTo: string | null;
  createdBy: string | null;
  createdAt: Date;
  notBefore: Date;
  collectAfter: string | null;
  startedAt: Date | null;
  endedAt: Date | null;
}

type Row = Omit<CampaignRecord, "raffleIds"> & { raffles: Array<{ raffleId: string }> };

const toRecord = ({ raffles, ...row }: Row): CampaignRecord => ({
  ...row,
  raffleIds: raffles.map(({ raffleId }) => raffleId),
});

const withRaffles = { raffles: { select: { raffleId: true } } };

export async function findCampaign(reader: Reader, id: string): Promise<CampaignRecord | null> {
  const row = await reader.campaign.findUnique({ where: { id }, include: withRaffles });
  return row && toRecord(row as Row);
}

/** The letters of an organisation, the newest first. */
export async function listCampaigns(reader: Reader, organisationId: string): Promise<CampaignRecord[]> {
  const rows = await reader.campaign.findMany({
    where: { organisationId },
    include: withRaffles,
    orderBy: { createdAt: "desc" },
    take: 200,
  });
  return rows.map((row) => toRecord(row as Row));
}

/**
 * News of an activated raffle goes out from its start on, since nobody sees it before. One campaign a raffle: where another area opens later, it
 * looks for readers again, and whoever was written to stays written to.
 */
export async function announceActivation(
  tx: Tx,
  news: { raffleId: string; organisationId: string; opensAt: Date; now: Date },
): Promise<void> {
  await tx.query({
    text: `insert into campaign (id, organisation_id, kind, raffle_id, state, created_at, updated_at, not_before, started_at)
           values ($1::uuid, $2::uuid, 'activation', $3::uuid, 'collecting', $4::timestamptz, $4::timestamptz, greatest($4::timestamptz, $5::timestamptz), $4::timestamptz)
           on conflict (raffle_id) where kind = 'activation' do update
             set state = 'collecting', collect_after = null, ended_at = null, updated_at = excluded.updated_at
             where campaign.state <> 'stopped'
           returning id`,
    values: [newId(news.now.getTime()), news.organisationId, news.raffleId, news.now, news.opensAt],
  });
}

/** Keeps a letter that is being written; null `id` begins one. False where it was sent or changed hands meanwhile. */
export async function keepDraft(
  tx: Tx,
  campaign: {
    id: string;
    isNew: boolean;
    organisationId: string;
    createdBy: string;
    replyTo: string | null;
    now: Date;
  },
  words: CampaignWords,
): Promise<boolean> {
  const { id, organisationId, createdBy, replyTo, now } = campaign;
  const data = {
    kind: words.kind,
    everyRaffle: words.everyRaffle,
    subject: words.subject.trim(),
    body: words.body.trim(),
    replyTo,
    updatedAt: now,
  };
  if (campaign.isNew) {
    await tx.campaign.create({ data: { id, organisationId, createdBy, createdAt: now, notBefore: now, ...data } });
  } else {
    const kept = await tx.campaign.updateMany({ where: { id, organisationId, state: "draft" }, data });
    if (kept.count !== 1) return false;
    await tx.campaignRaffle.deleteMany({ where: { campaignId: id } });
  }
  await tx.campaignRaffle.createMany({
    data: words.everyRaffle ? [] : words.raffleIds.map((raffleId) => ({ campaignId: id, raffleId })),
  });
  return true;
}

/** Moves a campaign on; false when it was in another state by then. */
export async function moveCampaign(
  tx: Tx,
  id: string,
  from: CampaignState[],
  to: CampaignState,
  now: Date,
): Promise<boolean> {
  const over = to === "done" || to === "stopped";
  const moved = await tx.campaign.updateMany({
    where: { id, state: { in: from } },
    data: {
      state: to,
      updatedAt: now,
      ...(from.includes("draft") ? { startedAt: now, notBefore: now } : {}),
      ...(over ? { endedAt: now } : {}),
    },
  });
  return moved.count === 1;
}

/** Removes a letter that was never sent. */
export async function deleteDraft(tx: Tx, id: string, organisationId: string): Promise<boolean> {
  return (await tx.campaign.deleteMany({ where: { id, organisationId, state: "draft" } })).count === 1;
}

/** Who takes part, in the words of a campaign: `$1` its organisation, `$2` its raffles, `$3` whether all are meant. */
const AUDIENCE = `
  select distinct t.holder_id as id from ticket t join game g on g.id = t.raffle_id
   where g.organisation_id = $1::uuid and t.state in ('issued', 'valid') and ($3::boolean or g.id = any($2::uuid[]))`;

/** Whether somebody is written to; what the law demands reaches everybody whose account is not closed. */
const REACH = `
  case when m.status = 'closed' then 'closed'
       when $4::text = 'notice' then 'reached'
       when exists (select 1 from mail_opt_out x where x.member_id = m.id
                     and (x.organisation_id is null or x.organisation_id = $1::uuid)) then 'opted-out'
       when m.email_verified_at is null then 'unproven'
       when m.excluded_until > $5::timestamptz then 'self-excluded'
       else 'reached' end`;

/** How many people a letter would reach, and how many not and why. */
export async function countAudience(
  reader: Reader,
  campaign: Pick<CampaignRecord, "organisationId" | "raffleIds" | "everyRaffle" | "kind">,
  now: Date,
): Promise<Partial<Record<"reached" | Unreached, number>>> {
  const rows = await reader.query<{ reach: "reached" | Unreached; count: number }>({
    text: `select ${REACH} as reach, count(*)::int as count from (${AUDIENCE}) a join member m on m.id = a.id group by 1`,
    values: [campaign.organisationId, campaign.raffleIds, campaign.everyRaffle, campaign.kind, now],
  });
  return Object.fromEntries(rows.map(({ reach, count }) => [reach, count]));
}

/** Campaigns whose readers are to be looked for. */
export async function findCollecting(reader: Reader, now: Date): Promise<CampaignRecord[]> {
  const rows = await reader.campaign.findMany({
    where: { state: "collecting", notBefore: { lte: now } },
    include: withRaffles,
    orderBy: { notBefore: "asc" },
    take: 5,
  });
  return rows.map((row) => toRecord(row as Row));
}

/** The next people of an organisation's letter, with whether each is written to. */
export function nextParticipants(
  reader: Reader,
  campaign: CampaignRecord,
  now: Date,
  limit: number,
): Promise<Array<{ id: string; reach: "reached" | Unreached }>> {
  return reader.query<{ id: string; reach: "reached" | Unreached }>({
    text: `select m.id, ${REACH} as reach from (${AUDIENCE}) a join member m on m.id = a.id
            where ($6::uuid is null or m.id > $6::uuid) order by m.id limit $7::int`,
    values: [
      campaign.organisationId,
      campaign.raffleIds,
      campaign.everyRaffle,
      campaign.kind,
      now,
      campaign.collectAfter,
      limit,
    ],
  });
}

/** The next members who asked for news of new raffles and may be written to; eligibility is decided afterwards. */
export function nextSubscribers(
  reader: Reader,
  campaign: CampaignRecord,
  now: Date,
  limit: number,
): Promise<Array<{ id: string }>> {
  return reader.query<{ id: string }>({
    text: `select m.id from member m
            where (m.notify ->> 'news') = 'true' and m.status = 'active' and m.email_verified_at is not null
              and (m.excluded_until is null or m.excluded_until <= $2::timestamptz)
              and not exists (select 1 from mail_opt_out x where x.member_id = m.id
                               and (x.organisation_id is null or x.organisation_id = $1::uuid))
              and ($3::uuid is null or m.id > $3::uuid) order by m.id limit $4::int`,
    values: [campaign.organisationId, now, campaign.collectAfter, limit],
  });
}

/**
 * Keeps the readers of one batch and how far the look has come, together: after a crash it goes on from there, and
 * nobody is taken up twice. With `done` the letters begin to go out. False when the campaign was stopped meanwhile.
 */
export async function keepRecipients(
  tx: Tx,
  campaign: Pick<CampaignRecord, "id" | "collectAfter">,
  recipients: ReadonlyArray<{ memberId: string; reason: string | null }>,
  next: { collectAfter: string | null; done: boolean },
  now: Date,
): Promise<boolean> {
  const moved = await tx.campaign.updateMany({
    where: { id: campaign.id, state: "collecting", collectAfter: campaign.collectAfter },
    data: { collectAfter: next.collectAfter, updatedAt: now, ...(next.done ? { state: "sending" } : {}) },
  });
  if (moved.count !== 1) return false;
  await tx.campaignRecipient.createMany({
    data: recipients.map(({ memberId, reason }) => ({
      campaignId: campaign.id,
      memberId,
      state: reason ? "skipped" : "waiting",
      reason,
      nextAt: now,
      endedAt: reason ? now : null,
    })),
    skipDuplicates: true,
  });
  return true;
}

export interface ClaimedLetter {
  campaignId: string;
  memberId: string;
  attempts: number;
}

const SENDING_LOCK = 7_301_442;
const LEASE_SECONDS = 120;

/**
 * Claims the next letters, within what a minute allows over all workers. A worker that dies gives its letters up after
 * two minutes; the mail's own key then keeps a letter that had gone out from going again.
 */
export function claimLetters(
  db: Database,
  now: Date,
  limit: number,
  perMinute = LETTERS_PER_MINUTE,
): Promise<ClaimedLetter[]> {
  return db.transaction(async (tx) => {
    await tx.query({ text: "select pg_advisory_xact_lock($1::bigint)::text as locked", values: [SENDING_LOCK] });
    const [used] = await tx.query<{ count: number }>({
      text: `select count(*)::int as count from campaign_recipient
              where claimed_at > $1::timestamptz - interval '1 minute'`,
      values: [now],
    });
    const most = Math.min(limit, perMinute - (used?.count ?? 0));
    if (most <= 0) return [];
    return tx.query<ClaimedLetter & Record<string, unknown>>({
      text: `update campaign_recipient x set attempts = attempts + 1, claimed_at = $1::timestamptz,
                    next_at = $1::timestamptz + make_interval(secs => $2::int)
              where (x.campaign_id, x.member_id) in (
                select r.campaign_id, r.member_id from campaign_recipient r join campaign c on c.id = r.campaign_id
                 where r.state = 'waiting' and r.next_at <= $1::timestamptz and c.state = 'sending'
                 order by r.next_at, r.member_id limit $3::int for update of r skip locked)
             returning x.campaign_id as "campaignId", x.member_id as "memberId", x.attempts`,
      values: [now, LEASE_SECONDS, most],
    });
  });
}

/** Writes down what became of a letter that was claimed; with `tryAt` it is tried again then. */
export async function endLetter(
  db: Database,
  letter: ClaimedLetter,
  end: { state: "sent" | "failed" | "skipped"; reason: string | null } | { tryAt: Date },
  now: Date,
): Promise<void> {
  await db.campaignRecipient.updateMany({
    where: { campaignId: letter.campaignId, memberId: letter.memberId, state: "waiting" },
    data: "tryAt" in end ? { nextAt: end.tryAt } : { ...end, endedAt: now },
  });
}

/** Ends campaigns all of whose letters have gone out or will not. */
export async function finishCampaigns(db: Database, now: Date): Promise<void> {
  await db.query({
    text: `update campaign c set state = 'done', ended_at = $1::timestamptz, updated_at = $1::timestamptz
            where c.state = 'sending'
              and not exists (select 1 from campaign_recipient r where r.campaign_id = c.id and r.state = 'waiting')`,
    values: [now],
  });
}

export interface LetterReader {
  email: string;
  givenName: string;
  locale: string;
  reach: "reached" | Unreached;
}

/** One reader as a letter needs them, with whether they are still written to; null where there is nobody. */
export async function findReader(
  reader: Reader,
  campaign: Pick<CampaignRecord, "organisationId" | "kind">,
  memberId: string,
  now: Date,
): Promise<LetterReader | null> {
  const [row] = await reader.query<LetterReader & Record<string, unknown>>({
    text: `select m.email, m.given_name as "givenName", m.locale, ${REACH} as reach from member m
            where m.id = $6::uuid and $2::uuid[] is not null and $3::boolean`,
    values: [campaign.organisationId, [], true, campaign.kind, now, memberId],
  });
  return row ?? null;
}

export interface CampaignProgress {
  waiting: number;
  sent: number;
  failed: number;
  skipped: Array<{ reason: string; count: number }>;
}

/** How far the letters of campaigns are. */
export async function readProgress(reader: Reader, ids: readonly string[]): Promise<Map<string, CampaignProgress>> {
  const rows = await reader.query<{ id: string; state: string; reason: string | null; count: number }>({
    text: `select campaign_id as id, state, reason, count(*)::int as count from campaign_recipient
            where campaign_id = any($1::uuid[]) group by 1, 2, 3 order by 3`,
    values: [ids],
  });
  const progress = new Map<string, CampaignProgress>();
  for (const id of ids) progress.set(id, { waiting: 0, sent: 0, failed: 0, skipped: [] });
  for (const { id, state, reason, count } of rows) {
    const one = progress.get(id)!;
    if (state === "skipped") one.skipped.push({ reason: reason ?? "", count });
    else one[state as "waiting" | "sent" | "failed"] += count;
  }
  return progress;
}

export interface NewsRaffle {
  id: string;
  slug: string;
  title: string;
  summary: string;
  organisationName: string;
  priceMinor: number;
  currency: string;
  state: string;
  closesAt: Date;
  timeZone: string;
}

/** What letters say of raffles. */
export function findNewsRaffles(reader: Reader, ids: readonly string[]): Promise<NewsRaffle[]> {
  return reader.query<NewsRaffle & Record<string, unknown>>({
    text: `select g.id, g.slug, r.title, r.summary, o.name as "organisationName", r.price_minor as "priceMinor",
                  r.currency, g.state::text as state, g.closes_at as "closesAt", g.time_zone as "timeZone"
             from game g join raffle r on r.game_id = g.id join organisation o on o.id = g.organisation_id
            where g.id = any($1::uuid[]) order by g.closes_at, g.id`,
    values: [ids],
  });
}

export async function findOrganisationName(reader: Reader, id: string): Promise<string> {
  return (await reader.organisation.findUnique({ where: { id }, select: { name: true } }))?.name ?? "";
}

/** Which of the raffles are this organisation's. */
export async function ownAmong(reader: Reader, organisationId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await reader.game.findMany({ where: { id: { in: [...ids] }, organisationId }, select: { id: true } });
  return rows.map(({ id }) => id);
}

/** Where a member lives, as decisions take it; null where there is nobody. */
export async function findResidence(
  reader: Reader,
  memberId: string,
): Promise<{ country: string; subdivisionId: string; countyIds: string[]; municipalityIds: string[] } | null> {
  return reader.member.findUnique({
    where: { id: memberId },
    select: { country: true, subdivisionId: true, countyIds: true, municipalityIds: true },
  });
}
